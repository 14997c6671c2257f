"""A third language is a folder: one with every English sentence in brackets, in which everything is then said."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from handover_policy.app.lint import lint_policy
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.decide.wording import problem_sentence, refusal_sentence
from handover_policy.findings.catalogue import entry_of, reason, remedy, sentence
from handover_policy.findings.codes import CODES
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.report import Report
from handover_policy.findings.reporting.reporters import REPORTERS
from handover_policy.model.effects import ProblemEffect
from handover_policy.sources.event_files import EventText
from handover_policy.texts import texts as reader
from handover_policy.texts.texts import languages, texts, texts_folder

THIRD = "qq"
TODAY = date(2026, 11, 1)
WRONG = {
    "policy.yaml": """\
kind: policy
id: acme
titel: 交接制度
title: 交接制度
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
""",
    "tasks.yaml": """\
kind: tasks
id: more
title: 更多
tasks:
  - id: more.a
    title: 甲
    steps: [{party: nobody, do: 交接, due: last_day - 3 dyas}]
""",
}
HIRED = {"name": "王", "role": "sales", "stage": "regular", "manager": "M", "hired_on": "2024-04-01"}
IDLE = {
    "policy.yaml": WRONG["policy.yaml"].replace("titel: 交接制度\n", ""),
    "notices.yaml": """\
kind: notices
notices:
  - id: reminder.escalate
    when: {all: [{case.cause: resignation}, {case.cause: death}]}
""",
}


def marked(tree: Any) -> Any:
    return {key: marked(each) for key, each in tree.items()} if isinstance(tree, dict) else f"⟦{tree}⟧"


@pytest.fixture
def add_third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Return what gives the product a language more, in a scratch copy of its texts, until the test is over."""
    shipped, copy = texts_folder(), tmp_path / "texts"

    def add() -> None:
        shutil.copytree(shipped, copy)
        (copy / THIRD).mkdir()
        for file in (shipped / "en").iterdir():
            content = yaml.safe_dump(marked(yaml.safe_load(file.read_bytes())), allow_unicode=True)
            (copy / THIRD / file.name).write_text(content, "utf-8")
        monkeypatch.setattr(reader, "texts_folder", lambda: copy)
        forget()

    yield add
    forget()


@pytest.fixture
def third(add_third: Callable[[], None]) -> None:
    add_third()


def forget() -> None:
    reader.languages.cache_clear()
    reader._area.cache_clear()


def is_in_it(text: str) -> bool:
    """Return whether a text is one sentence of the third language, whatever stands within it."""
    return text.startswith("⟦") and text.endswith("⟧")


def written(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def with_details(code: str) -> Finding:
    """Return a finding of a code, with something for every blank that its sentences have."""
    told = "".join(texts("en").area("findings")[f"codes.{code}.{part}"] for part in ("says", "fix"))
    blanks = {name for _, name, _, _ in Formatter().parse(told) if name} - {"hint", "subject", "form", "said"}
    own = {f"{name}_{language}": "x" for name in ("form", "said") for language in ("zh", "en")}
    return Finding(
        code=code,
        severity=Severity.ERROR,
        location=Location("policy.yaml"),
        subject="x",
        details=dict.fromkeys(blanks, "x") | own,
    )


@pytest.mark.usefixtures("third")
def test_the_third_language_is_there() -> None:
    assert languages() == ("zh", "en", THIRD)
    assert texts("qq-QQ").language == THIRD


@pytest.mark.usefixtures("third")
def test_every_finding_is_told_in_it() -> None:
    silent = []
    for code in CODES:
        found, entry = with_details(code), entry_of(code, THIRD)
        said = (sentence(found, THIRD), remedy(found, THIRD), reason(found, THIRD))
        if not all(map(is_in_it, (*said, entry.says, entry.fix, entry.why))):
            silent.append(code)
    assert silent == []


@pytest.mark.usefixtures("third")
def test_what_is_wrong_with_a_policy_is_told_in_it(tmp_path: Path) -> None:
    found = open_policies([written(tmp_path / "wrong", WRONG)]).findings
    assert {"unknown-key", "unknown-party", "bad-time"} <= {each.code for each in found}
    assert all(is_in_it(text(each, THIRD)) for each in found for text in (sentence, remedy, reason))
    told = "\n".join(REPORTERS["text"](Report(findings=found, language=THIRD)))
    assert [
        line for line in told.split("\n") if not re.search(r"(: ⟦(error|warning)⟧\[[\w-]+\] |^    )⟦.*⟧$", line)
    ] == []


@pytest.mark.usefixtures("third")
@pytest.mark.parametrize("form", ["markdown", "junit", "sarif", "github", "json"])
def test_every_report_can_be_in_it(form: str, tmp_path: Path) -> None:
    found = open_policies([written(tmp_path / "wrong", WRONG)]).findings
    told = "\n".join(REPORTERS[form](Report(findings=found, language=THIRD)))
    assert "⟦unknown key titel" in told.replace("\\", "")


def test_what_lint_has_against_a_policy_is_told_in_it_and_stays_the_same_finding(
    tmp_path: Path, add_third: Callable[[], None]
) -> None:
    place = written(tmp_path / "idle", IDLE)
    before = lint_policy(place, TODAY).findings
    add_third()
    after = lint_policy(place, TODAY).findings
    assert {"CN-RUL-01", "condition-never-met"} <= {each.code for each in after}
    assert all(is_in_it(sentence(each, THIRD)) for each in after)
    assert [fingerprint(each) for each in after] == [fingerprint(each) for each in before]


@pytest.mark.usefixtures("third")
def test_refusals_and_problems_are_told_in_it_whatever_the_language_of_the_policy(tmp_path: Path) -> None:
    plain = written(tmp_path / "plain", {"policy.yaml": IDLE["policy.yaml"]})
    for language, speaks in (("zh-CN", False), (THIRD, True)):
        (plain / "policy.yaml").write_text(f"{IDLE['policy.yaml']}language: {language}\n", "utf-8")
        run = Run(open_policies([plain]), engine="compiled")
        decisions = [run.decide(EventText(line=1, content=each)).decision for each in events()]
        refused = [each.refusal for each in decisions if each.refusal is not None]
        problems = [each for told in decisions for each in told.effects if isinstance(each, ProblemEffect)]
        assert {each.code for each in refused} == {"invalid-event", "unknown-employee", "no-open-case"}
        assert problems
        messages = [*(each.message for each in refused), *(each.message for each in problems)]
        assert list(map(is_in_it, messages)) == [speaks] * len(messages)
        assert all(is_in_it(refusal_sentence(each, texts(THIRD))) for each in refused)
        assert all(is_in_it(problem_sentence(each, texts(THIRD))) for each in problems)


def events() -> list[bytes]:
    """Return a line that is no event, an act nobody is known for, one without a case, and one that makes problems."""
    at = {"source": "test", "subject": "E1", "time": "2026-03-02T10:00:00+08:00"}
    return [
        b"{",
        json.dumps({**at, "id": "1", "type": "employee.left", "data": {"on": "2026-03-02"}}).encode(),
        json.dumps({**at, "id": "2", "type": "employee.hired", "data": HIRED}).encode(),
        json.dumps({**at, "id": "3", "type": "resignation.withdrawn", "data": {"accepted_by": "H"}}).encode(),
        json.dumps(
            {
                **at,
                "id": "4",
                "type": "agreement.signed",
                "data": {"clauses": ["no.such"], "policy_version": "1.0.0", "sha256": "0" * 64, "method": "paper"},
            }
        ).encode(),
    ]
