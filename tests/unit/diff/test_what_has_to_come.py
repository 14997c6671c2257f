"""What has to come with a change: a version raised enough, adoption, no reaching back; and approvals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handover_policy.diff.change import Change, Direction, VersionPart
from handover_policy.diff.checks import needed_step
from handover_policy.diff.compare import Version, compare
from handover_policy.diff.report.as_findings import as_findings
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.fingerprint import fingerprint
from tests.unit.diff.reading import NOBODY, TODAY, altered, changes, compared, texts, version

LONGER = ("notice_days.yaml", "days: 3}", "days: 7}")
SHORTER = ("notice_days.yaml", "days: 3}", "days: 2}")
WORDS = ("tasks/office.yaml", "title: 项目移交", "title: 项目交接")
WITHOUT_REMINDER = ("notices.yaml", "id: reminder.escalate", "id: reminder.up")
OLD, ADOPTED = "version: 1.2.0", ("policy.yaml", "{on: 2026-06-05, body", "{on: 2026-06-23, body")
APPROVAL = "# yaml-language-server: $schema=s/approvals.schema.json\nkind: approvals\napprovals:\n"


def codes(comparison) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity.value, each.subject) for each in comparison.checks]


def with_version(number: str, *changed: tuple[str, str, str]) -> Version:
    files = altered("policy.yaml", OLD, f"version: {number}")
    for each in changed:
        files = altered(*each, files)
    return version(files)


@pytest.mark.parametrize(
    ("changed", "number", "found"),
    [
        (LONGER, "1.2.0", "version-not-raised"),
        (LONGER, "1.1.9", "version-not-raised"),
        (LONGER, "1.3.0", "version-raised-too-little"),
        (LONGER, "2.0.0", None),
        (SHORTER, "1.2.1", "version-raised-too-little"),
        (SHORTER, "1.3.0", None),
        (WITHOUT_REMINDER, "1.9.0", "version-raised-too-little"),
        (WITHOUT_REMINDER, "2.0.0", None),
        (WORDS, "1.2.0", "version-not-raised"),
        (WORDS, "1.2.1", None),
        (WORDS, "1.3.0", None),
    ],
)
def test_a_version_has_to_rise_by_what_changed(changed, number: str, found: str | None) -> None:
    told = [code for code, _, _ in codes(compared(version(), with_version(number, changed))) if "version" in code]
    assert told == ([found] if found else [])


def test_not_raised_is_an_error_and_too_little_a_warning() -> None:
    told = codes(compared(version(), with_version("1.2.0", SHORTER)))
    assert told == [("version-not-raised", "error", "1.2.0")]
    assert codes(compared(version(), with_version("1.2.1", SHORTER))) == [
        ("version-raised-too-little", "warning", "1.2.1")
    ]


def test_without_a_change_or_under_another_id_no_version_is_asked_for() -> None:
    assert codes(compared(version(), version())) == []
    other = version(altered(*SHORTER, altered("policy.yaml", "id: acme", "id: other")))
    assert codes(compared(version(), other)) == []
    assert compared(version(), version()).needed is None
    assert needed_step([]) is None
    assert needed_step(changes(version(), version(altered(*WORDS)))) is VersionPart.PATCH


def test_a_change_for_the_worse_has_to_be_adopted_anew() -> None:
    told = codes(compared(version(), with_version("2.0.0", LONGER)))
    assert told == [
        ("adoption-not-renewed", "error", "adoption.consulted"),
        ("adoption-not-renewed", "error", "adoption.published"),
    ]
    consulted = with_version("2.0.0", LONGER, ADOPTED)
    assert codes(compared(version(), consulted)) == [("adoption-not-renewed", "error", "adoption.published")]
    both = with_version("2.0.0", LONGER, ADOPTED, ("policy.yaml", "{on: 2026-06-20,", "{on: 2026-06-24,"))
    assert codes(compared(version(), both)) == []


def test_where_nothing_was_recorded_before_any_record_will_do_and_none_will_not() -> None:
    record = texts()["policy.yaml"].partition("adoption:")[2]
    bare = altered("policy.yaml", f"adoption:{record}", "")
    assert codes(compared(version(bare), with_version("2.0.0", LONGER))) == []
    unrecorded = altered("policy.yaml", OLD, "version: 2.0.0", altered(*LONGER, bare))
    told = compared(version(bare), version(unrecorded)).checks
    assert [str(each.location) for each in told] == ["policy.yaml:2:1", "policy.yaml:2:1"]


def test_other_countries_have_other_procedures() -> None:
    files = altered("policy.yaml", "jurisdiction: CN", "jurisdiction: DE")
    assert (
        codes(compared(version(files), version(altered("policy.yaml", OLD, "version: 2.0.0", altered(*LONGER, files)))))
        == []
    )


def test_what_is_worse_and_counts_from_a_past_day_reaches_back() -> None:
    after = with_version("2.0.0", LONGER, ("notice_days.yaml", "2027-01-01: 20", "2027-01-01: 25"))
    late = compare(version(), after, date(2027, 3, 1)).checks
    told = {
        each.subject: (each.severity, each.details["count"], str(each.location))
        for each in late
        if "retro" in each.code
    }
    assert told == {
        "2026-07-01": (Severity.WARNING, "1", "policy.yaml:7:19"),
        "2027-01-01": (Severity.WARNING, "1", "notice_days.yaml:12:107"),
    }
    assert not [each for each in compare(version(), after, TODAY).checks if "retro" in each.code]


def approving(*rows: str) -> dict[str, str]:
    files = altered("policy.yaml", OLD, "version: 2.0.0", altered(*LONGER))
    return {
        **files,
        "approvals.yaml": APPROVAL
        + "".join(f"  - {{fingerprint: '{row}', approver: 法务, reason: r, on: 2026-06-24}}\n" for row in rows),
    }


def test_an_approved_change_no_longer_stands_and_an_approval_of_nothing_is_told() -> None:
    change = changes(version(), version(altered(*LONGER)))[0]
    comparison = compared(version(), version(approving(change.fingerprint, "0123456789ab")))
    assert comparison.standing == ()
    [(told, approval)] = comparison.changes
    assert (told.id, approval and approval.approver, approval and approval.on) == (
        "notice-days-increased",
        "法务",
        "2026-06-24",
    )
    assert ("approval-of-nothing", "warning", "0123456789ab") in codes(comparison)


def test_an_approval_that_stood_there_before_is_history() -> None:
    before = {**texts(), "approvals.yaml": approving("0123456789ab")["approvals.yaml"]}
    comparison = compared(version(before), version(approving("0123456789ab")))
    assert "approval-of-nothing" not in {code for code, _, _ in codes(comparison)}


def change(**said: Any) -> Change:
    told: dict[str, Any] = {"id": "gate-added", "subject": "gate.x", "old": "a", "new": "b"}
    return Change(**{**told, **said})


def test_a_fingerprint_covers_what_is_said_and_not_where() -> None:
    plain = change().fingerprint
    assert len(plain) == 12
    assert int(plain, 16) >= 0
    assert (
        change(
            new_at=Location("a.yaml", 3), old_at=Location("b.yaml"), title="t", direction=Direction.WORSE
        ).fingerprint
        == plain
    )
    others = [
        change(id="gate-removed"),
        change(subject="y"),
        change(old="c"),
        change(new="c"),
        change(part="when"),
        change(since=date(2026, 7, 1)),
    ]
    assert len({plain, *(each.fingerprint for each in others)}) == 7


def test_everything_is_new_where_there_was_nothing() -> None:
    comparison = compared(NOBODY, version())
    assert {told.direction for told, _ in comparison.changes} == {Direction.NEUTRAL}
    assert [told.id for told, _ in comparison.changes][:2] == ["policy-added", "notice-row-added"]
    assert len(comparison.changes) == 31
    assert codes(comparison) == []
    with pytest.raises(ValueError, match="no policy set"):
        compared(version(), NOBODY)


def test_only_findings_of_lint_that_are_new_are_told_wherever_they_stand() -> None:
    def finding(code: str, line: int) -> Finding:
        return Finding(code=code, severity=Severity.ERROR, location=Location("a.yaml", line), subject="x")

    base, head = version(), version()
    before = Version(
        policy=base.policy, documents=base.documents, messages={}, findings=(finding("A", 1), finding("B", 2))
    )
    after = Version(
        policy=head.policy, documents=head.documents, messages={}, findings=(finding("B", 9), finding("C", 3))
    )
    comparison = compared(before, after)
    assert [each.code for each in comparison.statutes] == ["C"]
    assert [each.code for each in comparison.settled] == ["A"]


def test_no_fingerprint_holds_the_day_of_the_review() -> None:
    days = (date(2027, 1, 1), date(2027, 1, 2), date(2028, 5, 6))
    before, after = version(), version(altered(*LONGER))
    seen = [
        {(each.code, each.subject): fingerprint(each) for each in as_findings(compare(before, after, day))}
        for day in days
    ]
    assert any(code == "change-retroactive" for code, _ in seen[0])
    assert seen[0] == seen[1] == seen[2]
