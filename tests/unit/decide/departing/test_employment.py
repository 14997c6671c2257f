"""Tests of employments: each has its case; what is told of an ended one, twice, of others, and ahead (contract 2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.decide.state.saved import state_from_json, state_json
from tests.unit.decide.stage import Stage, leaving, ready, small

DUTIES = "certificate: {due: last_day}\nfinal_pay: {due: last_day}\n"


def hired_again(stage: Stage | None = None) -> Stage:
    """Return a stage on which E1 has left, the case still open, and was hired again."""
    stage = stage or leaving(obligations=DUTIES)
    stage.tell("employee.left", "E1", "2026-04-01T18:00", on="2026-04-01")
    stage.hire("E1", at="2026-06-01T09:00", role="engineer")
    return stage


def test_two_employments_have_tasks_of_the_same_names_each_with_its_own_acts():
    stage = hired_again()
    assert stage.resign(at="2026-07-01T10:00").decision["case"] == "E1/2"
    assert stage.act("submitted", "U-HR", "2026-07-02T10:00", "obligation.certificate").decision["case"] == "E1/1"
    second = stage.register.case("E1/2")
    assert second is not None
    assert second.tasks["E1/2:obligation.certificate"].state == "open"
    told = stage.act("submitted", "U-HR", "2026-07-03T10:00", "obligation.certificate", case="E1/2")
    assert told.one("task", id="E1/2:obligation.certificate")["state"] == "done"


def test_an_event_may_name_the_case_of_an_earlier_employment():
    stage = hired_again()
    assert stage.tell("severance.owed", "E1", "2026-06-02T10:00", case="E1/1").decision["case"] == "E1/1"
    assert stage.tell("severance.owed", "E1", "2026-06-02T10:00").refusal == "no-open-case"
    assert stage.tell("severance.owed", "E1", "2026-06-02T10:00", case="E2/1").refusal == "no-open-case"
    assert stage.tell("employee.left", "E1", "2026-06-02T10:00", case="E1/7", on="2026-06-02").refusal == "no-open-case"
    assert stage.act("waived", "M1", "2026-06-02T10:00", case="E1/7", reason="x").refusal == "unknown-task"


def test_a_case_keeps_its_employee_as_they_were_on_the_last_day():
    stage = leaving(obligations=DUTIES)
    stage.tell("employee.changed", "E1", "2026-03-20T10:00", department="甲")
    stage.tell("employee.changed", "E1", "2026-04-02T10:00", department="乙")
    stage.tell("employee.changed", "E1", "2026-04-03T10:00", department="丙")
    person, known = stage.case().person, stage.register.employee("E1")
    assert person is not None
    assert known is not None
    assert (person.attributes["department"], known.attributes["department"]) == ("甲", "丙")


def test_told_again_an_ended_employment_stays_as_it_was():
    stage = leaving(obligations=DUTIES)
    stage.tell("employee.left", "E1", "2026-04-01T18:00", on="2026-04-01")
    told = stage.hire("E1", at="2024-01-02T09:00", role="engineer")
    assert told.problems == ["already-employed"]  # told late: on its day the employment ran
    again = stage.hire("E1", at="2026-04-05T09:00", hired_on="2024-01-02")
    assert (again.problems, again.effects("task")) == (["already-known"], [])
    assert stage.register.open_case("E1") is not None


def test_told_again_with_nothing_new_there_is_no_problem():
    stage = ready()
    told = {"name": "E1", "role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2024-01-02"}
    assert stage.tell("employee.hired", "E1", "2026-02-02T09:00", told).problems == []


def test_an_absence_ends_no_employment():
    stage = ready()
    stage.tell("employee.absent", "E1", "2026-03-06T10:00", since="2026-03-02")
    told = stage.hire("E1", at="2026-03-20T09:00", hired_on="2026-03-01")
    assert told.problems == ["already-employed"]


def test_somebody_leaves_on_the_day_told_in_advance_and_not_before():
    stage = leaving()
    stage.tell("employee.left", "E1", "2026-03-05T10:00", on="2026-03-20")
    assert not stage.case().leaver_gone
    assert stage.act("submitted", "E1", "2026-03-06T10:00").outcome == "applied"
    stage.tick("2026-03-19T10:00")
    assert not stage.case().leaver_gone
    stage.tick("2026-03-20T00:00")
    assert stage.case().leaver_gone


def test_a_transfer_keeps_the_old_post_and_ends_with_who_leaves():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-03-20")
    stage.tell("employee.changed", "E1", "2026-03-09T10:00", manager="E2", role="engineer")
    transfer = stage.case()
    assert transfer.person is not None
    assert transfer.person.attributes["manager"] == "M1"
    told = stage.tell("employee.left", "E1", "2026-03-10T10:00", on="2026-03-10")
    assert told.decision["case"] == "E1/2"
    first = stage.register.case("E1/1")
    assert first is not None
    assert first.leaver_gone
    assert not any(step.person == "E1" for task in first.tasks.values() for step in task.steps)


@pytest.mark.parametrize("event", ["clock.ticked", "task.submitted", "employee.changed"])
def test_one_wrong_year_changes_nothing(event: str) -> None:
    stage = leaving()
    before = state_json(stage.register, stage.books)
    data = {"task.submitted": {"task": "E1/1:work.papers", "by": "E1"}, "employee.changed": {"department": "甲"}}
    told = stage.tell(event, "*" if event == "clock.ticked" else "E1", "2036-03-09T10:00", data.get(event))
    assert (told.refusal, told.decision["refusal"]["params"]["reason"]) == ("out-of-order", "leap")
    assert state_json(stage.register, stage.books) == before
    assert stage.tick("2026-03-10T09:00").outcome == "applied"


def test_a_gap_without_an_open_case_is_no_leap():
    stage = ready()
    stage.tick("2024-02-01T09:00")
    assert stage.resign(at="2026-03-02T10:00").outcome == "applied"
    assert stage.tick("2026-03-10T09:00").outcome == "applied"


def test_employments_are_saved_with_everything_else():
    stage = hired_again()
    stage.resign(at="2026-07-01T10:00")
    content = state_json(stage.register, stage.books)
    again = state_from_json(content, stage.books)
    assert state_json(again, stage.books) == content
    kept = again.case("E1/1")
    assert kept is not None
    assert kept.person is not None
    assert kept.person.hired_on == date(2024, 1, 2)
    assert [case.id for case in again.cases_of("E1")] == ["E1/1", "E1/2"]


def test_whoever_was_not_hired_is_asked_for():
    stage = Stage(small())
    assert stage.resign().refusal == "unknown-employee"


def test_a_hiring_told_in_advance_takes_nothing_from_the_departure_that_runs():
    stage = leaving()
    stage.hire("E1", at="2026-03-25T09:00", hired_on="2026-04-20")
    change = {"last_day": "2026-04-08", "agreed_by": "M1", "reason": "x"}
    assert stage.tell("last_day.changed", "E1", "2026-03-27T10:00", change).decision["case"] == "E1/1"
    assert stage.resign(at="2026-03-28T10:00").refusal == "case-already-open"
    assert stage.resign(at="2026-04-20T10:00").decision["case"] == "E1/2"


def test_a_transfer_goes_on_where_the_departure_told_beside_it_is_taken_back():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-03-31")
    assert stage.declare("E1", "2026-03-05T10:00", "dismissal", "2026-04-20").decision["case"] == "E1/2"
    assert stage.tell("departure.withdrawn", "E1", "2026-03-06T10:00", by="U-HR", reason="x").decision["case"] == "E1/2"
    assert stage.assign("E2", at="2026-03-07T10:00").decision["case"] == "E1/1"
    assert stage.declare("E1", "2026-03-08T10:00", "transfer", "2026-04-10").refusal == "case-already-open"
    assert stage.resign(at="2026-03-09T10:00").decision["case"] == "E1/3"
