"""Reads task lists, notices and gates."""

from __future__ import annotations

from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.anchors import ANCHORS, anchors_for
from handover_policy.policy.policy_set import GateRule, NoticeRule, Repeat, StepRule, TaskRule
from handover_policy.policy.rows.row import Row

OF_THE_CASE = anchors_for("case")
OF_A_STEP = anchors_for("step")
ARRIVAL = TimeExpression(anchor="arrival", text="arrival")


def read_task_list(row: Row) -> tuple[TaskRule, ...]:
    """Return the tasks of one `tasks` document; its condition holds for each of them."""
    when = row.condition()
    listed_law = row.law()
    return tuple(
        TaskRule(
            id=task.id,
            title=task.text("title", task.id),
            list_id=row.id,
            list_title=row.text("title", row.id),
            when=when,
            for_each=task.optional_text("for_each"),
            start=task.moment("start", OF_THE_CASE) or ARRIVAL,
            steps=tuple(_step(step) for step in task.children("steps")),
            without_leaver=_step(instead) if (instead := task.child("without_leaver")) else None,
            where=task.optional_text("where"),
            law=task.law() or listed_law,
            location=task.location,
        )
        for task in row.children("tasks")
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


def _step(row: Row) -> StepRule:
    return StepRule(
        party=row.text("party"),
        do=row.text("do"),
        evidence=row.texts("evidence"),
        due=row.moment("due", OF_A_STEP),
        accepted_after=row.period("accepted_after"),
        where=row.optional_text("where"),
        location=row.location,
    )
