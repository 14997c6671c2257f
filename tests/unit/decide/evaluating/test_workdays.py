"""Messages that wait for workdays: after a day the next one, before a day in time (contract 1 "send_on")."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.unit.decide.stage import Stage, Told, ready

CALENDAR = ("calendar: CN", "calendar: CN\nsend_on: workday")
TASK = "id: work\ntitle: 清单\ntasks: [{id: work.a, title: 甲, start: arrival, steps: [{party: leaver, do: 交}]}]\n"


def counting(at: str, extra: str = "", *, last_day: str) -> Stage:
    """Return a stage on which E1 leaves on a day, with a message of the task counted from it."""
    notice = (
        f"notices: [{{id: n, for: tasks, at: {at}, to: leaver, channels: [sms], notification: task-overdue{extra}}}]\n"
    )
    stage = ready(CALENDAR, tasks=TASK, notices=notice)
    stage.declare("E1", "2026-03-02T10:00", "mutual", last_day)
    return stage


def days_sent(stage: Stage, first: int = 3, last: int = 31) -> list[int]:
    """Return the days of March on which clock events, one a day, sent something."""

    def sent(told: Told) -> bool:
        return bool(told.effects("notice"))

    return [day for day in range(first, last + 1) if sent(stage.tick(f"2026-03-{day:02}T09:00"))]


@pytest.mark.parametrize(
    ("at", "last_day", "sent"),
    [
        ("task.due - 1 day", "2026-03-13", [12]),  # a Thursday: as planned
        ("task.due - 1 day", "2026-03-15", [13]),  # due on a Sunday: Monday would be too late
        ("task.due - 1 day", "2026-03-16", [16]),  # due on a Monday: that day is in time
        ("task.due - 3 days", "2026-03-17", [16]),  # planned for a Saturday, due on a Tuesday
        ("last_day - 1 day", "2026-03-15", [13]),  # any day that is counted down to
        ("task.due", "2026-03-15", [16]),  # on the day or after it: the next workday
        ("task.due + 1 day", "2026-03-13", [16]),
    ],
)
def test_what_counts_down_to_a_day_comes_in_time(at: str, last_day: str, sent: list[int]) -> None:
    assert days_sent(counting(at, last_day=last_day)) == sent


def test_a_message_that_waits_for_no_workday_goes_out_on_its_day():
    assert days_sent(counting("task.due - 1 day", ", send_on: any", last_day="2026-03-15")) == [14]


def test_no_message_is_planned_for_a_day_before_the_one_it_was_set_on():
    stage = counting("task.due - 1 day", last_day="2026-03-25")
    change = {"last_day": "2026-03-15", "agreed_by": "M1", "reason": "x"}
    stage.tell("last_day.changed", "E1", "2026-03-14T08:00", change)
    assert days_sent(stage, 14) == [16]


def test_a_message_that_an_event_calls_for_comes_in_time_too():
    notice = (
        "notices: [{id: n, on: sheet, at: last_day - 1 day, to: hr, channels: [sms], notification: task-overdue}]\n"
    )
    stage = ready(CALENDAR, tasks=TASK, notices=notice)
    stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-03-15")
    stage.act("submitted", "E1", "2026-03-04T10:00", "work.a")
    assert days_sent(stage, 5) == [13]


SMS = "to: step_party, channels: [sms], notification: task-overdue"
REMINDED = f"notices: [{{id: n, for: tasks, at: task.due - 2 days, {SMS}}}]\n"


def turned_late(acted: str) -> Stage:
    """Return a stage on which the turn comes to M1 at a moment, after the day of the reminder of that step."""
    steps = "[{party: leaver, do: 交}, {party: manager, do: 收, due: last_day}]"
    task = f"id: work\ntitle: 清单\ntasks: [{{id: work.a, title: 甲, start: arrival, steps: {steps}}}]\n"
    stage = ready(CALENDAR, tasks=task, notices=REMINDED)
    stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-03-14")
    stage.act("submitted", "E1", acted, "work.a")
    return stage


def test_a_reminder_whose_day_had_passed_before_the_turn_came_waits_for_the_next_workday_at_its_hour() -> None:
    stage = turned_late("2026-03-13T20:00")  # a Friday evening; the reminder was due the day before
    ticks = ("03-14T00:00", "03-14T09:00", "03-15T23:00", "03-16T08:59", "03-16T09:00")
    assert [len(stage.tick(f"2026-{at}").effects("notice")) for at in ticks] == [0, 0, 0, 0, 1]


def test_a_late_message_goes_out_on_a_workday_as_soon_as_a_clock_event_comes() -> None:
    stage = turned_late("2026-03-11T10:00")  # a Wednesday, and the message was due on Thursday
    assert [len(stage.tick(f"2026-{at}").effects("notice")) for at in ("03-12T08:00", "03-13T08:00")] == [0, 1]


def test_what_no_clock_event_has_sent_on_its_workday_goes_out_on_no_day_off() -> None:
    assert days_sent(counting("task.due", last_day="2026-03-12"), 14) == [16]  # nobody ticked on Thursday and Friday


def test_a_case_sleeps_until_the_workday_that_its_message_waits_for() -> None:
    stage = turned_late("2026-03-13T20:00")
    stage.tick("2026-03-15T09:00")
    monday = datetime.fromisoformat("2026-03-16T09:00:00+08:00")
    assert stage.register.agenda.wakes("case", "E1/1") == monday.timestamp()
