"""People of today: whoever gets a step is told that day; slips in names and values hand over to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.decide.stage import Stage, Told, leaving, ready, small, who_does

TURN = "{id: turn, on: step.turn, to: step_party, channels: [sms], notification: task-to-do}"
NOTICES = f"notices: [{TURN}]\n"
CHINESE = ("language: en", "language: zh-CN")
AT = "2026-03-10T10:00"


def told_of(told: Told) -> list[tuple[str, str]]:
    return [(notice["to"], notice["task"]) for notice in told.effects("notice", notice="turn")]


def waiting_for_manager() -> Stage:
    stage = ready(notices=NOTICES)
    stage.resign()
    stage.act("submitted", "E1", "2026-03-05T10:00")  # nobody takes over: the manager confirms
    return stage


def waiting_for_successor() -> Stage:
    stage = leaving(notices=NOTICES)
    stage.act("submitted", "E1", "2026-03-05T10:00")
    return stage


def test_a_new_manager_is_told_on_the_day_on_which_the_step_becomes_theirs() -> None:
    stage = waiting_for_manager()
    stage.hire("M2", manager="M9")
    told = stage.tell("employee.changed", "E1", AT, manager="M2")
    assert told_of(told) == [("M2", "E1/1:work.papers")]
    assert stage.tell("employee.changed", "E1", "2026-03-11T10:00", manager="M2").effects("notice") == []


def test_another_successor_is_told_and_the_one_before_keeps_nothing() -> None:
    stage = waiting_for_successor()
    stage.hire("E3")
    told = stage.assign("E3", at=AT)
    assert told_of(told) == [("E3", "E1/1:work.papers")]
    assert who_does(told.one("task"))[1] == ("successor", "E3")


@pytest.mark.parametrize("kind", ["employee.left", "employee.absent"])
def test_whoever_stands_in_for_somebody_who_is_gone_is_told_that_day(kind: str) -> None:
    stage = waiting_for_successor() if kind == "employee.left" else leaving(notices=NOTICES)
    gone, data = ("E2", {"on": AT[:10]}) if kind == "employee.left" else ("E1", {"since": AT[:10]})
    assert ("M1", "E1/1:work.papers") in told_of(stage.tell(kind, gone, AT, data)) + told_of(stage.tick(AT))


def test_a_step_that_goes_to_nobody_else_tells_nobody_again() -> None:
    stage = waiting_for_successor()
    assert told_of(stage.tell("employee.changed", "E1", AT, department="新部门")) == []


@pytest.mark.parametrize("tasks", [None, ["work.papers"], ["E1/1:work.papers"]])
def test_a_successor_nobody_knows_is_refused_and_the_work_stays_where_it_is(tasks: list[str] | None) -> None:
    stage = waiting_for_manager()
    data: dict[str, Any] = {"successor": "E22", "by": "M1"} | ({"tasks": tasks} if tasks else {})
    told = stage.tell("successor.assigned", "E1", AT, data)
    assert told.refusal == "unknown-employee"
    assert "E22" in told.decision["refusal"]["message"]
    assert who_does(stage.act("confirmed", "M1", "2026-03-11T10:00").one("task"))[1] == ("successor", "M1")


def contacts(written: str) -> Stage:
    stage = Stage(
        small(CHINESE, ("hr: U-HR", f"hr: {written}"), notices=NOTICES, obligations="final_pay: {due: last_day}\n")
    )
    for person in ("E1", "E2", "H1", "H2"):
        stage.hire(person)
    stage.hire("M1", manager="M9")
    return stage


@pytest.mark.parametrize(
    ("gone", "asked"),
    [((), "H1"), (("H1",), "H2"), (("H1", "H2"), "M1")],
    ids=["all here", "the first left", "all left"],
)
def test_of_a_list_of_contacts_the_first_who_is_here_is_asked_and_told(gone: tuple[str, ...], asked: str) -> None:
    stage = contacts("[H1, H2]")
    for person in gone:
        stage.tell("employee.left", person, "2026-02-27T10:00", on="2026-02-27")
    assert (asked, "E1/1:obligation.final_pay") in told_of(stage.resign())


def test_a_contact_who_leaves_gives_the_step_to_the_next_who_is_told_that_day() -> None:
    stage = contacts("[H1, H2]")
    stage.resign()
    told = stage.tell("employee.left", "H1", AT, on=AT[:10])
    assert ("H2", "E1/1:obligation.final_pay") in told_of(told)


@pytest.mark.parametrize(
    "written", ["{id: U-HR, name: 人事部, phone: '8001'}", "[{id: U-HR, name: 人事部, phone: '8001'}, H1]"]
)
def test_a_contact_is_called_by_name_and_phone_never_by_id(written: str) -> None:
    stage = contacts(written)
    stage.resign()
    message = stage.act("submitted", "E1", AT, task="obligation.final_pay").decision["refusal"]["message"]
    assert "人事部 8001" in message
    assert "U-HR" not in message
    notice = stage.tell("delegation.recorded", "E2", AT, {"from": "E2", "to": "H2", "by": "E1"})
    assert "U-HR" not in notice.decision["refusal"]["message"]


@pytest.mark.parametrize(
    ("role", "problems"), [("sales", 0), ("销售", 0), ("研发", 0), ("salesman", 1), ("销售部", 1), ("厨师", 1)]
)
def test_a_value_is_taken_by_its_title_or_told_of_with_the_nearest(role: str, problems: int) -> None:
    stage = ready(CHINESE)
    hired = stage.hire("E5", role=role)
    assert hired.problems.count("unknown-value") == problems
    resigned = stage.resign("E5")
    assert resigned.outcome == "applied"
    assert resigned.problems.count("unknown-value") == problems
    if problems:
        message = hired.one("problem", code="unknown-value")["message"]
        assert role in message
        assert "sales" in message


def test_a_value_that_is_put_right_is_told_of_no_more() -> None:
    stage = ready()
    stage.hire("E5", role="salesman")
    stage.tell("employee.changed", "E5", "2026-02-27T10:00", role="sales")
    assert "unknown-value" not in stage.resign("E5").problems
