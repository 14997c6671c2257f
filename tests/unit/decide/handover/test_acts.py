"""Acts on tasks: submit, confirm, return, waive, reopen, and silence (contract "tasks", 2.5)."""

import pytest

from tests.unit.decide.stage import Stage, leaving

SILENCE = ("due: last_day - 3 workdays}", "due: last_day - 3 workdays, accepted_after: 3 workdays}")
MERGED = (
    "due: last_day - 1 workday}",
    "due: last_day - 1 workday, accepted_after: 2 days}",
)


def test_a_task_goes_through_its_states_step_by_step():
    stage = leaving()
    states = [
        stage.act("submitted", "E1", "2026-03-10T10:00").one("task")["state"],
        stage.act("confirmed", "E2", "2026-03-11T10:00").one("task")["state"],
        stage.act("confirmed", "M1", "2026-03-12T10:00").one("task")["state"],
    ]
    assert states == ["submitted", "confirmed", "done"]


def test_a_step_may_be_done_before_the_start_of_its_task():
    stage = leaving(("start: arrival + 1 day", "start: last_day - 3 workdays"))
    assert stage.act("submitted", "E1", "2026-03-04T10:00").one("task")["state"] == "submitted"


def test_a_finished_task_takes_no_more_acts():
    stage = leaving()
    stage.hand_over()
    assert stage.act("confirmed", "M1", "2026-03-13T10:00").refusal == "wrong-state"
    assert stage.act("returned", "M1", "2026-03-13T10:00", reason="x").refusal == "wrong-state"
    assert stage.act("waived", "M1", "2026-03-13T10:00").refusal == "wrong-state"


def test_a_returned_task_is_due_again_from_its_first_step_with_the_reason():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    task = stage.act("returned", "M1", "2026-03-12T10:00", reason="缺少报价").one("task")
    assert (task["state"], task["reason"], task["due"]) == ("returned", "缺少报价", "2026-03-25")
    assert [step["state"] for step in task["steps"]] == ["waiting", "waiting", "waiting"]
    assert stage.act("submitted", "E1", "2026-03-13T10:00").one("task")["state"] == "submitted"


@pytest.mark.parametrize("named", ["successor", "E2"])
def test_a_task_may_be_returned_to_the_step_that_to_names(named):
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    task = stage.act("returned", "M1", "2026-03-12T10:00", remark="再核对", to=named).one("task")
    assert [step["state"] for step in task["steps"]] == ["done", "waiting", "waiting"]
    assert (task["state"], task["reason"], task["due"]) == ("returned", "再核对", "2026-03-27")


def test_a_task_is_not_returned_to_a_step_that_is_not_before_the_current_one():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("returned", "E2", "2026-03-12T10:00", reason="x", to="manager").refusal == "wrong-state"


def test_only_the_person_whose_turn_it_is_returns_a_task():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("returned", "M1", "2026-03-12T10:00", reason="x").refusal == "wrong-party"


def test_silence_counts_as_acceptance_from_the_day_after_the_period():
    stage = leaving(SILENCE)
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.tick("2026-03-13T23:59").effects("task") == []
    step = stage.tick("2026-03-14T00:00").one("task")["steps"][1]
    assert (step["state"], step["by"], step["deemed"]) == ("done", None, True)
    assert step["at"] == "2026-03-14T00:00:00+08:00"


def test_a_receiver_who_answers_on_the_last_day_of_the_period_is_heard():
    stage = leaving(SILENCE)
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("returned", "E2", "2026-03-13T23:00", reason="不全").one("task")["state"] == "returned"


def test_a_receiver_who_answers_a_day_late_finds_his_step_done():
    stage = leaving(SILENCE)
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("confirmed", "E2", "2026-03-14T09:00").refusal == "wrong-party"
    assert stage.act("confirmed", "M1", "2026-03-14T09:00").one("task")["state"] == "done"


def test_silence_of_a_step_whose_turn_has_not_come_means_nothing():
    stage = leaving(SILENCE)
    stage.tick("2026-03-20T09:00")
    assert stage.case().tasks["E1/1:work.papers"].steps[1].done is None


def test_silence_of_the_former_receiver_does_not_count_against_the_new_one():
    stage = leaving(SILENCE)
    stage.hire("E3")
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.assign("E3", at="2026-03-12T10:00")
    assert stage.tick("2026-03-17T09:00").effects("task") == []
    assert stage.tick("2026-03-18T00:00").one("task")["steps"][1]["deemed"] is True


def test_silence_counts_from_the_day_on_which_somebody_was_told_that_it_is_their_turn():
    stage = leaving(SILENCE, MERGED)
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.tick("2026-03-25T09:00").one("task")["state"] == "confirmed"  # the third is told only now
    assert stage.tick("2026-03-27T09:00").effects("task") == []
    steps = stage.tick("2026-03-28T09:00").one("task", state="done")["steps"]
    assert [step["at"][:10] for step in steps] == ["2026-03-10", "2026-03-14", "2026-03-28"]


def test_silence_completes_a_merged_step_only_where_it_completes_the_last_of_its_parts():
    stage = leaving(SILENCE)
    stage.tell("employee.left", "E2", "2026-03-05T10:00", on="2026-03-05")
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.tick("2026-03-25T09:00")
    assert [step.done is not None for step in stage.case().tasks["E1/1:work.papers"].steps] == [True, False]


@pytest.mark.parametrize("who", ["M1", "U-HR"])
def test_the_manager_or_hr_may_waive_a_task(who):
    task = leaving().act("waived", who, "2026-03-10T10:00", reason="不再需要").one("task")
    assert (task["state"], task["waived_by"], task["reason"]) == ("waived", who, "不再需要")


def test_a_task_is_never_waived_by_the_leaver_or_the_successor():
    stage = leaving()
    assert stage.act("waived", "E1", "2026-03-10T10:00").refusal == "wrong-party"
    assert stage.act("waived", "E2", "2026-03-10T10:00").refusal == "wrong-party"


def test_the_leaver_does_not_waive_as_the_managers_delegate_either():
    stage = leaving()
    stage.tell("delegation.recorded", "M1", "2026-03-04T10:00", {"from": "M1", "to": "E1", "by": "U-HR"})
    assert stage.act("waived", "E1", "2026-03-10T10:00", on_behalf_of="M1").refusal == "wrong-party"


def test_a_delegate_of_the_manager_may_waive():
    stage = leaving()
    stage.hire("E9")
    stage.tell("delegation.recorded", "M1", "2026-03-04T10:00", {"from": "M1", "to": "E9", "by": "U-HR"})
    assert stage.act("waived", "E9", "2026-03-10T10:00", on_behalf_of="M1").one("task")["state"] == "waived"
    assert stage.act("reopened", "E9", "2026-03-11T10:00", on_behalf_of="E2", reason="x").refusal == "wrong-party"


def test_a_duty_of_the_employer_cannot_be_waived():
    stage = leaving(obligations="certificate: {due: last_day, fields: [end_date]}\n")
    assert stage.act("waived", "U-HR", "2026-03-10T10:00", "obligation.certificate").refusal == "wrong-state"


@pytest.mark.parametrize("who", ["M1", "U-HR"])
def test_a_done_task_is_reopened_by_the_last_steps_person_or_hr(who):
    stage = leaving()
    stage.hand_over()
    task = stage.act("reopened", who, "2026-03-13T10:00", reason="有遗漏").one("task")
    assert (task["state"], task["reason"], task["due"]) == ("open", "有遗漏", "2026-03-25")


def test_a_done_task_is_not_reopened_by_anybody_else():
    stage = leaving()
    stage.hand_over()
    assert stage.act("reopened", "E1", "2026-03-13T10:00", reason="x").refusal == "wrong-party"


def test_a_waived_task_may_be_reopened():
    stage = leaving()
    stage.act("waived", "M1", "2026-03-10T10:00")
    task = stage.act("reopened", "U-HR", "2026-03-11T10:00", reason="仍需要").one("task")
    assert (task["state"], "waived_by" in task) == ("open", False)


def test_an_open_task_cannot_be_reopened():
    assert leaving().act("reopened", "U-HR", "2026-03-10T10:00", reason="x").refusal == "wrong-state"


def test_a_duty_done_by_hr_may_be_reopened_by_hr():
    stage = leaving(obligations="certificate: {due: last_day, fields: [end_date]}\n")
    stage.act("submitted", "U-HR", "2026-03-10T10:00", "obligation.certificate")
    told = stage.act("reopened", "U-HR", "2026-03-11T10:00", "obligation.certificate", reason="写错")
    assert told.one("task")["state"] == "open"


def closed() -> Stage:
    stage = leaving()
    stage.hand_over()
    assert stage.tick("2026-04-02T00:00").one("case")["state"] == "closed"
    return stage


def test_a_closed_case_takes_the_reopening_of_a_task_and_is_open_again():
    stage = closed()
    told = stage.act("reopened", "U-HR", "2026-04-05T10:00", reason="有遗漏")
    assert (told.one("case")["state"], told.one("task")["state"]) == ("open", "open")
    stage.act("submitted", "E1", "2026-04-06T10:00")
    stage.act("confirmed", "E2", "2026-04-06T11:00")
    stage.act("confirmed", "M1", "2026-04-06T12:00")
    assert stage.tick("2026-04-15T09:00").one("case")["state"] == "closed"


def test_a_closed_case_takes_a_loss_and_severance_but_no_other_act():
    stage = closed()
    loss = {"amount": 1, "description": "x", "proven": True}
    assert stage.tell("loss.recorded", "E1", "2026-04-05T10:00", loss).outcome == "applied"
    assert stage.tell("severance.owed", "E1", "2026-04-05T10:00").outcome == "applied"
    assert stage.act("waived", "M1", "2026-04-05T10:00").refusal == "no-open-case"
    assert stage.assign("E2", at="2026-04-05T10:00").refusal == "no-open-case"
    assert stage.tell("loss.recorded", "E1", "2026-03-01T10:00", loss).refusal == "out-of-order"


def test_an_act_told_late_takes_no_days_away_from_whoever_comes_next():
    stage = leaving(SILENCE)
    stage.tell("severance.owed", "E1", "2026-03-20T10:00")
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.tick("2026-03-25T23:00").effects("task") == []
    assert stage.tick("2026-03-26T00:00").one("task")["steps"][1]["deemed"] is True
