"""Together: one message of all occurrences of a notice for one person at one moment in one case."""

from __future__ import annotations

from typing import Any

from tests.unit.decide.stage import FILE, Stage, Told, ready

TASKS = """
    id: more
    title: 更多事项
    tasks:
      - {id: more.a, title: 事项甲, start: arrival, steps: [{party: leaver, do: 办理, due: last_day - 3 days}]}
      - {id: more.b, title: 事项乙, start: arrival, steps: [{party: leaver, do: 办理, due: last_day - 3 days}]}
      - {id: more.c, title: 事项丙, start: arrival, steps: [{party: hr, do: 办理, due: last_day - 3 days}]}
"""
LATE = "{{id: late, for: tasks, at: task.due + {}, to: step_party, channels: [sms], notification: task-overdue{}}}"
DAY = "2026-03-30T09:00"
DUTIES = "certificate: {due: last_day, fields: [end_date]}\n"


def late(together: str = ", together: true", after: str = "1 day", *, more: str = "", obligations: str = "") -> Stage:
    told = {"tasks9": TASKS, "notices": f"notices: [{LATE.format(after, together)}{more}]\n"}
    stage = ready(**told, **({"obligations": obligations} if obligations else {}))
    stage.resign()
    stage.act("submitted", "E1", "2026-03-05T10:00", evidence=[FILE])
    stage.act("confirmed", "M1", "2026-03-06T10:00")
    return stage


def tasks_of(told: Told, **fields: object) -> list[tuple[str, Any]]:
    return [(notice["to"], notice.get("tasks")) for notice in told.effects("notice", **fields)]


def test_all_tasks_of_one_person_are_one_message() -> None:
    told = late().tick(DAY)
    assert tasks_of(told) == [("E1", ["E1/1:more.a", "E1/1:more.b"]), ("U-HR", ["E1/1:more.c"])]
    assert all("task" not in notice for notice in told.effects("notice"))


def test_without_the_key_each_task_has_a_message_of_its_own() -> None:
    told = late(together="").tick(DAY)
    assert [notice["task"] for notice in told.effects("notice")] == ["E1/1:more.a", "E1/1:more.b", "E1/1:more.c"]
    assert all("tasks" not in notice for notice in told.effects("notice"))


def test_it_goes_out_once_and_leaves_out_what_is_done() -> None:
    stage = late()
    stage.act("submitted", "E1", "2026-03-29T10:00", task="more.a")
    assert tasks_of(stage.tick(DAY), to="E1") == [("E1", ["E1/1:more.b"])]
    assert stage.tick("2026-03-30T10:00").effects("notice") == []


def test_the_key_of_one_occurrence_is_that_of_its_task_and_of_several_one_of_all() -> None:
    alone = {notice["task"]: notice["key"] for notice in late(together="").tick(DAY).effects("notice")}
    several, single = late().tick(DAY).effects("notice")
    assert single["key"] == alone["E1/1:more.c"]
    assert several["key"] not in alone.values()
    assert len(several["key"]) == len(single["key"])


def test_the_key_of_a_message_does_not_depend_on_the_day_it_falls_on() -> None:
    days = ("1 day", "2 days")
    one, other = (late(after=after).tick("2026-03-31T09:00").effects("notice")[0] for after in days)
    assert (one["planned"], other["planned"]) == ("2026-03-30", "2026-03-31")
    assert one["key"] == other["key"]


def test_days_that_were_missed_are_told_of_all_tasks() -> None:
    stage = late(together=", together: true, repeat: {every: 1 day, times: 2}")
    notice = stage.tick("2026-03-31T09:00").one("notice", to="E1")
    assert (notice["planned"], notice["skipped"]) == ("2026-03-31", ["2026-03-30"])


def test_messages_on_an_event_are_gathered_too() -> None:
    rule = "{id: n, on: step.turn, to: step_party, channels: [sms], notification: task-to-do, together: true}"
    told = ready(tasks9=TASKS, notices=f"notices: [{rule}]\n").resign()
    assert tasks_of(told) == [
        ("E1", ["E1/1:work.papers", "E1/1:more.a", "E1/1:more.b"]),
        ("U-HR", ["E1/1:more.c"]),
    ]


def test_a_notice_about_no_task_is_not_gathered() -> None:
    rule = "{id: n, on: resignation.submitted, to: hr, channels: [sms], notification: absence, together: true}"
    notice = ready(notices=f"notices: [{rule}]\n").resign().one("notice")
    assert (notice["task"], "tasks" in notice) == (None, False)


def test_of_an_obligation_hr_is_reminded_once_at_a_moment() -> None:
    escalated = ", {id: up, for: tasks, at: task.due + 3 days, to: manager, channels: [sms], notification: withdrawn}"
    stage = late(more=escalated, obligations=DUTIES)
    told = stage.tick("2026-04-04T09:00")
    about = [
        notice["notice"]
        for notice in told.effects("notice")
        if "E1/1:obligation.certificate" in (notice.get("tasks") or [notice.get("task")])
    ]
    assert about == ["up"]
