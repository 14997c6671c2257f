"""Messages on events and at times: cadence, repeats, collapse, recipients (contract "notices", 2.7)."""

import pytest

from tests.unit.decide.stage import Stage, leaving, ready, small

DATED = """
    notices:
      - {id: up, for: tasks, at: task.start - 1 day, to: leaver, channels: [dingtalk], notification: task-upcoming}
      - {id: over, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue}
      - {id: esc, for: tasks, at: task.due + 3 days, to: manager, channels: [sms], notification: task-escalated,
         repeat: {every: 2 days, times: 3}}
"""
DUTIES = "certificate: {due: last_day, fields: [end_date]}\n"


def on(trigger: str, to: str = "hr", extra: str = "") -> str:
    return f"notices: [{{id: n, on: {trigger}, to: {to}, channels: [sms], notification: task-overdue{extra}}}]\n"


def sent(told, **fields):
    return [(notice["notice"], notice["to"], notice["planned"]) for notice in told.effects("notice", **fields)]


def test_a_message_on_an_event_goes_out_with_it():
    notice = ready(notices=on("resignation.submitted", "leaver")).resign().one("notice")
    assert (notice["to"], notice["party"], notice["channels"]) == ("E1", "leaver", ["sms"])
    assert (notice["notification"], notice["task"], notice["planned"]) == ("task-overdue", None, None)
    assert notice["because"]["rule"] == "n"


def test_a_message_on_an_event_of_another_employee_does_not_go_out():
    stage = leaving(notices=on("employee.changed"))
    assert (
        stage.tell("employee.changed", "E2", "2026-03-05T10:00", team_leader="T1").effects("notice", case="E1/1") == []
    )


def test_a_message_may_have_a_condition():
    notices = on("resignation.submitted", extra=", when: {event.form: chat}")
    assert ready(notices=notices).resign().effects("notice") == []
    assert len(ready(notices=notices).resign(form="chat").effects("notice")) == 1


def test_dated_messages_go_out_only_with_a_clock_event():
    stage = leaving(notices=DATED)
    told = stage.assign("M1", at="2026-03-27T10:00")
    assert told.effects("notice") == []
    assert sent(stage.tick("2026-03-27T11:00")) == [("over", "E1", "2026-03-26")]


def test_dated_messages_wait_for_the_sending_time_of_their_day():
    stage = leaving(notices=DATED)
    assert stage.tick("2026-03-26T08:59").effects("notice") == []
    assert sent(stage.tick("2026-03-26T09:00")) == [("over", "E1", "2026-03-26")]


def test_a_message_goes_out_once():
    stage = leaving(notices=DATED)
    stage.tick("2026-03-26T09:00")
    assert stage.tick("2026-03-26T10:00").effects("notice") == []
    assert stage.tick("2026-03-27T10:00").effects("notice") == []


def test_the_reminder_of_a_start_goes_out_the_day_before_or_on_the_day_but_not_later():
    for at, expected in (("2026-03-02T11:00", 1), ("2026-03-03T23:00", 1), ("2026-03-04T09:00", 0)):
        stage = ready(notices=DATED)
        stage.resign()
        assert len(stage.tick(at).effects("notice", notice="up")) == expected


def test_the_reminder_of_a_start_does_not_go_out_for_a_task_whose_first_step_is_done():
    stage = ready(notices=DATED)
    stage.resign()
    assert len(stage.tick("2026-03-02T11:00").effects("notice", notice="up", task="E1/1:work.papers")) == 1
    stage.act("submitted", "E1", "2026-03-02T12:00")
    assert stage.tick("2026-03-02T13:00").effects("notice", notice="up", task="E1/1:work.papers") == []
    assert stage.tick("2026-03-03T09:00").effects("notice", notice="up", task="E1/1:work.papers") == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((("a", "manager", "task-overdue"), ("b", "successor", "task-overdue")), ["a"]),
        ((("a", "manager", "task-overdue"), ("b", "successor", "task-escalated")), ["a", "b"]),
        ((("a", "manager", "task-overdue"), ("b", "manager", "task-overdue")), ["a", "b"]),
        ((("a", "manager", "task-overdue"), ("b", "leaver", "task-overdue")), ["a", "b"]),
    ],
    ids=["the same as another party", "another message", "two rules for one party on purpose", "another person"],
)
def test_who_stands_for_several_parties_is_told_the_same_thing_once(rules, expected):
    rows = ", ".join(
        f"{{id: {name}, on: resignation.submitted, to: {party}, channels: [sms], notification: {notification}}}"
        for name, party, notification in rules
    )
    told = ready(notices=f"notices: [{rows}]\n").resign()
    assert [rule for rule, _, _ in sent(told)] == expected


def test_a_message_that_an_event_calls_for_on_a_day_gone_by_is_planned_for_the_day_of_the_event():
    notices = on("successor.assigned", "manager", ", at: arrival + 1 day")
    stage = ready(notices=notices)
    stage.resign()
    stage.assign("E2", at="2026-03-10T10:00")
    assert sent(stage.tick("2026-03-10T11:00")) == [("n", "M1", "2026-03-10")]


def test_messages_of_one_event_about_two_gates_are_two():
    notices = "notices: [{id: n, on: gate.held, to: hr, channels: [sms], notification: gate-held}]\n"
    gates = """
        gates:
          - {id: one, title: 甲, controls: handover_confirmation, opens_when: {tasks.unfinished: 0}}
          - {id: two, title: 乙, controls: handover_bonus, opens_when: {tasks.unfinished: 0}}
    """
    told = ready(notices=notices, gates=gates).resign()
    assert [notice["about"] for notice in told.effects("notice")] == [{"gate": "one"}, {"gate": "two"}]


def test_days_before_the_arrival_are_dropped():
    stage = ready(notices=DATED.replace("task.start - 1 day", "arrival - 1 day"))
    stage.resign()
    assert stage.tick("2026-03-02T11:00").effects("notice") == []


def test_a_message_repeats_as_often_as_its_times_say_after_the_first():
    stage = leaving(notices=DATED)
    days = [f"2026-03-{day}" for day in (28, 29, 30, 31)] + [f"2026-04-{day:02}" for day in range(1, 12)]
    found = [(day, told) for day in days if (told := stage.tick(f"{day}T09:00").effects("notice", notice="esc"))]
    assert [day for day, _ in found] == ["2026-03-28", "2026-03-30", "2026-04-01", "2026-04-03"]
    assert all(len(told) == 1 and told[0]["skipped"] == [] for _, told in found)


def test_missed_occurrences_collapse_into_the_newest_with_the_others_skipped():
    stage = leaving(notices=DATED)
    notice = stage.tick("2026-04-02T09:00").one("notice", notice="esc")
    assert (notice["planned"], notice["skipped"]) == ("2026-04-01", ["2026-03-28", "2026-03-30"])
    assert sent(stage.tick("2026-04-03T09:00")) == [("esc", "M1", "2026-04-03")]


def test_the_due_day_of_a_message_is_that_of_the_current_step():
    stage = leaving(notices=DATED)
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.tick("2026-03-26T09:00").effects("notice") == []
    assert sent(stage.tick("2026-03-28T09:00")) == [("over", "E2", "2026-03-28")]


def test_a_moved_due_day_is_reminded_of_anew():
    stage = leaving(notices=DATED)
    stage.tick("2026-03-26T09:00")
    change = {"last_day": "2026-04-15", "agreed_by": "M1", "reason": "x"}
    stage.tell("last_day.changed", "E1", "2026-03-26T10:00", change)
    assert stage.tick("2026-03-28T09:00").effects("notice") == []
    assert sent(stage.tick("2026-04-09T09:00")) == [("over", "E1", "2026-04-09")]


@pytest.mark.parametrize("finish", ["hand_over", "waive", "withdraw"])
def test_a_finished_waived_or_cancelled_task_sends_nothing_more(finish):
    stage = leaving(notices=DATED)
    if finish == "hand_over":
        stage.hand_over()
    elif finish == "waive":
        stage.act("waived", "M1", "2026-03-10T10:00")
    else:
        stage.tell("resignation.withdrawn", "E1", "2026-03-10T10:00", accepted_by="M1")
    assert stage.tick("2026-04-02T09:00").effects("notice") == []


def test_a_returned_task_is_reminded_of_again_but_not_twice_for_one_day():
    stage = leaving(notices=DATED)
    stage.tick("2026-03-26T09:00")
    stage.act("submitted", "E1", "2026-03-27T10:00")
    stage.act("returned", "E2", "2026-03-27T11:00", reason="x")
    assert sent(stage.tick("2026-03-27T12:00"), notice="over") == []
    assert sent(stage.tick("2026-03-28T09:00")) == [("over", "E1", "2026-03-28")]
    assert sent(stage.tick("2026-03-30T09:00")) == [("esc", "M1", "2026-03-30")]


def test_what_waits_again_is_reminded_though_all_was_sent_before():
    stage = leaving(notices=DATED)
    assert sent(stage.tick("2026-05-01T09:00")) != []
    stage.hand_over(("2026-05-01", "2026-05-01", "2026-05-01"))
    stage.act("reopened", "M1", "2026-05-02T10:00", reason="x")
    assert sent(stage.tick("2026-05-03T09:00")) == [("over", "E1", "2026-05-03")]


def test_whoever_gets_a_step_after_its_due_day_is_reminded_of_nothing_before():
    stage = leaving(notices=DATED)
    stage.act("submitted", "E1", "2026-04-01T10:00")
    assert sent(stage.tick("2026-04-01T18:00")) == []
    told = stage.tick("2026-04-02T09:00").one("notice")
    assert (told["notice"], told["to"], told["planned"], told["skipped"]) == ("over", "E2", "2026-04-02", [])


def test_nothing_goes_to_the_leaver_of_a_case_without_the_leaver():
    stage = ready(notices=on("employee.absent", "leaver"))
    assert stage.tell("employee.absent", "E1", "2026-03-10T10:00", since="2026-03-09").effects("notice") == []


def test_the_reminder_of_an_employers_duty_goes_to_hr_instead_of_the_leaver():
    notices = DATED.replace("task.start - 1 day, to: leaver", "task.due - 1 day, to: leaver")
    stage = leaving(notices=notices, obligations=DUTIES)
    told = stage.tick("2026-03-31T09:00")
    assert sent(told, task="E1/1:obligation.certificate") == [("up", "U-HR", "2026-03-31")]
    overdue = stage.tick("2026-04-02T09:00")
    assert sent(overdue, task="E1/1:obligation.certificate") == [("over", "U-HR", "2026-04-02")]


def test_a_recipient_whose_party_is_empty_follows_its_else():
    assert ready(notices=on("resignation.submitted", "successor")).resign().one("notice")["to"] == "M1"


def test_a_recipient_nobody_stands_for_is_hr_with_a_problem():
    stage = ready(
        ("is: employee.team_leader, else: manager", "is: employee.team_leader"),
        notices=on("resignation.submitted", "team_leader"),
    )
    stage.tell("employee.changed", "E1", "2026-03-01T10:00", manager="E1")
    told = stage.resign()
    assert (told.one("notice")["to"], told.one("notice")["party"]) == ("U-HR", "hr")
    assert told.problems == ["recipient-missing"]


def test_a_message_for_nobody_at_all_is_not_sent_and_is_a_problem():
    stage = ready(notices=on("resignation.submitted", "administration"))
    for person in ("U-HR", "U-ADM", "M1"):
        stage.hire(person, manager="M9")
        stage.tell("employee.left", person, "2026-02-01T10:00", on="2026-02-01")
    told = stage.resign()
    assert told.effects("notice", case="E1/1") == []
    assert "recipient-nobody" in [problem["code"] for problem in told.effects("problem", case="E1/1")]


def test_a_step_without_a_person_is_reminded_of_at_its_partys_else_or_hr():
    stage = leaving(
        ("is: employee.team_leader, else: manager", "is: employee.team_leader"),
        ("- {party: successor, do: 确认收到", "- {party: team_leader, do: 确认收到"),
        notices=DATED,
    )
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.tell("employee.changed", "E1", "2026-03-11T10:00", manager="E1")
    told = stage.tick("2026-03-28T09:00")
    assert sent(told) == [("over", "U-HR", "2026-03-28")]


@pytest.mark.parametrize("trigger", ["task.done", "task.returned", "task.submitted"])
def test_messages_may_wait_for_what_becomes_of_a_task(trigger):
    stage = leaving(notices=on(trigger, "step_party"))
    submitted = stage.act("submitted", "E1", "2026-03-10T10:00")
    returned = stage.act("returned", "E2", "2026-03-10T11:00", reason="x")
    done = stage.hand_over(("2026-03-11",) * 3)
    expected = {
        "task.submitted": (submitted, "E2"),
        "task.returned": (returned, "E1"),
        "task.done": (done, "M1"),
    }
    told, to = expected[trigger]
    assert [(notice["to"], notice["task"]) for notice in told.effects("notice")] == [(to, "E1/1:work.papers")]


def test_the_same_message_on_another_event_has_another_id():
    stage = leaving(notices=on("task.submitted"))
    first = stage.act("submitted", "E1", "2026-03-10T10:00").one("notice")["id"]
    stage.act("returned", "E2", "2026-03-10T11:00", reason="x")
    assert stage.act("submitted", "E1", "2026-03-10T12:00").one("notice")["id"] != first


def test_messages_may_wait_for_a_gate_a_claim_and_the_close():
    gates = "gates: [{id: g, title: 甲, controls: severance, opens_when: {tasks.unfinished: 0}}]\n"
    for trigger, day in (("gate.held", 0), ("gate.opened", 1), ("case.closed", 2)):
        stage = ready(notices=on(trigger), gates=gates)
        told = [stage.resign()]
        stage.assign("E2")
        told += [stage.hand_over(), stage.tick("2026-04-02T09:00")]
        assert [len(each.effects("notice")) for each in told] == [int(day == place) for place in range(3)]


def test_a_message_may_go_out_some_days_after_an_event():
    notices = on("task.done", extra=", for: tasks, at: event + 2 days, repeat: {every: 1 day, times: 1}")
    stage = leaving(notices=notices)
    assert stage.hand_over().effects("notice") == []
    assert stage.case().state == "open"


def test_a_case_message_may_go_out_some_days_after_an_event():
    stage = leaving(notices=on("severance.owed", extra=", at: event + 2 days"))
    assert stage.tell("severance.owed", "E1", "2026-03-10T10:00").effects("notice") == []
    assert stage.tick("2026-03-12T08:00").effects("notice") == []
    assert sent(stage.tick("2026-03-12T09:00")) == [("n", "U-HR", "2026-03-12")]


def test_a_task_message_may_go_out_some_days_after_an_event():
    stage = leaving(notices=on("task.submitted", "step_party", extra=", for: tasks, at: event + 1 day"))
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert sent(stage.tick("2026-03-11T09:00")) == [("n", "E2", "2026-03-11")]


def test_a_message_after_an_event_without_a_last_day_is_not_planned():
    stage = ready(notices=on("employee.absent", extra=", at: last_day - 1 day"))
    stage.tell("employee.absent", "E1", "2026-03-10T10:00", since="2026-03-09")
    assert stage.case().agenda == ()


def test_a_message_may_be_planned_for_the_case_itself():
    notices = "notices: [{id: n, at: last_day - 2 days, to: hr, channels: [sms], notification: task-overdue}]\n"
    stage = leaving(notices=notices)
    told = stage.tick("2026-03-30T09:00")
    assert sent(told) == [("n", "U-HR", "2026-03-30")]
    assert told.one("notice")["id"].startswith("E1/1:n")


def test_a_dated_message_whose_condition_does_not_hold_on_its_day_is_not_sent():
    notices = DATED.replace("to: step_party", "when: {task.state: returned}, to: step_party")
    assert leaving(notices=notices).tick("2026-03-26T09:00").effects("notice") == []


def test_a_message_knows_how_long_its_task_is_overdue():
    notices = DATED.replace("to: step_party", "when: {task.overdue_days: {at_least: 1}}, to: step_party")
    told = leaving(notices=notices).tick("2026-03-26T09:00")
    assert told.one("notice")["because"]["facts"] == {"task.overdue_days": 1}


def test_a_persons_event_outside_of_any_case_sends_its_messages():
    stage = Stage(small(notices=on("employee.hired", "manager")))
    stage.hire("M1", manager="M1")
    notice = stage.hire("E1").one("notice")
    assert (notice["to"], notice["case"], notice["task"]) == ("M1", None, None)


def test_a_persons_event_with_nobody_to_write_to_is_a_problem():
    stage = Stage(small(("is: contact:hr}", "is: employee.team_leader}"), notices=on("employee.hired", "hr")))
    assert stage.hire("E1").problems == ["recipient-nobody"]


def test_a_task_that_falls_due_while_nobody_ticked_and_was_done_since_is_not_reminded_of():
    stage = leaving(notices=DATED)
    stage.act("submitted", "E1", "2026-03-27T08:00")
    assert sent(stage.tick("2026-03-27T09:00")) == []


def test_a_message_dated_by_a_last_day_that_is_not_known_is_not_planned():
    notices = "notices: [{id: n, at: last_day - 2 days, to: hr, channels: [sms], notification: task-overdue}]\n"
    stage = ready(notices=notices)
    stage.tell("employee.absent", "E1", "2026-03-10T10:00", since="2026-03-09")
    assert stage.case().agenda == ()
    stage.declare("E1", "2026-03-11T10:00", "dismissal", "2026-03-20")
    assert [item.day.isoformat() for item in stage.case().agenda] == ["2026-03-18"]


def test_a_message_to_the_party_of_a_step_goes_to_hr_where_there_is_no_task():
    stage = leaving(notices=on("severance.owed", "step_party", extra=", for: tasks"))
    assert stage.tell("severance.owed", "E1", "2026-03-10T10:00").one("notice")["to"] == "U-HR"


def test_one_event_sends_a_message_once_even_where_event_and_outcome_share_their_name():
    stage = leaving(notices=on("task.returned"))
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert len(stage.act("returned", "E2", "2026-03-10T11:00", reason="x").effects("notice")) == 1


GATES = """
    gates:
      - {id: g.papers, title: 甲, controls: severance, opens_when: {tasks.unfinished: 0}}
      - {id: g.sheet, title: 乙, controls: handover_confirmation, opens_when: {sheet.signed: true}}
"""


def test_a_message_on_a_gate_tells_which_and_may_ask_for_it():
    stage = ready(notices=on("gate.held", extra=", when: {gate.controls: severance}"), gates=GATES)
    notice = stage.resign().one("notice")
    assert (notice["about"], notice["id"]) == ({"gate": "g.papers"}, "E1/1:g.papers:n:#1")
    assert notice["because"]["facts"] == {"gate.controls": "severance"}


def test_messages_on_two_gates_at_once_have_their_own_ids():
    notices = ready(notices=on("gate.held"), gates=GATES).resign().effects("notice")
    assert [notice["id"] for notice in notices] == ["E1/1:g.papers:n:#1", "E1/1:g.sheet:n:#1"]


def test_a_dated_message_on_a_gate_is_kept_apart_from_that_of_another():
    later = on(
        "gate.held", extra=", at: event + 1 day, repeat: {every: 1 day, times: 1}, when: {gate.id: {exists: true}}"
    )
    stage = ready(notices=later, gates=GATES)
    stage.resign()
    told = stage.tick("2026-03-04T09:00").effects("notice")
    assert [(notice["about"], notice["planned"], notice["skipped"]) for notice in told] == [
        ({"gate": "g.papers"}, "2026-03-04", ["2026-03-03"]),
        ({"gate": "g.sheet"}, "2026-03-04", ["2026-03-03"]),
    ]
    assert len({notice["id"] for notice in told}) == 2
    assert stage.tick("2026-03-05T09:00").effects("notice") == []


def test_a_message_on_a_claim_may_ask_for_its_kind():
    clauses = """
        clauses:
          - {id: c.loss, title: 赔偿, text: 文, sign: never,
             consequence: {kind: damages, when: {case.loss_proven: true}, measure: actual_loss, proof_required: true}}
    """
    for kind, count in (("damages", 1), ("penalty", 0)):
        stage = leaving(notices=on("claim", extra=f", when: {{claim.kind: {kind}}}"), clauses=clauses)
        told = stage.tell("loss.recorded", "E1", "2026-03-10T10:00", amount=5, description="x", proven=True)
        assert [notice["about"] for notice in told.effects("notice")] == [{"claim": "c.loss"}] * count


def test_a_message_on_a_duty_may_ask_for_its_kind():
    archive = "uploads: [{id: up.code, title: 代码, every: 1 day, where: 代码仓库}]\n"
    for kind, count in (("upload", 1), ("archive", 0)):
        stage = ready(
            notices=on("duty", "leaver", f", when: {{duty.kind: {kind}, gate.id: {{exists: false}}}}"), archive=archive
        )
        told = stage.tick("2026-03-05T09:00")
        own = [duty for duty in told.effects("duty") if duty["person"] == "E1"]
        assert [(duty["kind"], duty["where"]) for duty in own] == [("upload", "代码仓库")]
        assert [notice["about"] for notice in told.effects("notice", to="E1")] == [{"duty": "up.code"}] * count


SILENT = (
    "- {party: successor, do: 确认收到, due: last_day - 3 workdays}",
    "- {party: successor, do: 确认收到, due: last_day - 3 workdays, accepted_after: 3 workdays}",
)


def test_both_sides_are_told_that_silence_is_acceptance():
    notices = """
        notices:
          - {id: n, on: task.deemed, to: leaver, channels: [sms], notification: task-overdue, when: {task.deemed: true}}
          - {id: r, on: task.deemed, to: step_party, channels: [sms], notification: task-overdue}
          - {id: x, on: task.submitted, to: hr, channels: [sms], notification: task-overdue, when: {task.deemed: true}}
    """
    stage = leaving(SILENT, notices=notices)
    assert stage.act("submitted", "E1", "2026-03-10T10:00").effects("notice") == []
    told = stage.tick("2026-03-14T09:00")
    assert [(one["notice"], one["to"]) for one in told.effects("notice")] == [("n", "E1"), ("r", "E2")]


def test_a_message_on_silence_and_more_goes_to_whose_turn_it_is_where_nobody_was_silent():
    notices = on("[task.deemed, task.submitted]", "step_party")
    stage = leaving(SILENT, notices=notices)
    assert stage.act("submitted", "E1", "2026-03-10T10:00").one("notice")["to"] == "E2"


def test_a_message_may_wait_for_a_new_sheet():
    stage = leaving(notices=on("sheet"))
    assert stage.hand_over().one("notice")["about"] is None


def test_that_an_employers_duty_is_done_may_be_told_to_the_leaver():
    notices = on("task.done", "leaver", ", when: {task.obligation: true}")
    stage = leaving(notices=notices, obligations=DUTIES)
    assert stage.hand_over().effects("notice") == []
    assert stage.act("submitted", "U-HR", "2026-04-01T10:00", task="obligation.certificate").one("notice")["to"] == "E1"
