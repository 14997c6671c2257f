"""Days of notice, notice end, last day, shortfall (contract, "notice_days")."""

import pytest

from tests.unit.decide.stage import leaving, ready

WORKED = [
    ("2026-03-02T10:00", "regular", 30, "2026-04-01", "2026-04-01", "2026-04-01"),
    ("2026-03-02T16:30:00Z", "regular", 30, "2026-04-02", "2026-04-02", "2026-04-02"),
    ("2026-03-02T10:00", "probation", 3, "2026-03-05", "2026-03-05", "2026-03-05"),
    ("2026-04-28T10:00", "probation", 3, "2026-05-01", "2026-05-03", "2026-05-06"),
    ("2026-03-02T10:00", "frontline", 7, "2026-03-09", "2026-03-09", "2026-03-09"),
    ("2025-12-01T10:00", "regular", 30, "2025-12-31", "2025-12-31", "2025-12-31"),
    ("2025-12-02T10:00", "regular", 30, "2026-01-01", "2026-01-02", "2026-01-04"),
    ("2026-01-18T10:00", "regular", 30, "2026-02-17", "2026-02-20", "2026-02-24"),
    ("2026-09-01T10:00", "regular", 30, "2026-10-01", "2026-10-04", "2026-10-08"),
    ("2026-03-06T10:00", "regular", 30, "2026-04-05", "2026-04-06", "2026-04-07"),
]
REGULAR = "when: {employee.stage: regular}, days: 30"
FRONTLINE = "when: {employee.stage: regular, employee.track: {is_not: frontline}}, days: 30"
SEVEN = (
    "  - {id: days.part_time",
    "  - {id: days.frontline, title: 一线, when: {employee.track: frontline}, days: 7}\n  - {id: days.part_time",
)
ROLL = "roll: statutory_holiday"


@pytest.mark.parametrize("roll", ["statutory_holiday", "workday"])
@pytest.mark.parametrize("row", WORKED, ids=lambda row: f"{row[0][:10]} {row[1]} {row[2]}")
def test_the_worked_dates_come_out_of_real_events(roll, row):
    arrived, kind, days, end, rolled, rolled_wide = row
    played = ready((REGULAR, FRONTLINE), SEVEN, (ROLL, f"roll: {roll}"), ("from: 2026-01-01", "from: 2025-01-01"))
    track = "frontline" if kind == "frontline" else "office"
    stage = "probation" if kind == "probation" else "regular"
    played.tell("employee.changed", "E1", "2025-06-01T09:00", stage=stage, track=track)
    case = played.resign(at=arrived).one("case")
    planned = rolled if roll == "statutory_holiday" else rolled_wide
    assert (case["notice_days"], case["notice_end"], case["last_day"]) == (days, end, planned)
    assert case["shortfall_days"] == 0


def test_without_a_roll_the_notice_ends_on_the_holiday_itself():
    case = ready((ROLL, "roll: none")).resign(at="2026-09-01T10:00").one("case")
    assert case["last_day"] == "2026-10-01"


def test_counting_from_the_day_of_arrival_ends_a_day_earlier():
    case = ready(("day_after_arrival", "day_of_arrival")).resign().one("case")
    assert case["notice_end"] == "2026-03-31"


def test_counting_in_workdays_passes_over_weekends_and_holidays():
    case = ready(("unit: calendar_day", "unit: workday")).resign().one("case")
    assert case["notice_end"] == "2026-04-14"


def test_counting_from_an_approval_counts_from_the_arrival_with_a_problem():
    told = ready(("day_after_arrival", "day_after_approval")).resign()
    assert told.one("case")["notice_end"] == "2026-04-01"
    assert "approval-not-carried" in told.problems


def test_the_case_says_which_row_gave_the_days_and_on_which_law():
    because = ready().resign().one("case")["because"]
    assert (because["rule"], because["file"], because["law"]) == ("days.regular", "notice_days.yaml", ["CN-LCL-37"])
    assert because["facts"] == {"employee.stage": "regular"}


def test_where_no_row_applies_the_fallback_counts_with_a_problem():
    stage = ready(("fallback_days: 30", "fallback_days: 11"))
    stage.tell("employee.changed", "E1", "2026-02-01T09:00", stage="intern")
    told = stage.resign()
    assert told.one("case")["notice_days"] == 11
    assert "notice-days-fallback" in told.problems


def test_where_two_rows_apply_under_unique_the_fallback_counts_with_a_problem():
    both = ("when: {employee.stage: part_time}", "when: {employee.stage: regular}")
    told = ready(both, ("fallback_days: 30", "fallback_days: 12")).resign()
    assert told.one("case")["notice_days"] == 12
    assert "notice-days-fallback" in told.problems


def test_under_first_the_first_of_two_rows_counts():
    both = ("when: {employee.stage: part_time}", "when: {employee.stage: regular}")
    told = ready(both, ("hit: unique", "hit: first")).resign()
    assert told.one("case")["notice_days"] == 30
    assert told.problems == []


def test_another_form_counts_too_with_a_problem():
    told = ready().resign(form="oral")
    assert told.one("case")["notice_days"] == 30
    assert told.problems == ["form-not-accepted"]


def test_a_stage_for_which_no_forms_are_listed_accepts_every_form():
    stage = ready()
    stage.tell("employee.changed", "E1", "2026-02-01T09:00", stage="part_time")
    assert "form-not-accepted" not in stage.resign(form="oral").problems


def test_the_employers_fault_needs_no_notice():
    case = ready().resign(cause="employer_fault").one("case")
    assert (case["cause"], case["notice_days"], case["last_day"]) == ("employer_fault", 0, "2026-03-02")


def test_an_earlier_requested_last_day_is_taken_and_leaves_a_shortfall():
    case = ready().resign(requested_last_day="2026-03-20").one("case")
    assert (case["last_day"], case["notice_end"], case["shortfall_days"]) == ("2026-03-20", "2026-04-01", 12)


def test_a_later_requested_last_day_is_taken_without_a_shortfall():
    case = ready().resign(requested_last_day="2026-04-20").one("case")
    assert (case["last_day"], case["notice_end"], case["shortfall_days"]) == ("2026-04-20", "2026-04-01", 0)


def test_an_agreed_earlier_day_has_no_shortfall_and_every_open_task_is_planned_anew():
    stage = leaving()
    told = stage.tell(
        "last_day.changed", "E1", "2026-03-04T10:00", last_day="2026-03-20", agreed_by="M1", reason="协商一致"
    )
    assert told.one("case")["shortfall_days"] == 0
    assert [step["due"] for step in told.one("task")["steps"]] == ["2026-03-13", "2026-03-17", "2026-03-19"]


def test_when_the_last_day_moves_done_steps_and_finished_tasks_stay():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-04T09:00")
    told = stage.tell(
        "last_day.changed", "E1", "2026-03-04T10:00", last_day="2026-04-15", agreed_by="M1", reason="协商一致"
    )
    assert [step["due"] for step in told.one("task")["steps"]] == ["2026-03-25", "2026-04-10", "2026-04-14"]


def test_a_change_of_the_last_day_of_an_absence_waits_for_its_declaration():
    stage = ready()
    stage.tell("employee.absent", "E1", "2026-03-02T10:00", since="2026-03-01")
    told = stage.tell("last_day.changed", "E1", "2026-03-04T10:00", last_day="2026-03-20", agreed_by="M1", reason="x")
    assert told.refusal == "wrong-state"


def test_an_hour_before_midnight_in_utc_is_already_the_next_day_here():
    assert ready().resign(at="2026-03-02T16:30:00Z").one("case")["arrival"] == "2026-03-03"
