"""Every example of docs/findings is read: the wrong one gives its finding at its place, the right one gives nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from handover_policy.app.check import Checked, check_policies
from handover_policy.app.compare import compare_sides
from handover_policy.app.library import load_schemas
from handover_policy.app.lint import lint_policy
from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import cases_of
from handover_policy.app.reference import finding_examples
from handover_policy.cli.serving.settings_report import settings_report
from handover_policy.findings.codes import BY_REASON
from handover_policy.findings.finding import Finding
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.read_statutes import read_packs
from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.sides import Sides
from handover_policy.testing.case_findings import FAILED, case_findings

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

EXAMPLES = finding_examples()
SCHEMAS = load_schemas()
OF_LINT = {code for why in ("statutes", "waivers", "idle-rules") for code in BY_REASON[why]}
TODAY = date(2026, 11, 1)
MADE: Mapping[str, Callable[[Path, str], object]] = {
    "link": lambda path, target: path.symlink_to(target),
    "pipe": lambda path, _: os.mkfifo(path),
    "many": lambda path, text: [
        each.write_bytes(text.encode().ljust(LARGEST))
        for each in (path, *(path.with_name(f"bulk-{number:02}.j2") for number in range(1, 20)))
    ],
}
MANIFEST = """\
kind: policy
id: acme
title: 交接制度
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
"""


def written(place: Path, files: Mapping[str, str], saved_as: str = "", filler: tuple[str, int] = ("", 0)) -> Path:
    first = next(iter(files))
    for name, text in {"policy.yaml": MANIFEST, **files}.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == first and saved_as in MADE:
            MADE[saved_as](path, text)
            continue
        content = text.encode()
        if name == first:
            content = saved(text + filler[0] * filler[1], saved_as)
        path.write_bytes(content)
    return place


def saved(text: str, saved_as: str) -> bytes:
    if saved_as == "cut-off":
        return text.encode()[: text.encode().index("离".encode()) + 2]
    return text.encode(saved_as or "utf-8")


def found_by_diff(before: Path, after: Path) -> tuple[Finding, ...]:
    """Return what has to come with the change from one set to the other, as diff tells it."""
    sides = Sides(base=FolderSource(before), head=FolderSource(after))
    comparison = compare_sides(sides, TODAY, linted=False).comparison
    assert comparison is not None
    return comparison.checks


def findings_of(place: Path, code: str) -> Iterator[Finding]:
    """Yield what validate and, for their codes, lint and test find in a set, or in the statute packs of a folder."""
    if EXAMPLES[code].before:
        yield from found_by_diff(written(place.parent / "before", EXAMPLES[code].before), place)
    if (place / "service.yaml").is_file():
        settings = settings_report(place / "service.yaml", "zh")
        yield from settings.findings
        return
    if (place / "statutes").is_dir():
        packs, found = read_packs(PolicyFolders().read(place / "statutes").files, SCHEMAS["statutes"], "statutes/")
        yield from found
        if packs:
            yield from statutes_for(max((pack.jurisdiction for pack in packs), key=len), packs).findings
        return
    opened = open_policies([place], cited=True)
    yield from opened.findings
    yield from cases_of(place, opened.policies[0] if opened.policies else None, opened.schemas)[1]
    if code == FAILED:
        (checked,) = check_policies([place], TODAY)
        assert isinstance(checked, Checked)
        yield from case_findings(checked.results)
    if opened.policies and code in OF_LINT:
        linted = lint_policy(place, TODAY).linted
        assert linted is not None
        yield from linted.findings


def told(place: Path, code: str) -> list[tuple[str, str]]:
    """Return codes and places, without what the law says, and without missing modelines, which examples leave out."""
    return [
        (finding.code, str(finding.location))
        for finding in findings_of(place, code)
        if finding.code == code or not (finding.code == "modeline-missing" or finding.code[:2].isupper())
    ]


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_the_wrong_one_gives_the_finding_at_its_place(code: str, tmp_path: Path) -> None:
    example = EXAMPLES[code]
    place = written(tmp_path / "wrong", example.wrong, example.saved_as, example.filler)
    assert (code, str(example.at)) in told(place, code)


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_the_right_one_gives_nothing(code: str, tmp_path: Path) -> None:
    place = written(tmp_path / "right", EXAMPLES[code].right)
    findings = told(place, code)
    if code == "modeline-missing":
        findings = [each for each in findings if not each[1].startswith("policy.yaml")]
    assert findings == []
