"""Tasks that wait for others: `after` (contract "tasks")."""

from __future__ import annotations

from tests.unit.decide.stage import ready

ROUNDS = """
    id: work
    title: 会签
    tasks:
      - id: work.store
        title: 仓库
        start: arrival
        steps:
          - {party: leaver, do: 交物料, due: last_day - 4 days}
          - {party: administration, do: 核对, due: last_day - 3 days}
      - id: work.room
        title: 宿舍
        start: arrival
        steps: [{party: leaver, do: 交钥匙, due: last_day - 3 days}]
      - id: work.car
        title: 车辆
        when: {employee.role: engineer}
        steps: [{party: leaver, do: 交车, due: last_day}]
      - id: work.exit
        title: 放行条
        after: [work.store, work.room, work.car]
        start: arrival
        steps:
          - {party: hr, do: 开放行条, due: last_day - 2 days}
          - {party: administration, do: 放行, due: last_day}
"""
NOTICES = """
    notices:
      - {id: n.turn, on: step.turn, to: step_party, channels: [sms], notification: handover-started}
      - {id: n.late, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue}
"""
EXIT = "work.exit"


def test_it_is_pending_until_all_that_exist_are_finished_and_begins_that_day():
    stage = ready(tasks=ROUNDS)
    waiting = stage.resign().one("task", task=EXIT)
    assert (waiting["state"], waiting["waits_for"]) == ("pending", ["E1/1:work.store", "E1/1:work.room"])
    refused = stage.act("submitted", "U-HR", "2026-03-03T10:00", task=EXIT)
    assert refused.refusal == "wrong-state"
    assert "仓库" in refused.decision["refusal"]["message"]
    stage.act("submitted", "E1", "2026-03-04T10:00", task="work.store")
    told = stage.act("submitted", "E1", "2026-03-05T10:00", task="work.room")
    assert told.one("task", task=EXIT)["waits_for"] == ["E1/1:work.store"]
    told = stage.act("confirmed", "U-ADM", "2026-03-06T10:00", task="work.store")
    begun = told.one("task", task=EXIT)
    assert (begun["state"], begun["start"], "waits_for" in begun) == ("open", "2026-03-06", False)
    assert stage.act("submitted", "U-HR", "2026-03-07T10:00", task=EXIT).outcome == "applied"


def test_a_task_that_is_waived_is_finished_too():
    stage = ready(tasks=ROUNDS)
    stage.resign()
    stage.act("waived", "M1", "2026-03-03T10:00", task="work.store", reason="无物料")
    told = stage.act("submitted", "E1", "2026-03-05T10:00", task="work.room")
    assert told.one("task", task=EXIT)["state"] == "open"


def test_its_start_is_its_own_where_that_is_later_and_stays_when_one_is_reopened():
    later = ROUNDS.replace("after: [work.store, work.room, work.car]", "after: [work.room]")
    head, tail = later.split("after: [work.room]\n        start: arrival")
    stage = ready(tasks=f"{head}after: [work.room]\n        start: last_day - 10 days{tail}")
    stage.resign()
    told = stage.act("submitted", "E1", "2026-03-05T10:00", task="work.room")
    assert (told.one("task", task=EXIT)["start"], told.one("task", task=EXIT)["state"]) == ("2026-03-22", "pending")
    assert stage.act("submitted", "U-HR", "2026-03-06T10:00", task=EXIT).outcome == "applied"
    told = stage.act("reopened", "U-HR", "2026-03-07T10:00", task="work.room", reason="少一把")
    assert told.effects("task", task=EXIT) == []
    assert stage.act("confirmed", "U-ADM", "2026-03-08T10:00", task=EXIT).one("task", task=EXIT)["state"] == "done"


def test_nobody_is_late_with_what_could_not_be_begun():
    stage = ready(tasks=ROUNDS)
    stage.resign()
    stage.act("submitted", "E1", "2026-03-05T10:00", task="work.room")
    stage.act("submitted", "E1", "2026-03-05T11:00", task="work.store")
    told = stage.act("confirmed", "U-ADM", "2026-04-03T10:00", task="work.store")
    task = told.one("task", task=EXIT)
    assert (task["start"], [step["due"] for step in task["steps"]]) == ("2026-04-03", ["2026-04-03", "2026-04-03"])
    assert "no-time" in told.problems


def test_where_none_exists_it_does_not_wait_and_where_all_are_finished_it_begins_today():
    stage = ready(tasks=ROUNDS.replace("after: [work.store, work.room, work.car]", "after: [work.car]"))
    task = stage.resign().one("task", task=EXIT)
    assert (task["state"], task["start"]) == ("open", "2026-03-02")
    late = ROUNDS.replace(
        "        after: [work.store, work.room, work.car]\n",
        "        when: {employee.track: frontline}\n        after: [work.room]\n",
    )
    stage = ready(tasks=late)
    stage.resign()
    stage.act("submitted", "E1", "2026-03-05T10:00", task="work.room")
    told = stage.tell("employee.changed", "E1", "2026-03-06T09:00", track="frontline")
    assert (told.one("task", task=EXIT)["state"], told.one("task", task=EXIT)["start"]) == ("open", "2026-03-06")


def test_a_task_that_comes_later_is_waited_for_as_well_while_it_still_waits():
    stage = ready(tasks=ROUNDS)
    stage.resign()
    told = stage.tell("employee.changed", "E1", "2026-03-03T09:00", role="engineer")
    assert told.one("task", task=EXIT)["waits_for"][-1] == "E1/1:work.car"


def test_who_has_the_first_step_is_told_when_it_begins_and_reminded_of_nothing_before():
    stage = ready(tasks=ROUNDS, notices=NOTICES)
    told = stage.resign()
    assert [notice["task"] for notice in told.effects("notice", to="U-HR")] == []
    assert stage.tick("2026-04-02T09:00").effects("notice", task="E1/1:work.exit") == []
    stage.act("submitted", "E1", "2026-04-02T10:00", task="work.room")
    stage.act("submitted", "E1", "2026-04-02T11:00", task="work.store")
    told = stage.act("confirmed", "U-ADM", "2026-04-03T10:00", task="work.store")
    assert told.one("notice", to="U-HR")["notice"] == "n.turn"
    assert stage.tick("2026-04-04T09:00").one("notice", task="E1/1:work.exit")["notice"] == "n.late"


def test_a_withdrawn_departure_ends_what_waits():
    stage = ready(tasks=ROUNDS)
    stage.resign()
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-03T10:00", accepted_by="M1")
    assert told.one("task", task=EXIT)["state"] == "cancelled"
