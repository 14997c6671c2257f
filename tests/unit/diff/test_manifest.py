"""What the manifest says of silence, absence and duties, and the day of severance, moved from one value to another."""

from __future__ import annotations

import pytest

from tests.unit.diff.reading import altered, changes, version

SEND_AT = 'send_at: "09:00"'
SHEET = "sheet: {parties: [leaver, successor]"


def told(file: str, place: str, before: str, after: str) -> list[str]:
    """Return what changes where one place of a file says `after` and said `before`."""
    old, new = (version(altered(file, place, written)) for written in (before, after))
    return [f"{change.id} {change.direction.value}: {change.old} → {change.new}" for change in changes(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("3 workdays", "5 workdays", "sheet-acceptance-later worse: 3 workdays → 5 workdays"),
        ("5 workdays", "3 workdays", "sheet-acceptance-sooner better: 5 workdays → 3 workdays"),
        ("1 week", "7 days", "setting-changed neutral: 1 week → 7 days"),
        ("5 workdays", "9 days", "sheet-acceptance-later unclear: 5 workdays → 9 days"),
    ],
)
def test_silence_signs_a_sheet_sooner_or_later(before: str, after: str, says: str) -> None:
    found = told("policy.yaml", SHEET, *(f"{SHEET}, accepted_after: {each}" for each in (before, after)))
    assert found == [says]


def test_more_days_away_before_a_case_are_better_for_the_employee() -> None:
    written = [f"{SEND_AT}\nabsence: {{days: {number}}}" for number in (3, 5)]
    assert told("policy.yaml", SEND_AT, *written) == ["absence-longer better: 3 → 5"]


def test_duties_that_begin_later_are_better_for_the_employee() -> None:
    written = [f"{SEND_AT}\nduties: {{from: {day}}}" for day in ("2026-01-01", "2026-02-01")]
    assert told("policy.yaml", SEND_AT, *written) == ["duties-later better: {from: 2026-01-01} → {from: 2026-02-01}"]


@pytest.mark.parametrize(
    ("due", "says"),
    [
        ("severance_owed + 30 days", "obligation-due-later worse"),
        ("last_day", "obligation-due-moved unclear"),
    ],
)
def test_severance_is_paid_later_or_by_another_day(due: str, says: str) -> None:
    place = "health_check: true"
    written = [f"{place}\nseverance: {{due: {each}}}" for each in ("severance_owed", due)]
    assert told("obligations.yaml", place, *written) == [f"{says}: severance_owed → {due}"]
