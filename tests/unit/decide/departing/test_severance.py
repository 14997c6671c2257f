"""Severance as a task of hr: from when, by when, and until when (contract "gates")."""

from tests.unit.decide.stage import Stage, leaving

HELD = "gates: [{id: g, title: 经济补偿, controls: severance, opens_when: {tasks.unfinished: 0}}]\n"
OWED = "severance: {due: severance_owed + 5 workdays}\n"
TASK = "obligation.severance"


def owed(at: str = "2026-03-03T10:00", gates: str = HELD) -> Stage:
    stage = leaving(gates=gates, obligations=OWED)
    assert stage.tell("severance.owed", "E1", at, amount=100).outcome == "applied"
    return stage


def test_there_is_no_day_before_the_gate_opens_and_then_it_counts_from_there():
    stage = leaving(gates=HELD, obligations=OWED)
    task = stage.tell("severance.owed", "E1", "2026-03-03T10:00").one("task")
    assert (task["due"], task["planned_due"], task["state"], task["current_step"]) == (None, None, "open", 0)
    (task,) = stage.hand_over().effects("task", task=TASK)
    assert task["due"] == "2026-03-19"


def test_where_no_gate_holds_it_the_day_counts_from_what_is_owed():
    stage = leaving(gates="gates: []\n", obligations=OWED)
    assert stage.tell("severance.owed", "E1", "2026-03-03T10:00").one("task")["due"] == "2026-03-10"


def test_what_is_payable_stays_so_whatever_the_gate_does_after_that():
    stage = owed()
    stage.hand_over()
    told = stage.act("reopened", "U-HR", "2026-03-13T10:00", reason="x")
    assert [gate["state"] for gate in told.effects("gate")] == ["held"]
    assert stage.case().tasks[f"E1/1:{TASK}"].due.isoformat() == "2026-03-19"


def closed() -> Stage:
    stage = owed()
    stage.hand_over()
    assert stage.act("submitted", "U-HR", "2026-03-16T10:00", TASK).one("task")["done_at"]
    assert stage.tick("2026-04-02T09:00").one("case")["state"] == "closed"
    return stage


def test_the_same_sum_told_again_changes_nothing_and_another_is_to_be_paid():
    stage = closed()
    assert stage.tell("severance.owed", "E1", "2026-04-10T10:00", amount=100).effects("task") == []
    assert stage.case().state == "closed"
    told = stage.tell("severance.owed", "E1", "2026-04-13T10:00", amount=150)
    assert (told.one("case")["state"], told.one("task")["state"]) == ("open", "open")
    assert stage.act("submitted", "U-HR", "2026-04-14T10:00", TASK).one("case")["state"] == "closed"


def test_a_case_that_is_over_opens_again_for_what_is_owed():
    stage = leaving(gates=HELD, obligations=OWED)
    stage.hand_over()
    assert stage.tick("2026-04-02T09:00").one("case")["state"] == "closed"
    told = stage.tell("severance.owed", "E1", "2026-04-10T10:00", amount=5)
    assert (told.one("case")["state"], told.one("task")["due"]) == ("open", "2026-04-17")


def test_a_withdrawn_departure_owes_no_severance():
    stage = owed()
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    assert [task["state"] for task in told.effects("task", task=TASK)] == ["cancelled"]


def test_without_a_day_in_the_policy_the_gate_alone_tells():
    stage = leaving(gates=HELD)
    assert stage.tell("severance.owed", "E1", "2026-03-03T10:00").effects("task") == []
    stage.hand_over()
    assert stage.case().severance_payable is not None


def test_what_counts_from_the_day_it_is_owed_is_planned_anew_once_it_is():
    told = """
        notices:
          - {id: n, for: tasks, at: severance_owed + 1 day, to: hr, channels: [email], notification: task-upcoming}
        """
    due = "certificate: {due: severance_owed + 3 days, fields: [end_date]}\nfinal_pay: {due: last_day}\n"
    stage = leaving(gates="gates: []\n", obligations=due, notices=told)
    tasks = {task.rule: task for task in stage.case().tasks.values()}
    assert {str(task.due) for task in tasks.values() if task.obligation} == {"2026-04-01"}
    (task,) = stage.tell("severance.owed", "E1", "2026-03-03T10:00").effects("task")
    assert (task["task"], task["due"]) == ("obligation.certificate", "2026-03-06")
    sent = stage.tick("2026-03-04T09:00").effects("notice", notice="n")
    assert len(sent) == len(tasks)
