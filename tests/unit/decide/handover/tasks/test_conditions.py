"""Tasks and steps that are there only for some: `when`, and the records that `for_each` chooses (contract "tasks")."""

from __future__ import annotations

from typing import Any

from tests.unit.decide.stage import Stage, Told, ready, who_does

LIST = """
    id: work
    title: 交接清单
    tasks:
      - id: work.car
        title: 车辆
        when: {employee.role: engineer}
        steps: [{party: leaver, do: 交车, due: last_day}]
      - id: work.papers
        title: 资料
        steps:
          - {party: leaver, do: 交资料, due: last_day - 3 days, when: {case.cause: {is_not: dismissal}}}
          - {party: administration, do: 收钥匙, due: last_day - 2 days, when: {employee.track: frontline}}
          - {party: manager, do: 审核, due: last_day - 1 day}
      - id: work.keys
        title: 钥匙
        steps: [{party: leaver, do: 交钥匙, due: last_day, when: {employee.track: frontline}}]
"""
MEMBERS = """
    id: work
    title: 交接清单
    tasks:
      - id: work.members
        title: 会员
        for_each: {in: profile.members, when: {record.idle_months: {at_least: 6}}}
        when: {employee.role: sales}
        steps:
          - {party: leaver, do: 移交, due: last_day - 1 day}
          - {party: record.receiver, do: 接收, due: last_day, when: {record.since: {below: 2026-01-01}}}
"""
SECTIONS = """
    sections:
      members: {title: 会员, key: name, fields: {name: 姓名, idle_months: 未到店月数, receiver: 接手人, since: 入会日}}
"""


def members(stage: Stage, *records: dict[str, Any], at: str = "2026-02-20T09:00") -> Told:
    return stage.tell("profile.updated", "E1", at, section="members", records=list(records))


def test_a_task_is_there_only_where_its_condition_and_that_of_its_list_hold():
    told = ready(tasks=LIST).resign()
    assert [task["task"] for task in told.effects("task")] == ["work.papers"]
    because = told.one("task")["because"]
    assert because["rule"] == "work.papers"


def test_why_a_task_is_there_tells_the_facts_of_its_own_condition():
    stage = ready(tasks=LIST)
    stage.hire("E7", role="engineer")
    (car,) = (each for each in stage.resign("E7").effects("task") if each["task"] == "work.car")
    assert car["because"]["facts"] == {"employee.role": "engineer"}


def test_a_step_is_there_only_where_its_condition_holds_and_the_others_keep_their_order():
    stage = ready(tasks=LIST)
    stage.hire("E7", track="frontline")
    (papers,) = (each for each in stage.resign("E7").effects("task") if each["task"] == "work.papers")
    assert who_does(papers) == [("leaver", "E7"), ("administration", "U-ADM"), ("manager", "M1")]
    assert [step["due"] for step in papers["steps"]] == ["2026-03-29", "2026-03-30", "2026-03-31"]


def test_where_the_first_step_falls_away_the_next_is_the_first():
    stage = ready(tasks=LIST)
    told = stage.declare("E1", "2026-03-02T10:00", "dismissal", "2026-04-01")
    assert who_does(told.one("task")) == [("manager", "M1")]
    assert stage.act("confirmed", "M1", "2026-03-03T10:00").refusal == "wrong-state"
    assert stage.act("submitted", "M1", "2026-03-03T11:00").one("task")["state"] == "done"


def test_news_of_the_person_brings_undone_steps_and_takes_them_away_but_no_task():
    stage = ready(tasks=LIST)
    stage.resign()
    told = stage.tell("employee.changed", "E1", "2026-03-03T09:00", track="frontline")
    assert who_does(told.one("task", task="work.papers"))[1] == ("administration", "U-ADM")
    assert told.one("task", task="work.keys")["state"] == "open"
    told = stage.tell("employee.changed", "E1", "2026-03-04T09:00", track="office")
    assert [party for party, _ in who_does(told.one("task", task="work.papers"))] == ["leaver", "manager"]
    assert told.effects("task", task="work.keys") == []  # nothing would be left of it: it stays as it was


def test_what_is_done_stays_and_a_task_whose_last_steps_fall_away_is_done():
    swap = ("{party: manager, do: 审核, due: last_day - 1 day}", "{party: leaver, do: 说明, due: last_day - 3 days}")
    stage = ready(swap, tasks=LIST)
    stage.tell("employee.changed", "E1", "2026-03-01T09:00", track="frontline")
    stage.resign()
    stage.act("submitted", "E1", "2026-03-03T10:00")
    told = stage.tell("employee.changed", "E1", "2026-03-04T09:00", track="office")
    assert told.one("task", task="work.papers")["steps"][0]["state"] == "done"
    only = LIST.replace("          - {party: manager, do: 审核, due: last_day - 1 day}\n", "")
    stage = ready(tasks=only)
    stage.tell("employee.changed", "E1", "2026-03-01T09:00", track="frontline")
    stage.resign()
    stage.act("submitted", "E1", "2026-03-03T10:00")
    told = stage.tell("employee.changed", "E1", "2026-03-04T09:00", track="office")
    assert told.one("task", task="work.papers")["state"] == "done"


def test_an_absence_is_news_for_the_steps_too():
    stage = ready(tasks=LIST.replace("when: {employee.track: frontline}", "when: {case.absent: true}", 1))
    stage.resign()
    told = stage.tell("employee.absent", "E1", "2026-03-05T09:00", since="2026-03-04")
    assert ("administration", "U-ADM") in who_does(told.one("task", task="work.papers"))


def test_only_the_records_that_are_chosen_have_a_task_and_a_missing_figure_is_none():
    stage = ready(tasks=MEMBERS, archive=SECTIONS)
    members(stage, {"name": "甲", "idle_months": 8}, {"name": "乙", "idle_months": 2}, {"name": "丙"})
    assert [task["id"] for task in stage.resign().effects("task")] == ["E1/1:work.members:甲"]
    told = members(stage, {"name": "乙", "idle_months": 7}, at="2026-03-03T09:00")
    assert [task["id"] for task in told.effects("task")] == ["E1/1:work.members:乙"]


def test_a_record_names_a_person_or_else_the_manager_does_it():
    stage = ready(tasks=MEMBERS, archive=SECTIONS)
    old = {"idle_months": 6, "since": "2025-06-01"}
    names = {"E2": "E2", "E1": "M1", "nobody": "M1", "": "M1"}
    members(stage, *({"name": f"r{place}", "receiver": name, **old} for place, name in enumerate(names)))
    tasks = stage.resign().effects("task")
    assert [who_does(task)[1] for task in tasks] == [("record.receiver", person) for person in names.values()]
    assert tasks[0]["steps"][1]["name"] == "E2"
    stage.act("submitted", "E1", "2026-03-03T10:00", task="work.members:r0")
    assert stage.act("confirmed", "M1", "2026-03-04T10:00", task="work.members:r0").refusal == "wrong-party"
    assert stage.act("confirmed", "E2", "2026-03-04T11:00", task="work.members:r0").one("task")["state"] == "done"


def test_a_step_may_ask_of_the_record_and_a_person_who_leaves_is_replaced():
    stage = ready(tasks=MEMBERS, archive=SECTIONS)
    members(
        stage,
        {"name": "甲", "idle_months": 6, "receiver": "E2", "since": "2025-06-01"},
        {"name": "乙", "idle_months": 6, "receiver": "E2", "since": "2026-02-01"},
    )
    tasks = stage.resign().effects("task")
    assert [len(task["steps"]) for task in tasks] == [2, 1]
    stage.tell("employee.left", "E2", "2026-03-03T09:00", on="2026-03-03")
    told = stage.tick("2026-03-04T09:00")
    assert stage.case().tasks["E1/1:work.members:甲"].steps[1].person == "M1", told.decision


def test_without_a_party_manager_the_line_above_the_leaver_stands_in():
    swaps = (
        ("  manager:        {title: 部门负责人, is: employee.manager, else: hr}\n", ""),
        ("is: case.successor, else: manager", "is: case.successor, else: hr"),
        ("is: employee.team_leader, else: manager", "is: employee.team_leader, else: hr"),
        ("[leaver, successor, manager]", "[leaver, successor]"),
    )
    stage = ready(*swaps, tasks=MEMBERS, archive=SECTIONS)
    members(stage, {"name": "甲", "idle_months": 6, "since": "2025-06-01"})
    assert who_does(stage.resign().one("task"))[1] == ("record.receiver", "M1")


def test_the_due_day_of_each_record_is_chosen_by_what_the_record_tells():
    cases = "due: [{when: {record.since: {below: 2026-01-01}}, is: arrival + 3 days}, {is: last_day - 1 day}]"
    stage = ready(tasks=MEMBERS.replace("due: last_day - 1 day", cases), archive=SECTIONS)
    old = {"name": "甲", "idle_months": 6, "since": "2025-06-01"}
    new = {"name": "乙", "idle_months": 6, "since": "2026-02-01"}
    members(stage, old, new)
    told = stage.resign()
    assert [task["due"] for task in told.effects("task")] == ["2026-03-05", "2026-03-31"]


def test_a_record_that_names_another_person_later_gives_the_step_to_that_one():
    stage = ready(tasks=MEMBERS, archive=SECTIONS)
    old = {"name": "甲", "idle_months": 6, "since": "2025-06-01"}
    members(stage, {**old, "receiver": "E2"})
    assert who_does(stage.resign().one("task"))[1] == ("record.receiver", "E2")
    (told,) = members(stage, {**old, "receiver": "M1"}, at="2026-03-03T10:00").effects("task")
    assert who_does(told)[1] == ("record.receiver", "M1")
    stage.act("submitted", "E1", "2026-03-04T10:00", task="work.members:甲")
    assert stage.act("confirmed", "E2", "2026-03-05T10:00", task="work.members:甲").refusal == "wrong-party"
    members(stage, at="2026-03-05T11:00")
    assert stage.act("confirmed", "M1", "2026-03-05T12:00", task="work.members:甲").refusal == "wrong-party"
