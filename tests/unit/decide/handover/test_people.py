"""Who stands for a party, and what happens when people leave or act for each other (contract 2.5)."""

from tests.unit.decide.stage import Stage, leaving, ready, small, who_does

ADMINISTRATION = "- {party: manager, do: 审核, due: last_day - 1 workday}"
LEADERLESS = (
    (ADMINISTRATION, "- {party: team_leader, do: 审核}"),
    ("is: employee.team_leader, else: manager", "is: employee.team_leader"),
)


def test_without_a_successor_the_else_of_the_party_takes_the_step():
    assert who_does(ready().resign().one("task")) == [("leaver", "E1"), ("successor", "M1")]


def test_a_leaver_who_manages_himself_is_followed_by_the_else_of_the_manager():
    stage = Stage(small())
    stage.hire("E1", manager="E1")
    assert who_does(stage.resign().one("task")) == [("leaver", "E1"), ("successor", "U-HR")]


def test_a_successor_who_is_the_leaver_is_replaced_with_a_problem():
    stage = ready()
    stage.resign()
    told = stage.assign("E1")
    assert told.problems == ["successor-is-leaver"]
    assert told.one("case")["successor"] == "E1"
    assert [step.person for step in stage.case().tasks["E1/1:work.papers"].steps] == ["E1", "M1"]


def test_a_party_that_is_the_person_who_submitted_goes_to_its_else():
    by_manager = ("- {party: leaver, do: 提交资料", "- {party: manager, do: 提交资料")
    task = ready(by_manager).resign().one("task")
    assert who_does(task) == [("manager", "M1"), ("successor", "U-HR"), ("manager", "M1")]


def test_nobody_left_for_a_party_is_a_problem_told_once_until_somebody_is_found():
    stage = ready(*LEADERLESS)
    stage.hire("T1")
    stage.tell("employee.changed", "E1", "2026-03-01T10:00", manager="E1")
    told = stage.resign()
    assert told.problems == ["party-missing"]
    assert who_does(told.one("task"))[-1] == ("team_leader", None)
    assert stage.tick("2026-03-03T09:00").effects("problem", case="E1/1") == []
    assert stage.tell("employee.changed", "E1", "2026-03-04T10:00", team_leader="T1").problems == []
    stage.tell("employee.changed", "E1", "2026-03-05T10:00", team_leader="E1")
    assert "party-missing" in [code for code, _ in stage.case().problems]


def test_a_party_without_an_else_whose_person_has_left_falls_to_the_manager_and_those_above():
    stage = ready((ADMINISTRATION, "- {party: administration, do: 审核}"))
    stage.hire("U-ADM", manager="M9")
    stage.hire("M2", manager="M1")
    stage.tell("employee.changed", "M1", "2026-03-01T10:00", manager="M2")
    stage.resign()
    told = stage.tell("employee.left", "U-ADM", "2026-03-04T10:00", on="2026-03-04")
    assert who_does(told.one("task", case="E1/1"))[-1] == ("successor", "M1")
    told = stage.tell("employee.left", "M1", "2026-03-05T10:00", on="2026-03-05")
    assert who_does(told.one("task", case="E1/1"))[-1] == ("administration", "M2")
    told = stage.tell("employee.left", "M2", "2026-03-06T10:00", on="2026-03-06")
    assert told.one("problem", code="party-missing", case="E1/1")["message"].startswith(
        "资料移交: nobody stands for the party '行政部'; name a successor (successor.assigned)"
    )


def test_a_task_without_a_person_cannot_be_confirmed_by_anybody():
    stage = ready(*LEADERLESS)
    stage.tell("employee.changed", "E1", "2026-03-01T10:00", manager="E1")
    stage.resign()
    stage.act("submitted", "E1", "2026-03-04T10:00")
    stage.act("confirmed", "U-HR", "2026-03-05T10:00")
    assert stage.act("confirmed", "U-HR", "2026-03-06T10:00").refusal == "wrong-party"


def test_a_successor_who_leaves_is_replaced_in_the_other_case_at_once():
    stage = leaving()
    told = stage.tell("employee.left", "E2", "2026-03-10T10:00", on="2026-03-10")
    assert told.decision["case"] == "E2/1"
    others = told.effects("task", case="E1/1")
    assert [who_does(task) for task in others] == [[("leaver", "E1"), ("successor", "M1")]]
    assert [effect["case"] for effect in told.decision["effects"]] == sorted(
        effect["case"] for effect in told.decision["effects"]
    )


def test_a_successor_who_resigned_keeps_the_step_until_the_day_after_his_last_day():
    stage = leaving()
    stage.resign("E2", at="2026-03-03T10:00", requested_last_day="2026-03-20")
    assert stage.tick("2026-03-20T09:00").effects("task", case="E1/1") == []
    moved = stage.tick("2026-03-21T00:00").one("task", case="E1/1")
    assert who_does(moved) == [("leaver", "E1"), ("successor", "M1")]


def test_a_leaver_who_holds_steps_in_other_cases_hands_them_on_when_gone():
    stage = leaving()
    stage.tell("employee.absent", "M1", "2026-03-10T10:00", since="2026-03-09")
    assert [step.person for step in stage.case("E1").tasks["E1/1:work.papers"].steps] == ["E1", "E2", "U-HR"]


def test_done_steps_keep_their_person_when_people_change():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    stage.hire("E3")
    stage.assign("E3", at="2026-03-12T10:00")
    assert [step.person for step in stage.case().tasks["E1/1:work.papers"].steps] == ["E1", "E2", "M1"]


def test_a_new_manager_takes_over_the_undone_steps():
    stage = leaving()
    stage.hire("M2")
    told = stage.tell("employee.changed", "E1", "2026-03-05T10:00", manager="M2")
    assert who_does(told.one("task"))[-1] == ("manager", "M2")


def test_a_person_hired_again_is_available_again():
    stage = leaving()
    stage.tell("employee.left", "E2", "2026-03-10T10:00", on="2026-03-10")
    stage.hire("E2", at="2026-03-12T09:00")
    assert [step.person for step in stage.case("E1").tasks["E1/1:work.papers"].steps][1] == "E2"


def test_a_delegate_acts_for_the_person_of_the_step_and_is_recorded_as_such():
    stage = leaving()
    stage.hire("E9")
    stage.tell("delegation.recorded", "E1", "2026-03-04T10:00", {"from": "E1", "to": "E9", "by": "U-HR"})
    step = stage.act("submitted", "E9", "2026-03-10T10:00", on_behalf_of="E1").one("task")["steps"][0]
    assert (step["by"], step["on_behalf_of"], step["person"]) == ("E9", "E1", "E1")


def test_acting_for_someone_needs_a_delegation_recorded_before():
    assert leaving().act("submitted", "E9", "2026-03-10T10:00", on_behalf_of="E1").refusal == "wrong-party"


def test_a_delegation_ends_with_its_last_day():
    stage = leaving()
    stage.hire("E9")
    until = {"from": "E1", "to": "E9", "by": "U-HR", "until": "2026-03-10"}
    stage.tell("delegation.recorded", "E1", "2026-03-04T10:00", until)
    assert stage.act("submitted", "E9", "2026-03-11T00:01", on_behalf_of="E1").refusal == "wrong-party"
    assert stage.act("submitted", "E9", "2026-03-10T23:59", on_behalf_of="E1").outcome == "applied"


def test_on_behalf_of_names_the_person_of_the_step():
    stage = leaving()
    stage.hire("E9")
    stage.tell("delegation.recorded", "E2", "2026-03-04T10:00", {"from": "E2", "to": "E9", "by": "U-HR"})
    assert stage.act("submitted", "E9", "2026-03-10T10:00", on_behalf_of="E2").refusal == "wrong-party"
    assert stage.act("submitted", "E1", "2026-03-10T10:00", on_behalf_of="E2").refusal == "wrong-party"


def test_a_successor_still_acts_on_his_own_last_day():
    stage = leaving()
    stage.resign("E2", at="2026-03-03T10:00", requested_last_day="2026-03-20")
    stage.act("submitted", "E1", "2026-03-19T10:00")
    assert stage.act("confirmed", "E2", "2026-03-20T10:00").outcome == "applied"
