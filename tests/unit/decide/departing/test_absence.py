"""Departures without the leaver: absence, leaving, death, declarations, transfers (contract 2.4)."""

import pytest

from tests.unit.decide.stage import Stage, leaving, ready, who_does

DUTIES = """
    certificate: {due: last_day, fields: [end_date]}
    final_pay: {due: last_day, roll: previous_workday}
    transfer: {file: last_day + 15 days, social_insurance: last_day + 15 days}
"""
INSTEAD = """
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 资料移交
        start: arrival + 1 day
        steps:
          - {party: leaver, do: 提交资料, due: last_day - 5 workdays}
          - {party: successor, do: 确认收到, due: last_day - 3 workdays}
          - {party: leaver, do: 答疑, due: last_day - 2 workdays}
          - {party: manager, do: 审核, due: last_day - 1 workday}
        without_leaver: {party: manager, do: 代为移交}
"""


def absent(stage: Stage, at: str = "2026-03-10T10:00", since: str = "2026-03-09"):
    return stage.tell("employee.absent", "E1", at, since=since)


def left(stage: Stage, at: str = "2026-03-10T10:00", on: str = "2026-03-10"):
    return stage.tell("employee.left", "E1", at, on=on)


def test_an_absence_in_a_case_gives_the_leavers_steps_to_the_substitute_and_keeps_the_last_day():
    told = absent(leaving(tasks=INSTEAD))
    case, task = told.one("case"), told.one("task")
    assert (case["last_day"], case["absent"], case["cause"]) == ("2026-04-01", True, "resignation")
    assert who_does(task) == [("manager", "M1"), ("successor", "E2")]
    assert (task["steps"][0]["do"], task["steps"][0]["due"]) == ("代为移交", "2026-03-25")


def test_a_later_step_of_the_substitute_falls_away():
    stage = leaving(tasks=INSTEAD)
    absent(stage)
    stage.act("submitted", "M1", "2026-03-11T10:00")
    assert stage.act("confirmed", "E2", "2026-03-12T10:00").one("task")["state"] == "done"


def test_done_leaver_steps_stay_when_the_leaver_has_left():
    stage = leaving(tasks=INSTEAD)
    stage.act("submitted", "E1", "2026-03-09T10:00")
    told = left(stage)
    assert "case" not in told.kinds
    assert [step["person"] for step in told.one("task")["steps"]] == ["E1", "E2", "M1"]


def test_an_absent_leaver_without_a_substitute_in_the_policy_leaves_the_step_to_the_manager():
    told = absent(leaving())
    assert who_does(told.one("task"))[0] == ("leaver", "M1")
    assert told.problems == []


def test_leaving_without_a_case_opens_one_of_abandonment_with_a_problem():
    told = left(ready(tasks=INSTEAD, obligations=DUTIES))
    case = told.one("case")
    assert (case["cause"], case["last_day"], case["state"]) == ("abandonment", "2026-03-10", "open")
    assert (case["notice_end"], case["shortfall_days"]) == (None, 0)
    assert "left-without-case" in told.problems
    assert "obligation.certificate" in [task["task"] for task in told.effects("task")]


def test_absence_without_a_case_opens_one_without_a_last_day_and_without_obligations():
    told = absent(ready(tasks=INSTEAD, obligations=DUTIES))
    case = told.one("case")
    assert (case["cause"], case["last_day"], case["absent"]) == ("abandonment", None, True)
    assert case["because"]["rule"] == "employee.absent"
    task = told.one("task")
    assert (task["task"], task["steps"][0]["party"]) == ("work.papers", "manager")
    assert {step["due"] for step in task["steps"]} == {"2026-03-10"}


def test_an_absence_stays_open_until_the_departure_is_declared():
    stage = ready(tasks=INSTEAD, obligations=DUTIES)
    absent(stage)
    stage.act("submitted", "M1", "2026-03-11T10:00")
    assert stage.tick("2026-06-01T09:00").effects("case") == []
    told = stage.declare("E1", "2026-06-02T10:00", "dismissal", "2026-06-05")
    case = told.one("case")
    assert (case["cause"], case["arrival"], case["last_day"]) == ("dismissal", "2026-06-02", "2026-06-05")
    assert [task["task"] for task in told.effects("task") if task["task"].startswith("obligation")] == [
        "obligation.certificate",
        "obligation.final_pay",
        "obligation.transfer.file",
        "obligation.transfer.social_insurance",
    ]


def test_a_resignation_may_follow_an_absence():
    stage = ready(tasks=INSTEAD)
    absent(stage)
    case = stage.resign(at="2026-03-12T10:00").one("case")
    assert (case["cause"], case["arrival"], case["last_day"], case["absent"]) == (
        "resignation",
        "2026-03-12",
        "2026-04-11",
        True,
    )


@pytest.mark.parametrize("cause", ["death", "abandonment"])
def test_a_case_of_death_or_abandonment_starts_without_the_leaver(cause):
    task = ready(tasks=INSTEAD).declare("E1", "2026-03-02T10:00", cause, "2026-03-02").one("task")
    assert who_does(task)[0] == ("manager", "M1")


def test_a_declared_departure_has_no_notice_arithmetic():
    case = ready().declare("E1", "2026-03-02T10:00", "dismissal", "2026-03-06").one("case")
    assert (case["arrival"], case["last_day"]) == ("2026-03-02", "2026-03-06")
    assert (case["notice_days"], case["notice_end"], case["shortfall_days"]) == (0, None, 0)


def test_a_declaration_follows_a_resignation_or_another_declaration_only_with_an_earlier_end():
    stage = leaving()
    assert stage.declare("E1", "2026-03-05T10:00", "mutual", "2026-04-01").refusal == "case-already-open"
    taken_over = stage.declare("E1", "2026-03-05T10:00", "mutual", "2026-03-20").one("case")
    assert (taken_over["case"], taken_over["cause"], taken_over["last_day"]) == ("E1/1", "mutual", "2026-03-20")
    stage.declare("E2", "2026-03-05T10:00", "mutual", "2026-03-20")
    assert stage.declare("E2", "2026-03-06T10:00", "mutual", "2026-03-20").refusal == "case-already-open"


def test_a_later_resignation_sets_cause_and_arrival_of_a_declared_case():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "expiry", "2026-03-31")
    case = stage.resign(at="2026-03-05T10:00").one("case")
    assert (case["cause"], case["arrival"], case["notice_days"]) == ("resignation", "2026-03-05", 30)
    assert stage.resign(at="2026-03-06T10:00").refusal == "case-already-open"


def test_a_transfer_creates_no_obligations_and_the_employee_stays():
    stage = ready(obligations=DUTIES)
    told = stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-03-31")
    assert [task["task"] for task in told.effects("task")] == ["work.papers"]
    stage.assign("E2")
    stage.hand_over()
    assert stage.tick("2026-04-01T00:00").one("case")["state"] == "closed"
    person = stage.register.employee("E1")
    assert person is not None
    assert not person.left


def test_a_departure_creates_the_employers_obligations_with_their_deadlines():
    told = ready(obligations=DUTIES).resign(requested_last_day="2026-03-29")
    duties = {task["task"]: task for task in told.effects("task") if task["task"] != "work.papers"}
    assert {name: task["due"] for name, task in duties.items()} == {
        "obligation.certificate": "2026-03-29",
        "obligation.final_pay": "2026-03-27",
        "obligation.transfer.file": "2026-04-13",
        "obligation.transfer.social_insurance": "2026-04-13",
    }
    assert who_does(duties["obligation.certificate"]) == [("hr", "U-HR")]
    assert duties["obligation.certificate"]["id"] == "E1/1:obligation.certificate"


def test_obligations_move_with_the_last_day():
    stage = ready(obligations=DUTIES)
    stage.resign()
    change = {"last_day": "2026-04-20", "agreed_by": "M1", "reason": "x"}
    told = stage.tell("last_day.changed", "E1", "2026-03-03T10:00", change)
    assert told.one("task", task="obligation.certificate")["due"] == "2026-04-20"


def test_an_obligation_keeps_its_day_though_it_is_past_when_the_notice_arrives():
    told = ready(obligations=DUTIES).resign(requested_last_day="2026-02-01")
    assert told.one("task", task="obligation.certificate")["due"] == "2026-02-01"


def test_obligations_without_anybody_in_hr_are_a_problem():
    stage = ready(obligations=DUTIES)
    stage.hire("U-HR", manager="M9")
    stage.tell("employee.left", "U-HR", "2026-02-01T10:00", on="2026-02-01")
    stage.tell("employee.changed", "E1", "2026-03-01T10:00", manager="E1")
    told = stage.resign()
    assert [effect["subject"] for effect in told.effects("problem", code="party-missing", case="E1/1")] == [
        "E1/1:work.papers:successor",
        "E1/1:work.papers:manager",
        "certificate:hr",
        "final_pay:hr",
        "transfer.file:hr",
        "transfer.social_insurance:hr",
    ]


def test_a_withdrawal_cancels_open_tasks_and_obligations_but_not_done_ones():
    stage = leaving(obligations=DUTIES)
    stage.act("submitted", "U-HR", "2026-03-04T10:00", "obligation.final_pay")
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    assert told.one("case")["state"] == "withdrawn"
    assert {task["task"] for task in told.effects("task", state="cancelled")} == {
        "work.papers",
        "obligation.certificate",
        "obligation.transfer.file",
        "obligation.transfer.social_insurance",
    }
    assert stage.case().tasks["E1/1:obligation.final_pay"].state == "done"


def test_a_withdrawn_case_takes_nothing_more_and_the_person_may_resign_again():
    stage = leaving()
    stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    loss = {"amount": 1, "description": "x", "proven": True}
    assert stage.tell("loss.recorded", "E1", "2026-03-06T10:00", loss).refusal == "no-open-case"
    assert stage.act("reopened", "U-HR", "2026-03-06T10:00", reason="x").refusal == "no-open-case"
    told = stage.resign(at="2026-03-10T10:00")
    assert (told.decision["case"], told.problems) == ("E1/2", [])
    assert told.one("task")["id"] == "E1/2:work.papers"


def test_only_a_resignation_can_be_withdrawn():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "dismissal", "2026-03-06")
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    assert told.refusal == "wrong-state"


def test_a_case_closes_when_the_last_day_is_past_and_nothing_is_left_open():
    stage = leaving()
    stage.hand_over()
    assert stage.tick("2026-04-01T23:59").effects("case") == []
    assert stage.tick("2026-04-02T00:00").one("case")["state"] == "closed"


def test_a_case_stays_open_while_a_task_an_obligation_or_a_gate_is_left():
    stage = leaving(
        obligations="certificate: {due: last_day, fields: [end_date]}\n",
        gates="gates: [{id: gate.a, title: 甲, controls: early_release, opens_when: {case.severance_owed: true}}]\n",
    )
    assert stage.tick("2026-04-02T09:00").effects("case") == []
    stage.hand_over(("2026-04-02", "2026-04-02", "2026-04-02"))
    stage.act("submitted", "U-HR", "2026-04-02T11:00", "obligation.certificate")
    stage.sign("successor", "E2", "2026-04-02T11:30")
    stage.sign("manager", "M1", "2026-04-02T11:30")
    assert stage.case().state == "open"
    assert stage.tell("severance.owed", "E1", "2026-04-02T12:00").one("case")["state"] == "closed"


def test_a_second_departure_after_a_closed_one_is_a_case_of_its_own():
    stage = leaving()
    stage.hand_over()
    stage.tick("2026-04-02T09:00")
    told = stage.resign(at="2026-05-06T10:00")
    assert (told.decision["case"], told.problems) == ("E1/2", ["rehire-missing"])
    fresh = leaving()
    fresh.hand_over()
    fresh.tick("2026-04-02T09:00")
    fresh.hire("E1", at="2026-04-20T09:00")
    assert fresh.resign(at="2026-05-06T10:00").problems == []


def test_people_hired_before_the_policy_took_effect_count():
    assert ready().resign(at="2026-01-05T10:00").outcome == "applied"


def test_facts_of_the_absence_decide_about_gates():
    gates = "gates: [{id: gate.a, title: 甲, controls: severance, opens_when: {case.absent: false}}]\n"
    stage = leaving(gates=gates)
    assert absent(stage).one("gate")["state"] == "held"


def test_a_task_is_done_where_only_the_substitutes_own_steps_are_left_of_it():
    by_hr = ("without_leaver: {party: manager", "without_leaver: {party: hr")
    short = ("          - {party: successor, do: 确认收到, due: last_day - 3 workdays}\n", "")
    notices = "notices: [{id: n, on: task.done, to: hr, channels: [sms], notification: task-overdue}]\n"
    stage = leaving(by_hr, (short[0][4:], ""), tasks=INSTEAD, notices=notices)
    absent(stage)
    stage.act("submitted", "U-HR", "2026-03-11T10:00")
    told = stage.tell("employee.left", "M1", "2026-03-12T10:00", on="2026-03-12")
    assert told.one("task", case="E1/1")["state"] == "done"
    assert [notice["task"] for notice in told.effects("notice")] == ["E1/1:work.papers"]


def test_a_substitute_for_a_later_step_of_the_leaver_does_not_confirm_it_himself():
    tasks = """
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 资料移交
        steps:
          - {party: hr, do: 发清单}
          - {party: leaver, do: 交}
          - {party: manager, do: 审}
        without_leaver: {party: manager, do: 代交}
    """
    stage = leaving(tasks=tasks)
    assert who_does(absent(stage).one("task")) == [("hr", "U-HR"), ("manager", "M1")]


def test_obligations_are_not_added_twice_when_tasks_are_matched_again():
    stage = leaving(obligations=DUTIES)
    told = stage.tell("employee.changed", "E1", "2026-03-05T10:00", department="甲")
    assert told.effects("task") == []
    assert len(stage.case().tasks) == 5


def test_news_of_somebody_gone_whose_case_is_closed_opens_no_second_case():
    stage = leaving()
    stage.hand_over()
    stage.tick("2026-04-02T09:00")
    noted = left(stage, "2026-04-02T10:00", "2026-04-01")
    assert (noted.outcome, noted.decision["effects"]) == ("applied", [])
    assert absent(stage, "2026-04-02T10:00", "2026-04-01").refusal == "no-open-case"


def test_somebody_transferred_has_not_left_and_may_still_vanish():
    stage = leaving()
    stage.declare("E2", "2026-03-02T10:00", "transfer", "2026-03-03")
    stage.act("waived", "M1", "2026-03-03T10:00", case="E2/1")
    stage.tick("2026-03-11T09:00")
    told = stage.tell("employee.left", "E2", "2026-03-12T10:00", on="2026-03-12")
    assert (told.decision["case"], told.one("case")["cause"]) == ("E2/2", "abandonment")


def test_somebody_hired_again_brings_no_new_tasks_into_the_earlier_departure():
    other = "id: code\ntitle: 清单\nwhen: {employee.role: engineer}\ntasks: [{id: code.a, title: 甲, steps: [%s]}]\n"
    stage = leaving(tasks2=other % "{party: leaver, do: 做}")
    left(stage)
    change = {"last_day": "2026-03-10", "agreed_by": "M1", "reason": "x"}
    stage.tell("last_day.changed", "E1", "2026-03-10T11:00", change)
    told = stage.hire("E1", at="2026-03-20T09:00", role="engineer")
    person = stage.register.employee("E1")
    assert "E1/1:code.a" not in [task["id"] for task in told.effects("task")]
    assert person is not None
    assert not person.left


def test_the_close_of_the_earlier_departure_leaves_somebody_hired_again_at_work():
    stage = ready(tasks=INSTEAD)
    left(stage)
    stage.hire("E1", at="2026-03-20T09:00")
    stage.act("waived", "M1", "2026-03-21T10:00")
    stage.tick("2026-03-28T09:00")
    person = stage.register.employee("E1")
    assert stage.case().state == "closed"
    assert person is not None
    assert not person.left
    assert stage.resign(at="2026-05-06T10:00").decision["case"] == "E1/2"


def test_an_absence_is_declared_once():
    stage = ready(tasks=INSTEAD)
    absent(stage)
    stage.declare("E1", "2026-03-12T10:00", "dismissal", "2026-03-20")
    assert stage.declare("E1", "2026-03-13T10:00", "mutual", "2026-03-20").refusal == "case-already-open"
