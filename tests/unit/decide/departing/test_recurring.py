"""What is owed again and again after the end, one after the other, beside a case that is over."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, ready

CLAUSES = """
    clauses:
      - {id: c.compete, title: 竞业限制, text: 文, sign: never}
      - {id: c.other, title: 保密, text: 文, sign: never}
    """
NO_TASKS = "id: w\ntitle: 空\ntasks: []\n"
PAY = """
    recurring:
      - {{id: pay, title: 补偿, when: {{employee.role: sales}}, every: 1 month, times: {times}, first: {first},
         until: breach.recorded, clause: c.compete}}
    """
REMIND = """
    notices:
      - {id: n, for: tasks, at: task.due - 2 days, to: leaver, channels: [email], notification: task-upcoming}
    """


def paying(first: str = "last_day + 1 month", times: int = 3, **texts: str) -> Stage:
    stage = ready(
        obligations=PAY.format(first=first, times=times),
        clauses=CLAUSES,
        tasks=NO_TASKS,
        **texts,
    )
    stage.resign()
    return stage


def states(stage: Stage) -> dict[str, tuple[str, str]]:
    tasks = stage.case().tasks.values()
    return {task.id.removeprefix("E1/1:obligation."): (task.state, task.due.isoformat()) for task in tasks}


def pay(stage: Stage, number: int, at: str) -> str:
    return stage.act("submitted", "U-HR", at, f"obligation.pay.{number}").outcome


def test_the_first_is_there_from_the_arrival_and_moves_with_the_last_day() -> None:
    stage = paying()
    assert states(stage) == {"pay.1": ("open", "2026-05-01")}
    stage.tell("last_day.changed", "E1", "2026-03-05T10:00", last_day="2026-03-31", agreed_by="U-HR", reason="早")
    assert states(stage) == {"pay.1": ("open", "2026-04-30")}


def test_nobody_else_is_owed_anything() -> None:
    stage = paying()
    stage.tell("employee.changed", "E2", "2026-03-02T11:00", role="office")
    assert stage.resign("E2", "2026-03-03T10:00").effects("task") == []


def test_the_case_closes_although_it_is_owed_and_it_goes_on_after_that() -> None:
    stage = paying()
    assert stage.tick("2026-04-02T09:00").one("case")["state"] == "closed"
    assert pay(stage, 1, "2026-04-30T10:00") == "applied"
    assert states(stage) == {"pay.1": ("done", "2026-05-01"), "pay.2": ("open", "2026-06-01")}
    assert pay(stage, 2, "2026-06-01T10:00") == "applied"
    assert pay(stage, 3, "2026-07-01T10:00") == "applied"
    assert list(states(stage)) == ["pay.1", "pay.2", "pay.3"]
    assert pay(stage, 3, "2026-07-02T10:00") == "refused"


def test_the_next_waits_for_nobodys_silence() -> None:
    stage = paying()
    stage.tick("2026-04-02T09:00")
    stage.tick("2026-05-31T09:00")
    assert list(states(stage)) == ["pay.1"]
    told = stage.tick("2026-06-01T09:00")
    assert [task["task"] for task in told.effects("task")] == ["obligation.pay.2"]
    assert states(stage) == {"pay.1": ("open", "2026-05-01"), "pay.2": ("open", "2026-06-01")}


def test_whatever_is_owed_by_now_is_planned_at_once() -> None:
    stage = paying(times=5)
    stage.tick("2026-04-02T09:00")
    told = stage.tick("2026-08-15T09:00")
    assert [task["due"] for task in told.effects("task")] == ["2026-06-01", "2026-07-01", "2026-08-01"]
    assert stage.tick("2026-08-16T09:00").effects("task") == []


def test_hr_is_reminded_after_the_case_is_over_and_of_each_once() -> None:
    stage = paying(notices=REMIND)
    stage.tick("2026-04-02T09:00")
    told = [stage.tick(f"2026-04-{day}T09:00").effects("notice") for day in (28, 29, 30)]
    assert [[(each["to"], each["task"]) for each in one] for one in told] == [
        [],
        [("U-HR", "E1/1:obligation.pay.1")],
        [],
    ]


def test_messages_of_the_case_itself_end_with_it() -> None:
    late = """
        notices:
          - {id: n, at: last_day + 20 days, to: hr, channels: [email], notification: handover-started}
        """
    stage = paying(notices=late)
    assert stage.tick("2026-04-02T09:00").one("case")["state"] == "closed"
    assert stage.tick("2026-05-02T09:00").effects("notice") == []


def breach(stage: Stage, at: str, clause: str = "c.compete", *, proven: bool = True) -> list[tuple[str, str]]:
    told = stage.tell("breach.recorded", "E1", at, clause=clause, by="U-HR", description="同业", proven=proven)
    assert told.outcome == "applied"
    return [(task["task"], task["state"]) for task in told.effects("task")]


def test_a_proven_breach_of_the_clause_ends_it() -> None:
    stage = paying()
    stage.tick("2026-04-02T09:00")
    pay(stage, 1, "2026-04-30T10:00")
    assert breach(stage, "2026-05-20T10:00") == [("obligation.pay.2", "cancelled")]
    stage.tick("2026-08-01T09:00")
    assert list(states(stage)) == ["pay.1", "pay.2"]


@pytest.mark.parametrize(("clause", "proven"), [("c.other", True), ("c.compete", False)])
def test_no_other_breach_ends_it(clause: str, proven: bool) -> None:  # noqa: FBT001 - a parameter
    stage = paying()
    stage.tick("2026-04-02T09:00")
    assert breach(stage, "2026-04-20T10:00", clause, proven=proven) == []
    assert states(stage) == {"pay.1": ("open", "2026-05-01")}


def test_what_was_due_before_the_breach_stays_owed() -> None:
    stage = paying()
    stage.tick("2026-04-02T09:00")
    assert breach(stage, "2026-05-20T10:00") == []
    assert states(stage) == {"pay.1": ("open", "2026-05-01")}
    assert pay(stage, 1, "2026-05-21T10:00") == "applied"
    assert list(states(stage)) == ["pay.1"]


def test_a_departure_taken_back_ends_it_and_a_transfer_never_begins_it() -> None:
    stage = paying()
    stage.tell("resignation.withdrawn", "E1", "2026-03-03T10:00", accepted_by="M1")
    assert states(stage) == {"pay.1": ("cancelled", "2026-05-01")}
    stage = ready(obligations=PAY.format(first="last_day", times=2), clauses=CLAUSES)
    told = stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-03-31")
    assert told.effects("task", task="obligation.pay.1") == []


def test_each_goes_on_to_its_own_pay_day() -> None:
    stage = paying(first="last_day + 1 month to workday 5")
    stage.tick("2026-04-02T09:00")
    pay(stage, 1, "2026-05-04T10:00")
    assert states(stage) == {"pay.1": ("done", "2026-05-11"), "pay.2": ("open", "2026-06-05")}


def test_the_employer_cannot_waive_it_and_a_case_without_a_last_day_has_none() -> None:
    stage = paying()
    assert stage.act("waived", "U-HR", "2026-03-03T10:00", "obligation.pay.1", reason="x").refusal == "wrong-state"
    stage = ready(obligations=PAY.format(first="last_day", times=2), clauses=CLAUSES)
    stage.tell("employee.absent", "E1", "2026-03-02T10:00", since="2026-03-02")
    assert [task for task in stage.case().tasks if "pay" in task] == []


def test_before_the_end_news_that_nothing_is_owed_takes_it_away() -> None:
    stage = paying()
    stage.tell("employee.changed", "E1", "2026-03-03T10:00", role="office")
    told = stage.declare("E1", "2026-03-04T10:00", "dismissal", "2026-03-20")
    assert [(task["task"], task["state"]) for task in told.effects("task")] == [("obligation.pay.1", "cancelled")]
