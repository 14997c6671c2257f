"""Tasks that begin with whoever is only asked: silence completes such a first step, and none that hands over."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, ready

ASKED = """
    id: work
    title: 会签
    tasks:
      - id: work.papers
        title: 人事会签
        start: arrival
        steps:
          - {party: administration, do: 核对有无未结事项, due: last_day, accepted_after: 3 days}
"""
FIRST = "- {party: administration, do: 核对有无未结事项, due: last_day, accepted_after: 3 days}"


def asked(tasks: str = ASKED) -> Stage:
    stage = ready(tasks=tasks)
    stage.resign()
    return stage


def test_a_department_that_does_not_answer_in_time_has_nothing():
    stage = asked()
    assert stage.tick("2026-03-05T23:00").effects("task") == []
    task = stage.tick("2026-03-06T09:00").one("task")
    assert (task["state"], task["steps"][0]["deemed"], task["steps"][0]["by"]) == ("done", True, None)


def test_the_time_begins_with_the_task_and_ends_with_an_answer():
    stage = asked(ASKED.replace("start: arrival", "start: arrival + 10 days"))
    assert [task["state"] for task in stage.tick("2026-03-13T09:00").effects("task")] == ["open"]
    assert stage.act("submitted", "U-ADM", "2026-03-14T09:00").one("task")["state"] == "done"
    assert stage.tick("2026-03-20T09:00").effects("task") == []


def test_silence_passes_the_turn_on_to_the_next():
    stage = asked(ASKED + "          - {party: hr, do: 归档, due: last_day, accepted_after: 2 days}\n")
    assert stage.tick("2026-03-06T09:00").one("task")["state"] == "submitted"
    assert stage.tick("2026-03-09T09:00").one("task")["state"] == "done"


def test_what_was_sent_back_has_to_be_answered():
    stage = asked(ASKED + "          - {party: hr, do: 归档, due: last_day}\n")
    stage.act("submitted", "U-ADM", "2026-03-03T09:00")
    assert stage.act("returned", "U-HR", "2026-03-03T10:00", reason="漏了一项").one("task")["state"] == "returned"
    assert stage.tick("2026-03-20T09:00").effects("task") == []


def test_a_task_that_waits_is_not_asked_yet():
    first = "      - {id: work.first, title: 清点, steps: [{party: leaver, do: 清点, due: last_day}]}\n"
    tasks = ASKED.replace("    tasks:\n", "    tasks:\n" + first).replace(
        "start:", "after: [work.first]\n        start:"
    )
    stage = asked(tasks)
    assert stage.tick("2026-03-20T09:00").effects("task", task="work.papers") == []
    stage.act("submitted", "E1", "2026-03-20T10:00", task="work.first")
    assert stage.tick("2026-03-24T09:00").one("task", task="work.papers")["state"] == "done"


@pytest.mark.parametrize(
    "giving",
    [
        FIRST.replace("administration", "leaver"),
        FIRST.replace("accepted_after", "evidence: [file], accepted_after"),
        FIRST.replace("- {", "- {never_silent: true, ").replace(", accepted_after: 3 days", ""),
    ],
)
def test_silence_hands_nothing_over(giving: str):
    stage = asked(ASKED.replace(FIRST, giving))
    assert stage.tick("2026-03-20T09:00").effects("task") == []


def test_silence_fills_in_no_list_and_does_no_step_of_somebody_who_does_two():
    listed = ASKED.replace("steps:", "items: {columns: {name: 名称}, add: true}\n        steps:")
    assert asked(listed).tick("2026-03-20T09:00").effects("task") == []
    two = ASKED.replace(", accepted_after: 3 days}", "}\n          " + FIRST.replace("核对", "归档"))
    assert asked(two).tick("2026-03-20T09:00").effects("task") == []


def test_whoever_stands_in_for_the_leaver_hands_over():
    instead = "        without_leaver: {party: administration, do: 代办, accepted_after: 3 days}\n"
    stage = asked(ASKED.replace(FIRST, "- {party: leaver, do: 交, due: last_day}") + instead)
    stage.tell("employee.absent", "E1", "2026-03-03T09:00", since="2026-03-03")
    assert stage.tick("2026-03-20T09:00").effects("task", task="work.papers") == []
