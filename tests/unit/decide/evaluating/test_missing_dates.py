"""A date that a dated message counts from is missed only where the message concerns the case (contract 1)."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, Told, ready

DATES = ("calendar: CN", "calendar: CN\nattributes: {employee.options_until: {type: date, title: 行权截止}}")
WITH_OPTIONS = "when: {employee.options_until: {exists: true}}"
TO_HR = "to: hr, channels: [sms], notification: gate-held"


def leaving_with(notice: str, **attributes: str) -> tuple[Stage, Told]:
    stage = ready(DATES, notices=f"notices: [{{id: n, {TO_HR}, at: employee.options_until - 10 days, {notice}}}]\n")
    if attributes:
        stage.tell("employee.changed", "E1", "2026-03-01T10:00", attributes)
    return stage, stage.resign()


def missing(told: Told) -> bool:
    return "date-missing" in told.problems


@pytest.mark.parametrize(
    ("notice", "lacks"),
    [
        (WITH_OPTIONS, False),
        ("when: {employee.role: engineer}", False),
        ("when: {employee.role: sales}", True),
        ("when: {case.cause: resignation}", True),
        ("for: tasks, when: {task.id: work.papers}", True),
        ("for: tasks, when: {task.id: work.other}", False),
        ("send_on: any", True),
    ],
)
def test_the_condition_is_asked_first(notice: str, lacks: bool) -> None:  # noqa: FBT001 - a row of a table
    assert missing(leaving_with(notice)[1]) is lacks


def test_whoever_has_the_date_lacks_nothing_and_gets_the_message() -> None:
    stage, told = leaving_with(WITH_OPTIONS, options_until="2026-03-20")
    assert not missing(told)
    assert stage.tick("2026-03-10T09:00").one("notice")["planned"] == "2026-03-10"


def test_a_message_that_waits_for_something_lacks_the_date_once_that_has_happened() -> None:
    stage, told = leaving_with("on: successor.assigned")
    assert not missing(told)
    assert missing(stage.assign("E2"))
    assert "date-missing" not in stage.tell("employee.changed", "E1", "2026-03-04T10:00", location="甲").problems


def test_it_is_over_once_the_message_concerns_nobody_any_more() -> None:
    stage, told = leaving_with("when: {employee.role: sales}")
    assert missing(told)
    stage.tell("employee.changed", "E1", "2026-03-04T10:00", role="engineer")
    assert missing(stage.tell("employee.changed", "E1", "2026-03-05T10:00", role="sales"))
