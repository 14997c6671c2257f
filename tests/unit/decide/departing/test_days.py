"""Tests of days: those that do not fit each other, how far a last day may move, what notice is short of (2.4)."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, Told, leaving, ready

UNFIT = "days-do-not-fit"


def reasons(told: Told) -> list[str]:
    return [effect["params"]["reason"] for effect in told.effects("problem") if effect["code"] == UNFIT]


def moved(stage: Stage, at: str, last_day: str) -> Told:
    return stage.tell("last_day.changed", "E1", at, last_day=last_day, agreed_by="M1", reason="x")


def test_a_start_after_the_end_is_told_once_until_it_is_mended():
    stage = leaving()
    assert reasons(stage.tell("employee.changed", "E1", "2026-03-05T10:00", hired_on="2026-05-01")) == [
        "start-after-end"
    ]
    assert reasons(stage.tick("2026-03-06T09:00")) == []
    assert reasons(stage.tell("employee.changed", "E1", "2026-03-07T10:00", hired_on="2024-01-02")) == []
    assert reasons(stage.tell("employee.changed", "E1", "2026-03-08T10:00", hired_on="2026-05-01")) == [
        "start-after-end"
    ]


def test_a_start_after_the_end_is_seen_from_either_side():
    stage = ready()
    stage.tell("employee.changed", "E1", "2026-03-01T10:00", hired_on="2026-03-20")
    assert reasons(stage.resign()) == []
    assert reasons(moved(stage, "2026-03-03T10:00", "2026-03-19")) == ["start-after-end"]


@pytest.mark.parametrize("cause", ["dismissal", "mutual", "retirement"])
def test_a_last_day_before_the_arrival_is_a_problem(cause: str) -> None:
    assert reasons(ready().declare("E1", "2026-03-02T10:00", cause, "2025-03-31")) == ["before-arrival"]


def test_a_last_day_asked_for_or_moved_before_the_arrival_is_a_problem():
    assert reasons(ready().resign(requested_last_day="2025-04-01")) == ["before-arrival"]
    assert reasons(moved(leaving(), "2026-03-05T10:00", "2026-03-01")) == ["before-arrival"]


def test_a_last_day_years_ahead_is_a_problem():
    assert reasons(ready().resign(requested_last_day="2036-04-01")) == ["far-ahead"]
    assert reasons(ready().declare("E1", "2026-03-02T10:00", "retirement", "2027-04-06")) == []


def test_days_of_absence_and_leaving_that_do_not_fit_are_problems():
    absent = ready().tell("employee.absent", "E1", "2026-03-06T10:00", since="2016-03-06")
    assert reasons(absent) == ["absent-before-start"]
    assert reasons(leaving().tell("employee.left", "E1", "2026-03-06T10:00", on="2016-03-06")) == [
        "left-before-arrival"
    ]
    assert reasons(leaving().tell("employee.left", "E1", "2026-03-06T10:00", on="2026-03-06")) == []


def closed() -> Stage:
    stage = leaving()
    stage.hand_over()
    stage.tick("2026-04-02T09:00")
    assert stage.case().state == "closed"
    return stage


@pytest.mark.parametrize(("on", "told"), [("2026-03-25", ["left-early"]), ("2026-04-01", []), ("2026-04-03", [])])
def test_after_closing_a_day_of_leaving_is_only_noted(on: str, told: list[str]) -> None:
    stage = closed()
    decided = stage.tell("employee.left", "E1", "2026-04-03T10:00", on=on)
    assert (reasons(decided), decided.effects("case"), decided.effects("task")) == (told, [], [])
    assert stage.case().last_day == leaving().case().last_day
    assert reasons(stage.tell("employee.left", "E1", "2026-04-04T10:00", on=on)) == []


def test_an_ended_employment_has_its_last_day_corrected_but_not_prolonged():
    stage = leaving()
    assert moved(stage, "2026-04-01T23:00", "2026-04-10").one("case")["last_day"] == "2026-04-10"
    refused = moved(stage, "2026-04-13T10:00", "2026-04-14")
    assert (refused.refusal, refused.decision["refusal"]["params"]["reason"]) == ("out-of-order", "after-the-end")
    assert moved(stage, "2026-04-13T10:00", "2026-04-13").one("case")["last_day"] == "2026-04-13"
    assert moved(stage, "2026-04-14T10:00", "2026-04-09").one("case")["last_day"] == "2026-04-09"


@pytest.mark.parametrize(
    ("day", "short"), [("2026-04-02", 0), ("2026-03-31", 1), ("2026-03-02", 30), ("2026-02-02", 30), ("2025-04-01", 30)]
)
def test_no_more_notice_is_lacking_than_was_owed(day: str, short: int) -> None:
    assert ready().resign(requested_last_day=day).one("case")["shortfall_days"] == short


def test_of_workdays_of_notice_no_more_are_lacking_either():
    stage = ready(("unit: calendar_day", "unit: workday"))
    told = stage.resign(at="2026-03-06T10:00", requested_last_day="2026-03-06").one("case")
    assert (told["notice_days"], told["shortfall_days"]) == (30, 30)


def test_a_resignation_leaves_a_declared_last_day_where_it_is():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-04-30")
    case = stage.resign(at="2026-03-20T10:00").one("case")
    assert (case["cause"], case["arrival"]) == ("resignation", "2026-03-20")
    assert (case["last_day"], case["notice_end"], case["shortfall_days"]) == ("2026-04-30", "2026-04-19", 0)


@pytest.mark.parametrize(
    ("asked", "last_day", "short"), [("2026-03-25", "2026-03-25", 7), ("2026-04-20", "2026-04-01", 0)]
)
def test_it_may_ask_for_an_earlier_day_and_lacks_notice_up_to_the_declared_one(
    asked: str, last_day: str, short: int
) -> None:
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "dismissal", "2026-04-01")
    case = stage.resign(at="2026-03-20T10:00", requested_last_day=asked).one("case")
    assert (case["last_day"], case["shortfall_days"]) == (last_day, short)


def test_for_the_employers_fault_it_ends_without_notice():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "dismissal", "2026-04-01")
    case = stage.resign(at="2026-03-20T10:00", cause="employer_fault").one("case")
    assert (case["last_day"], case["shortfall_days"]) == ("2026-03-20", 0)


@pytest.mark.parametrize("slip", ["2025-04-01", "2026-03-03"])
def test_a_last_day_set_in_the_past_is_a_slip_and_may_be_mended(slip: str) -> None:
    stage = leaving()
    moved(stage, "2026-03-05T10:00", slip)
    stage.tick("2026-03-06T09:00")
    assert moved(stage, "2026-03-06T10:00", "2026-04-01").one("case")["last_day"] == "2026-04-01"


@pytest.mark.parametrize(("day", "told"), [("2026-03-01", []), ("2026-02-10", []), ("2025-03-01", ["before-arrival"])])
def test_a_death_is_told_of_afterwards(day: str, told: list[str]) -> None:
    assert reasons(ready().declare("E1", "2026-03-02T10:00", "death", day)) == told
    assert reasons(ready().tell("employee.left", "E1", "2026-03-02T10:00", on=day)) == told
