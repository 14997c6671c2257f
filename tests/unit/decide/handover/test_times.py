"""Times of tasks and messages: days gone on to, hours, dates of people and records (contract, "Time expressions")."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.decide.stage import Stage, Told, ready

TASK = """
    id: dates
    title: 单
    tasks: [{{id: dates.a, title: 甲, start: arrival, steps: [{{party: hr, do: 办, due: {}}}]}}]
    """
NO_TASKS = "id: w\ntitle: 空\ntasks: []\n"
LICENCES = """
    id: licences
    title: 证照
    tasks:
      - {id: licences.renew, title: 证照, for_each: profile.licences, start: arrival,
         steps: [{party: leaver, do: 移交, due: record.expires_on - 3 workdays}]}
    """
ARCHIVE = "sections: {licences: {title: 证照, key: number, fields: [number, expires_on], required: false}}\n"


def dated(due: str, **texts: str) -> Stage:
    return ready(tasks2=TASK.format(due), **texts)


def the_task(told: Told, name: str = "dates.a") -> dict[str, Any]:
    return told.one("task", task=name)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("last_day to day 15", "2026-04-15"),
        ("last_day to day 1", "2026-04-01"),
        ("last_day to day 31", "2026-04-30"),
        ("last_day to month_end", "2026-04-30"),
        ("last_day to quarter_end", "2026-06-30"),
        ("last_day + 2 days to workday", "2026-04-03"),
        ("last_day + 3 days to workday", "2026-04-07"),
        ("last_day + 1 month to workday 5", "2026-05-11"),
        ("last_day to workday 23", "2026-04-30"),
        ("last_day to day 15 or month_end", "2026-04-15"),
        ("last_day + 15 days to day 15 or month_end", "2026-04-30"),
        ("last_day + 1 month to workday 1 or workday 5", "2026-05-06"),
        ("employee.hired_on + 3 years", "2027-01-02"),
        ("notice_end - 2 workdays", "2026-03-30"),
        ("employee.known_since + 3 years", "2027-01-02"),
    ],
)
def test_a_due_day_goes_on_to_the_first_day_reached(due: str, expected: str) -> None:
    assert the_task(dated(due).resign())["due"] == expected


def test_an_hour_is_told_beside_the_day_and_stays_with_the_step() -> None:
    stage = dated('"last_day to workday at 12:00"')
    task = the_task(stage.resign())
    assert (task["due"], task["due_time"], task["steps"][0]["due_time"]) == ("2026-04-01", "12:00", "12:00")
    assert "due_time" not in the_task(dated("last_day").resign())


def test_the_end_of_the_notice_is_not_the_last_day_that_was_asked_for() -> None:
    told = dated("notice_end").resign(requested_last_day="2026-03-20")
    assert the_task(told)["due"] == "2026-04-01"


def test_where_no_notice_was_given_the_last_day_stands_in_and_a_problem_says_so() -> None:
    stage = dated("notice_end - 1 day")
    told = stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-03-20")
    assert (the_task(told)["due"], told.problems.count("date-missing")) == ("2026-03-19", 1)


def test_a_date_of_the_employee_that_comes_later_moves_the_day() -> None:
    stage = dated("employee.contract_until - 1 day")
    told = stage.resign()
    assert (the_task(told)["due"], "date-missing" in told.problems) == ("2026-03-31", True)
    told = stage.tell("employee.changed", "E1", "2026-03-03T10:00", contract_until="2026-06-30")
    assert the_task(told)["due"] == "2026-06-29"


def licences(*records: dict[str, str]) -> Stage:
    stage = ready(tasks2=LICENCES, archive=ARCHIVE)
    stage.tell("profile.updated", "E1", "2026-02-02T10:00", section="licences", records=list(records))
    return stage


def test_each_record_has_its_own_day_and_a_new_date_moves_it() -> None:
    stage = licences({"number": "Z-1", "expires_on": "2026-03-20"}, {"number": "Z-2", "expires_on": "2026-03-27"})
    told = stage.resign()
    assert [task["due"] for task in told.effects("task", task="licences.renew")] == ["2026-03-17", "2026-03-24"]
    later = [{"number": "Z-1", "expires_on": "2026-03-27"}, {"number": "Z-2", "expires_on": "2026-03-27"}]
    told = stage.tell("profile.updated", "E1", "2026-03-03T10:00", section="licences", records=later)
    assert [(task["id"][-3:], task["due"]) for task in told.effects("task", task="licences.renew")] == [
        ("Z-1", "2026-03-24")
    ]


@pytest.mark.parametrize("date", [None, "someday"])
def test_a_record_without_a_date_is_due_by_the_last_day_with_a_problem(date: str | None) -> None:
    told = licences({"number": "Z-1"} | ({} if date is None else {"expires_on": date})).resign()
    assert (the_task(told, "licences.renew")["due"], "date-missing" in told.problems) == ("2026-03-27", True)


MESSAGE = "notices: [{{id: n, for: tasks, at: {}, to: hr, channels: [email], notification: task-upcoming}}]\n"


def sent(stage: Stage, *moments: str) -> list[str]:
    return [at for at in moments if stage.tick(at).effects("notice", notice="n")]


def test_a_message_goes_out_at_its_own_hour_and_once() -> None:
    stage = dated("last_day", notices=MESSAGE.format('"task.due - 1 day at 18:00"'), tasks=NO_TASKS)
    stage.resign()
    moments = ("2026-03-31T09:00", "2026-03-31T17:59", "2026-03-31T18:00", "2026-03-31T19:00", "2026-04-01T09:00")
    assert sent(stage, *moments) == ["2026-03-31T18:00"]


def test_a_message_that_waits_for_a_workday_keeps_its_hour() -> None:
    text = MESSAGE.format('"last_day + 3 days at 18:00"').replace("to: hr", "send_on: workday, to: hr")
    stage = dated("last_day", notices=text, tasks=NO_TASKS)
    stage.resign()
    moments = ("2026-04-04T18:00", "2026-04-06T18:00", "2026-04-07T09:00", "2026-04-07T18:00")
    assert sent(stage, *moments) == ["2026-04-07T18:00"]


def test_a_message_by_the_date_of_a_record_is_for_tasks_of_records_alone() -> None:
    stage = ready(tasks2=LICENCES, archive=ARCHIVE, notices=MESSAGE.format("record.expires_on - 10 days"))
    records = [{"number": "Z-1", "expires_on": "2026-03-20"}]
    stage.tell("profile.updated", "E1", "2026-02-02T10:00", section="licences", records=records)
    stage.resign()
    told = stage.tick("2026-03-10T09:00").effects("notice", notice="n")
    assert [notice["task"] for notice in told] == ["E1/1:licences.renew:Z-1"]


def test_a_message_on_an_event_has_an_hour_too() -> None:
    text = MESSAGE.format('"event + 1 day at 15:30"').replace("for: tasks", "on: successor.assigned")
    stage = ready(notices=text.replace("task-upcoming", "successor-assigned"))
    stage.resign()
    stage.assign("E2")
    assert sent(stage, "2026-03-04T09:00", "2026-03-04T15:30") == ["2026-03-04T15:30"]


def test_a_gate_is_released_on_a_date_of_the_employee() -> None:
    gate = """
        gates:
          - {id: g, title: 甲, controls: handover_bonus, opens_when: {tasks.unfinished: 0},
             release_by: employee.contract_until}
        """
    stage = ready(gates=gate)
    told = stage.resign()
    assert (told.one("gate")["release_by"], "date-missing" in told.problems) == ("2026-04-01", True)
    told = stage.tell("employee.changed", "E1", "2026-03-03T10:00", contract_until="2026-03-20")
    assert told.one("gate")["release_by"] == "2026-03-20"
    assert stage.tick("2026-03-20T09:00").one("gate")["state"] == "open"


def test_a_record_that_is_gone_keeps_its_day() -> None:
    stage = licences({"number": "Z-1", "expires_on": "2026-03-20"})
    stage.resign()
    stage.tell("profile.updated", "E1", "2026-03-03T10:00", section="licences", records=[])
    stage.tell("last_day.changed", "E1", "2026-03-04T10:00", last_day="2026-04-10", agreed_by="M1", reason="晚")
    assert stage.case().tasks["E1/1:licences.renew:Z-1"].due.isoformat() == "2026-03-17"
