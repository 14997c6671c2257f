"""Rare turns that the random sequences of tests/laws came to, each of which was once decided wrongly."""

from __future__ import annotations

from datetime import date

from tests.unit.decide.stage import Stage, leaving, ready, who_does

LATE = """
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 资料移交
        steps:
          - {party: leaver, do: 提交资料, due: last_day + 4 days}
          - {party: manager, do: 审核, due: arrival - 3 days}
          - {party: administration, do: 归档}
"""
HELD = "gates: [{id: g, title: 经济补偿, controls: severance, opens_when: {tasks.unfinished: 0}}]\n"
UNSIGNED = """
    clauses:
      - {id: clause.secret, title: 保密, text: 保密。, sign: onboarding}
"""
TOLD_OF_DUTIES = """
    notices:
      - {id: n.clause, on: duty, to: leaver, channels: [email], notification: clause-unsigned}
"""


def test_whoever_was_told_to_leave_ahead_is_asked_for_nothing_from_that_day_on():
    stage = leaving()
    assert stage.tell("employee.left", "E2", "2026-03-04T10:00", on="2026-03-06").outcome == "applied"
    assert who_does(stage.tick("2026-03-05T10:00").decision | {"steps": []}) == []
    (task,) = stage.tick("2026-03-06T00:01").effects("task", id="E1/1:work.papers")
    assert who_does(task)[1:] == [("successor", "M1")]


def test_a_last_day_ahead_and_an_earlier_day_of_leaving_take_the_earlier():
    stage = leaving()
    stage.resign("E2", at="2026-03-03T10:00")
    stage.tell("employee.left", "E2", "2026-03-04T10:00", on="2026-03-06")
    case = stage.case("E2")
    assert (case.last_day, case.away_from) == (date(2026, 4, 2), date(2026, 3, 6))
    assert stage.register.has_left("E2", date(2026, 3, 6))
    assert not stage.register.has_left("E2", date(2026, 3, 5))


def test_nobody_is_taken_away_by_a_transfer():
    stage = leaving()
    stage.declare("E2", "2026-03-03T10:00", "transfer", "2026-03-05")
    assert stage.case("E2").away_from is None
    assert not stage.register.has_left("E2", date(2026, 4, 1))


def test_steps_of_one_person_keep_behind_the_step_before_when_all_days_move():
    stage = ready(tasks=LATE)
    stage.tell("employee.changed", "E1", "2026-03-01T09:00", manager="U-ADM")
    stage.resign()
    told = stage.tell(
        "last_day.changed", "E1", "2026-03-03T10:00", last_day="2026-05-26", agreed_by="U-ADM", reason="x"
    )
    (task,) = told.effects("task", id="E1/1:work.papers")
    assert [step["due"] for step in task["steps"]] == ["2026-05-30", "2026-05-30"]


def test_nobody_who_is_gone_hears_of_what_they_missed():
    def told(*, gone: bool) -> list[str]:
        stage = Stage(ready(clauses=UNSIGNED, notices=TOLD_OF_DUTIES).books.zone_owner)
        stage.hire("E1", at="2026-02-24T09:00")
        if gone:  # told ahead: one clock event finds them gone, and something missed before
            stage.tell("employee.left", "E1", "2026-03-02T10:00", on="2026-03-05")
        told = stage.tick("2026-05-07T10:00")
        assert [duty["state"] for duty in told.effects("duty")] == ["missed"]
        return [notice["to"] for notice in told.effects("notice", notice="n.clause")]

    assert told(gone=False) == ["E1"]
    assert told(gone=True) == []


def test_what_is_paid_already_is_not_told_to_be_payable():
    stage = leaving(
        gates=HELD,
        obligations="severance: {due: severance_owed}\n",
        notices="notices: [{id: n.payable, on: severance.payable, to: leaver, channels: [email],"
        " notification: severance-payable}]\n",
    )
    stage.tell("severance.owed", "E1", "2026-03-03T10:00")
    stage.act("submitted", "U-HR", "2026-03-04T10:00", "obligation.severance")
    assert stage.hand_over().effects("notice") == []
    assert stage.case().severance_payable is not None


def test_an_event_of_somebody_else_ahead_of_the_case_finds_who_has_left_since():
    stage = leaving()
    stage.resign("E2", at="2026-03-03T10:00", requested_last_day="2026-03-31")
    stage.tell("task.submitted", "E1", "2026-03-04T10:00", task="E1/1:work.papers", by="E1")
    told = stage.hire("M1", at="2026-04-01T09:00", manager="M9", hired_on="2024-01-02")
    (task,) = told.effects("task", id="E1/1:work.papers")
    assert who_does(task)[1:] == [("successor", "M1")]
