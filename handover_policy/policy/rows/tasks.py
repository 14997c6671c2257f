"""Reads task lists, notices and gates."""

from __future__ import annotations

from handover_policy.model.condition import Condition
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.anchors import ANCHORS, anchors_for
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
    task, things = records.task, written.child("items")
    items, items_from = read_items(things, sections) if things else (None, None)
    return TaskRule(
        id=task.id,
        title=task.text("title", task.id),
        list_id=listed.id,
        list_title=listed.text("title", listed.id),
        when=when,
        only_when=task.condition(),
        for_each=records.for_each,
        record_when=records.when,
        after=task.texts("after"),
        start=task.moment("start", OF_THE_CASE) or ARRIVAL,
        steps=read_steps(task),
        without_leaver=read_substitute(task),
        items=items,
        items_from=items_from,
        where=task.optional_text("where"),
        law=task.law() or listed.texts("law"),
        location=task.location,
    )


def read_notice(row: Row) -> NoticeRule:
    """Return one message rule."""
    found = row.around.found
    at = row.moment("at", tuple(ANCHORS))
    on = row.texts("on")
    for_tasks = row.text("for") == "tasks"
    if row.lacks("on", "at"):
        found.error("notice-without-time", row.location, subject=row.id)
    if at is not None and ANCHORS[at.anchor].speakers == {"event message"} and row.lacks("on"):
        found.error("anchor-without-event", row.place_of("at"), subject=row.id)
    if at is not None and not ANCHORS[at.anchor].speakers & {"case", "event message"} and row.lacks("for"):
        found.error("anchor-without-task", row.place_of("at"), subject=at.anchor)
    repeat = row.child("repeat")
    if repeat and row.lacks("at"):
        found.error("repeat-without-time", repeat.location, subject=row.id)
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


def read_gate(row: Row) -> GateRule:
    """Return one gate."""
    return GateRule(
        id=row.id,
        title=row.text("title", row.id),
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
