"""Who may say so: the employer's side, delegations and signatures (contract 2.5)."""

import pytest

from tests.unit.decide.stage import Stage, leaving, ready, small, who_does

FOR_THE_EMPLOYER: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("resignation.withdrawn", "accepted_by", {}),
    ("last_day.changed", "agreed_by", {"last_day": "2026-03-20", "reason": "x"}),
    ("successor.assigned", "by", {"successor": "E2"}),
    ("departure.declared", "by", {"cause": "mutual", "last_day": "2026-03-20"}),
)


def delegating(stage: Stage, principal: str, delegate: str, by: str) -> str | None:
    data = {"from": principal, "to": delegate, "by": by}
    return stage.tell("delegation.recorded", "E1", "2026-03-04T10:00", data).refusal


def opened(kind: str) -> Stage:
    return ready() if kind == "departure.declared" else leaving()


@pytest.mark.parametrize(("kind", "key", "data"), FOR_THE_EMPLOYER)
def test_only_manager_hr_or_their_delegate_speak_for_the_employer(kind, key, data):
    for person in ("E1", "E2", "X9"):
        assert opened(kind).tell(kind, "E1", "2026-03-05T10:00", {**data, key: person}).refusal == "wrong-party"
    for person in ("M1", "U-HR"):
        assert opened(kind).tell(kind, "E1", "2026-03-05T10:00", {**data, key: person}).outcome == "applied"
    stage = opened(kind)
    assert delegating(stage, "M1", "E2", "M1") is None
    assert stage.tell(kind, "E1", "2026-03-05T10:00", {**data, key: "E2"}).outcome == "applied"


@pytest.mark.parametrize(("kind", "key", "data"), FOR_THE_EMPLOYER)
def test_no_delegation_lets_the_leaver_speak_for_the_employer(kind, key, data):
    stage = opened(kind)
    assert delegating(stage, "M1", "E1", "M1") is None
    assert stage.tell(kind, "E1", "2026-03-05T10:00", {**data, key: "E1"}).refusal == "wrong-party"


def test_a_delegation_comes_from_its_principal_or_hr_and_between_known_people():
    assert delegating(leaving(), "M1", "E1", "E1") == "wrong-party"
    assert delegating(leaving(), "M1", "E2", "E2") == "wrong-party"
    assert delegating(leaving(), "M1", "X9", "M1") == "unknown-employee"
    assert delegating(leaving(), "X9", "E2", "X9") == "unknown-employee"
    assert delegating(leaving(), "M1", "E2", "U-HR") is None


def test_hr_who_is_leaving_records_no_delegations_for_others():
    stage = leaving()
    stage.hire("U-HR")
    stage.resign("U-HR", at="2026-03-03T10:00")
    assert delegating(stage, "M1", "E2", "U-HR") == "wrong-party"


def test_a_circle_of_delegations_lets_nobody_confirm_what_he_submitted():
    stage = leaving()
    assert delegating(stage, "E1", "E2", "E1") is None
    assert delegating(stage, "E2", "E1", "E2") is None
    stage.act("submitted", "E2", "2026-03-10T10:00", on_behalf_of="E1")
    assert stage.act("confirmed", "E2", "2026-03-11T10:00").refusal == "wrong-party"  # it has gone to the manager
    assert stage.act("confirmed", "E1", "2026-03-11T10:00", on_behalf_of="E2").refusal == "wrong-party"
    assert stage.act("confirmed", "M1", "2026-03-11T10:00").outcome == "applied"


def signing() -> Stage:
    stage = leaving()
    stage.hire("E9")
    stage.hand_over()
    return stage


def test_nobody_gives_two_signatures_unless_as_the_person_of_both():
    stage = signing()
    delegating(stage, "M1", "E9", "M1")
    delegating(stage, "E2", "E9", "E2")
    assert stage.sign("manager", "E9", "2026-03-13T10:00", on_behalf_of="M1").outcome == "applied"
    assert stage.sign("successor", "E9", "2026-03-13T11:00", on_behalf_of="E2").refusal == "same-person"
    assert stage.sign("successor", "E2", "2026-03-13T12:00").outcome == "applied"


def test_who_signs_for_a_party_himself_signs_for_no_other():
    stage = signing()
    delegating(stage, "M1", "E2", "M1")
    assert stage.sign("manager", "E2", "2026-03-13T10:00", on_behalf_of="M1").refusal == "same-person"
    assert stage.sign("successor", "E2", "2026-03-13T10:00").outcome == "applied"


def test_somebody_else_signs_as_the_leaver_only_by_the_leavers_own_word():
    by_hr, by_leaver = signing(), signing()
    delegating(by_hr, "E1", "E9", "U-HR")
    delegating(by_leaver, "E1", "E9", "E1")
    assert by_hr.sign("leaver", "E9", "2026-03-13T10:00", on_behalf_of="E1").refusal == "wrong-party"
    assert by_leaver.sign("leaver", "E9", "2026-03-13T10:00", on_behalf_of="E1").outcome == "applied"


def test_a_party_that_does_not_sign_is_told_who_does():
    refusal = signing().sign("hr", "U-HR", "2026-03-13T10:00").decision["refusal"]
    assert refusal["message"] == "the sheet is signed by 离职员工, 接替者, 部门负责人; there is no '人事'"
    unknown = signing().sign("nobody", "U-HR", "2026-03-13T10:00").decision["refusal"]
    assert unknown["message"].endswith("there is no 'nobody'")


SEVERAL = ("hr: U-HR}", "hr: [U-HR, {id: U-HR2, name: 人事二部, phone: '8002'}]}")
BY_HR = ("- {party: manager, do: 审核, due: last_day - 1 workday}", "- {party: hr, do: 审核, due: last_day}")


def test_everybody_in_a_contact_acts_for_it_and_the_first_who_is_here_is_asked():
    stage = leaving(SEVERAL, BY_HR)
    assert stage.case().tasks["E1/1:work.papers"].steps[-1].person == "U-HR"
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    refused = stage.act("confirmed", "M1", "2026-03-12T09:00").decision["refusal"]
    assert "人事二部 8002" in refused["message"]
    assert stage.act("confirmed", "U-HR2", "2026-03-12T10:00").one("task")["state"] == "done"


def test_a_contact_all_of_whose_members_have_left_falls_to_the_leavers_manager():
    stage = leaving(SEVERAL, BY_HR)
    stage.hire("U-HR", manager="M1")
    stage.hire("U-HR2", manager="M1")
    stage.tell("employee.left", "U-HR", "2026-03-06T10:00", on="2026-03-06")
    told = stage.tell("employee.left", "U-HR2", "2026-03-06T10:00", on="2026-03-06")
    assert who_does(told.one("task", case="E1/1"))[-1] == ("hr", "M1")


def test_a_successor_for_single_tasks_takes_those_and_who_is_replaced_is_told():
    notices = "notices: [{id: n, on: successor.replaced, to: successor, channels: [sms], notification: withdrawn}]\n"
    stage = leaving(notices=notices)
    stage.hire("E3")
    data = {"successor": "E3", "by": "M1", "tasks": ["work.papers"]}
    told = stage.tell("successor.assigned", "E1", "2026-03-04T10:00", data)
    assert who_does(told.one("task"))[1] == ("successor", "E3")
    assert [notice["to"] for notice in told.effects("notice")] == ["E2"]
    assert stage.tell("successor.assigned", "E1", "2026-03-05T10:00", {**data, "tasks": ["no.task"]}).refusal == (
        "unknown-task"
    )


def test_a_successor_nobody_knows_is_refused_and_one_who_has_left_is_a_problem():
    stage = leaving()
    assert stage.assign("E20", at="2026-03-04T10:00").refusal == "unknown-employee"
    stage.tell("employee.left", "E2", "2026-03-05T10:00", on="2026-03-05")
    assert "successor-gone" in stage.assign("E2", at="2026-03-06T10:00").problems


def test_the_head_of_the_house_has_no_manager_and_hr_speaks():
    stage = Stage(small())
    told = {"name": "B", "role": "office", "stage": "regular", "hired_on": "2024-01-02"}
    assert stage.tell("employee.hired", "E1", "2024-01-02T09:00", told).outcome == "applied"
    assert who_does(stage.resign().one("task")) == [("leaver", "E1"), ("successor", "U-HR")]
    assert stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="U-HR").outcome == "applied"


def test_where_nobody_is_left_to_speak_for_the_employer_nobody_does():
    stage = ready(("hr: U-HR", "hr: E7"))
    stage.hire("E7", manager=None)
    stage.resign("E7")
    told = stage.tell("resignation.withdrawn", "E7", "2026-03-05T10:00", accepted_by="M1")
    assert (told.refusal, told.decision["refusal"]["params"]["people"]) == ("wrong-party", [])


def test_a_refusal_calls_people_by_their_names():
    stage = leaving()
    stage.tell("employee.changed", "M1", "2026-03-04T09:00", name="周岚")
    refusal = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="E2").decision["refusal"]
    assert "周岚" in refusal["params"]["people"][0]
    assert "M1" in refusal["params"]["people"][0]
