"""A waiver is never neutral: diff shows what it hides, and accepting that accepts nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handover_policy.diff.change import Change, Direction
from handover_policy.diff.report.json_form import json_form
from handover_policy.diff.report.markdown import markdown_form
from handover_policy.diff.report.text import text_form
from handover_policy.diff.report.web_page import TEMPLATES, page
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.sources.page_texts import page_texts
from tests.unit.diff.reading import NOBODY, altered, changes, compared, version

LABELS = ("main:acme", "acme")
PAGES = page_texts("handover_policy.diff.report", TEMPLATES)
ADDED = "waivers:\n  - {finding: CN-NOT-01, reason: 试点, approver: 法务, expires: 2027-01-31}\n"


def finding(days: int, severity: Severity = Severity.ERROR, code: str = "CN-NOT-01") -> Finding:
    said = {"sentence_zh": f"通知期 {days} 日长于法定 30 日", "sentence_en": f"{days} days are more than 30"}
    at = Location("notice_days.yaml", 12)
    return Finding(code=code, severity=severity, location=at, subject="days.office", details=said, law=(code,))


def with_waiver(*waived: Finding):
    return replace(version(altered("waivers.yaml", "waivers:\n", ADDED)), waived=waived)


def of_waivers(before, after) -> list[tuple[str, Direction, int]]:
    return [(each.id, each.direction, len(each.hides)) for each in changes(before, after) if "waiver" in each.id]


@pytest.mark.parametrize(
    ("severity", "direction"), [(Severity.ERROR, Direction.WORSE), (Severity.WARNING, Direction.UNCLEAR)]
)
def test_a_waiver_is_as_grave_as_what_it_hides(severity: Severity, direction: Direction) -> None:
    hiding = with_waiver(finding(45, severity))
    assert of_waivers(version(), hiding) == [("waiver-added", direction, 1)]
    back = Direction.BETTER if direction is Direction.WORSE else direction
    assert of_waivers(hiding, version()) == [("waiver-removed", back, 0)]
    assert of_waivers(version(), with_waiver()) == [("waiver-added", Direction.UNCLEAR, 0)]


def test_every_format_shows_what_a_waiver_hides() -> None:
    comparison = compared(version(), with_waiver(finding(45)))
    shown = "掩盖的发现：错误 CN-NOT-01 通知期 45 日长于法定 30 日"
    assert shown in "\n".join(text_form(comparison, LABELS, "zh"))
    assert shown in markdown_form(comparison, LABELS, "zh").replace("&#8203;", "")
    assert shown in page(PAGES, comparison, LABELS, "zh")
    told = json.loads(json_form(comparison, LABELS, "zh"))
    [change] = [each for each in told["changes"] if each["id"] == "waiver-added"]
    assert [each["code"] for each in change["hides"]] == ["CN-NOT-01"]
    assert shown in change["message"]


def test_who_accepts_a_waiver_has_not_accepted_it_for_something_else() -> None:
    def one(*waived: Finding) -> Change:
        [change] = [each for each in changes(version(), with_waiver(*waived)) if each.id == "waiver-added"]
        return change

    assert len({each.fingerprint for each in (one(), one(finding(45)), one(finding(90)))}) == 3


def test_a_waiver_that_was_there_and_hides_something_new_is_a_change() -> None:
    before, after = with_waiver(finding(45)), with_waiver(finding(90))
    assert of_waivers(before, after) == [("waiver-hides-more", Direction.WORSE, 1)]
    assert of_waivers(before, before) == []
    assert of_waivers(before, with_waiver(finding(45), finding(1, code="CN-NOT-02"))) == []


def test_of_two_waivers_of_one_finding_each_is_told() -> None:
    twice = ADDED + ADDED.removeprefix("waivers:\n").replace("试点", "另一个理由")
    before, after = (version(altered("waivers.yaml", "waivers:\n", each)) for each in (ADDED, twice))
    assert [(each.id, "另一个理由" in each.new) for each in changes(before, after)] == [("waiver-added", True)]


def test_a_new_set_that_hides_an_error_of_law_is_told_as_worse() -> None:
    assert ("waiver-added", Direction.WORSE, 1) in of_waivers(NOBODY, with_waiver(finding(45)))


def test_the_law_comes_before_all_other_findings_and_before_the_changes() -> None:
    quality = Finding(code="row-never-reached", severity=Severity.ERROR, location=Location("a.yaml"), subject="x")
    info = finding(20, Severity.INFO, "CN-NOT-10")
    after = replace(version(altered("notice_days.yaml", "days: 3}", "days: 7}")), findings=(quality, info, finding(45)))
    comparison = compared(version(), after)
    assert [each.code for each in comparison.statutes] == ["CN-NOT-01", "CN-NOT-10", "row-never-reached"]
    assert json.loads(json_form(comparison, LABELS, "zh"))["findings"][0]["code"] == "CN-NOT-01"
    for text in (markdown_form(comparison, LABELS, "zh"), page(PAGES, comparison, LABELS, "zh")):
        assert text.index("CN-NOT-01") < text.index("notice-days-increased")
