"""Every statute rule that can be told has an unlawful sample it finds and a lawful one it leaves alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import Linted, lint
from handover_policy.lint.statutes import StatutePack, StatuteRule
from handover_policy.sources.policy_sources import FolderSource

pytestmark = [pytest.mark.usefixtures("what_ships_is_read_once"), pytest.mark.slow]

SAMPLES: dict[str, Any] = yaml.load((Path(__file__).parent / "samples.yaml").read_text("utf-8"), Loader=yaml.SafeLoader)
MANIFEST = {"id": "sample", "title": "样例", "version": "1.0.0", "effective": {"from": "2026-01-01"}}
MESSAGE = {"kind": "message", "title": "提醒", "lead": "", "contact": "{{ contact|person }}"}
TODAY = date(2026, 11, 24)


@cache
def shipped() -> tuple[dict[str, dict[str, Any]], tuple[StatutePack, ...]]:
    library = Library()
    assert library.findings == ()
    return library.schemas, library.packs


def rules() -> dict[str, StatuteRule]:
    return {rule.id: rule for pack in shipped()[1] for rule in pack.rules}


def written(place: Path, kind: str, content: dict[str, Any]) -> None:
    modeline = f"# yaml-language-server: $schema=s/{kind}.schema.json\n"
    text = yaml.safe_dump({"kind": kind, **content}, allow_unicode=True, sort_keys=False, default_flow_style=False)
    place.mkdir(parents=True, exist_ok=True)
    dated = text.replace("'2026-01-01'", "2026-01-01").replace("'2026-06-05'", "2026-06-05")
    (place / f"{kind}.yaml").write_text(modeline + dated, encoding="utf-8")


def linted(place: Path, sample: dict[str, Any], jurisdiction: str = "CN") -> Linted:
    files = {kind: content for kind, content in sample.items() if kind != "message"}
    manifest = {**MANIFEST, "jurisdiction": jurisdiction, "extends": "builtin:default", **files.pop("policy", {})}
    for kind, content in {"policy": manifest, **files}.items():
        written(place, kind, content)
    if "message" in sample:
        folder = place / "notifications" / "task-overdue" / "zh-CN"
        folder.mkdir(parents=True)
        text = yaml.safe_dump({**MESSAGE, "lead": sample["message"]}, allow_unicode=True)
        (folder / "message.yaml").write_text(text, encoding="utf-8")
    _, packs = shipped()
    found = read_set(FolderSource(place), Library())
    reading = found.reading
    assert reading.policy is not None, reading.findings
    statutes = statutes_for(jurisdiction, packs)
    return lint(reading.policy, reading.documents, found.messages, statutes, TODAY)


def codes(found: Linted) -> set[str]:
    return {finding.code for finding in found.findings}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, bool]]:
    """By rule: whether its unlawful sample is found, and whether its lawful one is."""
    found = {}
    for rule, sample in SAMPLES.items():
        place, folder = sample.get("jurisdiction", "CN"), tmp_path_factory.mktemp(rule)
        unlawful = codes(linted(folder / "unlawful", sample["unlawful"], place))
        lawful = codes(linted(folder / "lawful", sample["lawful"], place))
        found[rule] = (rule in unlawful, rule in lawful)
    return found


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_the_unlawful_sample_is_found_and_the_lawful_one_is_not(
    rule: str, outcomes: dict[str, tuple[bool, bool]]
) -> None:
    assert outcomes[rule] == (True, False)


def test_precision_and_recall_over_all_samples_are_one(
    outcomes: dict[str, tuple[bool, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    hits, wrong = (sum(part) for part in zip(*outcomes.values(), strict=True))
    precision, recall = hits / (hits + wrong), hits / len(outcomes)
    with capsys.disabled():
        print(f"\n{len(outcomes)} statute rules: precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201
    assert (precision, recall) == (1.0, 1.0)


def test_every_rule_with_checks_has_a_sample_and_the_others_say_why_they_cannot_be_told() -> None:
    # CN-PIP-03 reads a value that validate refuses already: a period has to be a number and a unit.
    told = {rule.id for rule in rules().values() if rule.checks} - {"CN-PIP-03"}
    assert told == set(SAMPLES)
    assert {rule.id for rule in rules().values() if not rule.checks} == {"CN-NOT-04", "CN-NOT-13"}
    assert all(rule.untold["zh"] and rule.untold["en"] for rule in rules().values() if not rule.checks)


def test_every_rule_of_law_says_what_to_write_instead_in_both_languages() -> None:
    for rule in rules().values():
        assert all(words[language] for words in (rule.text, rule.message, rule.fix) for language in ("zh", "en")), rule
        assert rule.cite
        assert rule.grade
