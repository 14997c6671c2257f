"""Reads task lists, notices and gates."""

from __future__ import annotations

from collections.abc import Collection

from handover_policy.model.condition import Condition
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.anchors import ANCHORS, anchors_for, speakers_of
from handover_policy.model.words.messages import ABOUT_TASKS, DUTY, OUTSIDE
from handover_policy.policy.cases.listed import Cased
from handover_policy.policy.policy_set import GateRule, NoticeRule, Repeat, TaskRule
from handover_policy.policy.rows.items import read_items
from handover_policy.policy.rows.row import Row
from handover_policy.policy.rows.steps import Sections, read_records, read_steps, read_substitute

OF_THE_CASE = anchors_for("case")
ARRIVAL = TimeExpression(anchor="arrival", text="arrival")


def read_task_list(row: Row, sections: Sections | None) -> tuple[TaskRule, ...]:
    """Return the tasks of one `tasks` document; its condition holds for each of them.

    `sections` are those of the work profile, with their fields; None where they are not known.
    """
    when = row.condition()
    row.law()
    return tuple(_task(row, task, when, sections) for task in row.children("tasks"))


def _task(listed: Row, written: Row, when: Condition, sections: Sections | None) -> TaskRule:
    records = read_records(written, sections)
    task, listing = records.task, read_items(written, sections)
    return TaskRule(
        id=task.id,
        title=task.spoken("title", task.id),
        list_id=listed.id,
        list_title=listed.spoken("title", listed.id),
        when=when,
        only_when=task.condition(),
        for_each=records.for_each,
        record_when=records.when,
        after=task.texts("after"),
        start=task.moment("start", OF_THE_CASE, records=records.fields) or ARRIVAL,
        steps=read_steps(task, records.fields),
        without_leaver=read_substitute(task, records.fields),
        items=listing.items,
        items_from=listing.section,
        items_when=listing.when,
        where=task.spoken("where") or None,
        handover=task.flag("handover", otherwise=True),
        law=task.law() or listed.texts("law"),
        location=task.location,
    )


def read_notice(row: Row) -> NoticeRule:
    """Return one message rule."""
    found = row.around.found
    at = row.moment("at", tuple(ANCHORS), records=_any_field(row), hour=True)
    anchors = _anchors_of(at)
    on = row.texts("on")
    for_tasks = row.text("for") == "tasks"
    if row.lacks("on", "at"):
        found.error("notice-without-time", row.location, subject=row.id)
    for anchor in anchors:
        if speakers_of(anchor) == {"event message"} and row.lacks("on"):
            found.error("anchor-without-event", row.place_of("at"), subject=row.id)
        if not speakers_of(anchor) & {"case", "event message"} and row.lacks("for"):
            found.error("anchor-without-task", row.place_of("at"), subject=anchor)
    repeat = row.child("repeat")
    if repeat and row.lacks("at"):
        found.error("repeat-without-time", repeat.location, subject=row.id)
    _check_sending(row, on, anchors)
    return NoticeRule(
        id=row.id,
        to=row.texts("to"),
        channels=row.texts("channels"),
        notification=row.text("notification"),
        on=on,
        for_tasks=for_tasks,
        at=at,
        repeat=_repeat(repeat) if repeat else None,
        send_on=row.text("send_on"),
        together=row.flag("together", otherwise=False),
        when=row.condition(),
        law=row.law(),
        location=row.location,
    )


def _check_sending(row: Row, on: Collection[str], anchors: Collection[str]) -> None:
    """Check that what a message says of its sending can mean something."""
    found, waits_for = row.around.found, set(on)
    if not OUTSIDE.isdisjoint(waits_for):
        for anchor in anchors:
            if anchor != "event" and not anchor.startswith("employee."):
                found.error("duty-without-case", row.place_of("at"), subject=anchor)
        if row.has("for"):
            found.error("duty-without-case", row.place_of("for"), subject="for: tasks")
    if row.has("send_on") and row.lacks("at") and DUTY not in waits_for:
        found.warning("send-on-undated", row.place_of("send_on"), subject=row.id)
    several = row.has("for") or not (ABOUT_TASKS | {DUTY}).isdisjoint(waits_for)
    if row.flag("together", otherwise=False) and not several:
        found.warning("together-of-one", row.place_of("together"), subject=row.id)


def read_gate(row: Row) -> GateRule:
    """Return one gate."""
    return GateRule(
        id=row.id,
        title=row.spoken("title", row.id),
        controls=row.text("controls"),
        opens_when=row.condition("opens_when"),
        when=row.condition(),
        release_by=row.moment("release_by", OF_THE_CASE),
        law=row.law(),
        location=row.location,
    )


def _repeat(row: Row) -> Repeat | None:
    every = row.period("every")
    times = row.number("times", most=365, whole=True)
    return None if every is None or times is None else Repeat(every=every, times=times)


def _any_field(row: Row) -> Collection[str] | None:
    """Return every field of a record that a message for tasks may count from; None where they are not known."""
    fields = row.around.fields
    return None if fields is None else tuple({name: None for each in fields.values() for name in each})


def _anchors_of(at: TimeExpression | None) -> tuple[str, ...]:
    """Return the anchors of a time, of cases those of each."""
    read: object = at
    times = [case.value for case in read.rows] if isinstance(read, Cased) else [at]
    return tuple(dict.fromkeys(each.anchor for each in times if isinstance(each, TimeExpression)))
