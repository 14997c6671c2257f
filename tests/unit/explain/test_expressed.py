"""Time expressions in words: anchors, dates of people and records, days gone on to, hours."""

from __future__ import annotations

import pytest

from handover_policy.model.dates.timeline import parse_expression
from handover_policy.policy.days.in_words import expressed


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("notice_end", "the end of the notice"),
        ("employee.contract_until - 1 day", "1 day before the employee's contract_until"),
        ("record.expires_on", "the record's expires_on"),
        ("last_day to day 15 or month_end", "the last day, on to day 15 of a month or the end of a month"),
        ("last_day to quarter_end", "the last day, on to the end of a quarter"),
        ("last_day + 1 month to workday 5", "1 month after the last day, on to workday 5 of the month"),
        ("last_day to workday at 12:00", "the last day, on to a workday at 12:00"),
    ],
)
def test_a_time_is_told_in_words(written: str, told: str) -> None:
    assert expressed(parse_expression(written), "en") == told
