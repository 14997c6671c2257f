"""Rows of the notice table: weeks and months, the days a notice ends on, what is asked for and not owed, the cause."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.decide.stage import Stage, ready

TABLE = """
    counting: {{from: {start}, unit: {unit}, roll: {roll}}}
    hit: first
    rules: [{{id: all, title: 全体, {row}}}]
    """


def under(row: str, *, start: str = "day_after_arrival", unit: str = "calendar_day", roll: str = "none") -> Stage:
    return ready(notice_days=TABLE.format(row=row, start=start, unit=unit, roll=roll))


def the_case(stage: Stage, at: str, **data: Any) -> dict[str, Any]:
    return stage.resign(at=f"{at}T10:00", **data).one("case")


@pytest.mark.parametrize(
    ("row", "arrival", "end", "days"),
    [
        ("weeks: 4", "2026-07-01", "2026-07-29", 28),
        ("months: 1", "2026-01-31", "2026-02-28", 28),
        ("months: 3", "2026-11-30", "2027-02-28", 90),
        ("weeks: 4, ends_on: [15, month_end]", "2026-07-03", "2026-07-31", 28),
        ("weeks: 4, ends_on: [15, month_end]", "2026-07-18", "2026-08-15", 28),
        ("months: 1, ends_on: [month_end]", "2026-07-31", "2026-08-31", 31),
        ("months: 2, ends_on: [month_end]", "2026-07-15", "2026-09-30", 77),
        ("days: 42, ends_on: [quarter_end]", "2026-07-01", "2026-09-30", 91),
        ("days: 0", "2026-07-01", "2026-07-01", 0),
        ("weeks: {2026-01-01: 2, 2026-08-01: 4}", "2026-07-01", "2026-07-15", 14),
    ],
)
def test_a_notice_ends_on_the_first_such_day_not_before_its_length(row: str, arrival: str, end: str, days: int) -> None:
    case = the_case(under(row), arrival)
    assert (case["notice_end"], case["last_day"], case["notice_days"]) == (end, end, days)


@pytest.mark.parametrize(
    ("row", "arrival", "end"),
    [
        ("months: 1", "2026-03-01", "2026-03-31"),
        ("months: 1", "2026-03-15", "2026-04-14"),
        ("months: 1", "2026-01-31", "2026-02-28"),
        ("weeks: 2", "2026-03-02", "2026-03-15"),
    ],
)
def test_a_notice_that_counts_its_first_day_ends_on_the_day_before(row: str, arrival: str, end: str) -> None:
    assert the_case(under(row, start="day_of_arrival"), arrival)["notice_end"] == end


def test_days_may_be_workdays_while_weeks_and_months_stay_what_they_are() -> None:
    assert the_case(under("days: 5", unit="workday"), "2026-04-29")["notice_end"] == "2026-05-09"
    assert the_case(under("weeks: 1", unit="workday"), "2026-04-29")["notice_end"] == "2026-05-06"


def test_the_last_day_rolls_and_the_end_of_the_notice_does_not() -> None:
    case = the_case(under("weeks: 4, ends_on: [1]", roll="workday"), "2026-07-06")
    assert (case["notice_end"], case["last_day"], case["shortfall_days"]) == ("2026-09-01", "2026-09-01", 0)
    case = the_case(under("days: 3, ends_on: [month_end]", roll="workday"), "2026-05-20")
    assert (case["notice_end"], case["last_day"]) == ("2026-05-31", "2026-06-01")


def test_what_is_asked_for_and_not_owed_leaves_no_shortfall_and_no_required_days() -> None:
    row = "days: 60, binding: false"
    assert the_case(under(row), "2026-07-01")["last_day"] == "2026-08-30"
    stage = under(row)
    case = the_case(stage, "2026-07-01", requested_last_day="2026-07-06")
    assert (case["last_day"], case["shortfall_days"], case["notice_binding"]) == ("2026-07-06", 0, False)
    assert "notice_binding" not in the_case(under("days: 60"), "2026-07-01")


def test_a_claim_for_a_shortfall_is_not_raised_where_nothing_was_owed() -> None:
    clause = """
        clauses:
          - {id: c, title: 提前, text: 文, sign: never, consequence: {kind: early_release, amount: 5,
             when: {case.notice_days_required: {above: 0}, case.notice_shortfall_days: {above: 0}}}}
        """
    usual = {"start": "day_after_arrival", "unit": "calendar_day", "roll": "none"}
    owed, asked = (
        ready(notice_days=TABLE.format(row=row, **usual), clauses=clause)
        for row in ("days: 60", "days: 60, binding: false")
    )
    for stage, claims in ((owed, 1), (asked, 0)):
        stage.resign(at="2026-07-01T10:00", requested_last_day="2026-07-06")
        assert len(stage.tick("2026-07-06T09:00").effects("claim")) == claims


def test_a_declared_departure_after_a_notice_that_was_asked_for_is_as_any_other() -> None:
    stage = under("days: 60, binding: false")
    stage.resign(at="2026-07-01T10:00")
    told = stage.declare("E1", "2026-07-02T10:00", "dismissal", "2026-07-31").one("case")
    assert ("notice_binding" in told, told["notice_end"]) == (False, None)


def test_the_cause_may_decide_the_row_and_the_fault_of_the_employer_needs_none() -> None:
    rows = "when: {case.cause: resignation}, weeks: 1"
    assert the_case(under(rows), "2026-07-01")["notice_end"] == "2026-07-08"
    assert the_case(under(rows), "2026-07-01", cause="employer_fault")["notice_days"] == 0
