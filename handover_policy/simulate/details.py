"""details_of: what the tasks of an imagined departure hold: steps, the record of each, their lists of things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handover_policy.policy.called import field_title, party_title
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.documents.contents.things import value_text
from handover_policy.simulate.timeline import StepSpan, TaskSpan, Timeline
from handover_policy.texts.texts import texts

PROFILE = "profile."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDetail:
    """A task as people read it: its steps, the fields of its record with their values, its things row by row."""

    title: str
    steps: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def details_of(timeline: Timeline, policy: PolicySet, language: str) -> tuple[TaskDetail, ...]:
    """Return the handover tasks of a timeline in detail, in their order; the employer's own are deadlines only."""
    return tuple(
        TaskDetail(
            title=task.title,
            steps=tuple(_step(step, policy, language) for step in task.steps),
            fields=tuple(_fields(task, policy, language)),
            columns=tuple(column.title for column in task.items.columns) if task.items is not None else (),
            rows=tuple(_rows(task, language)),
        )
        for task in timeline.tasks
        if not task.obligation
    )


def _step(step: StepSpan, policy: PolicySet, language: str) -> str:
    words = texts(language)
    day = f"{step.due}" if step.due_time is None else f"{step.due} {step.due_time:%H:%M}"
    who = party_title(policy, step.party)
    return words.say("simulate.step-detail", who=who, do=step.do, day=day)


def _fields(task: TaskSpan, policy: PolicySet, language: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of the record that a task is for, each by its title."""
    rule = next((each for each in policy.tasks if each.id == task.rule), None)
    if rule is None or rule.for_each is None:
        return
    for field, value in (task.record or {}).items():
        yield field_title(policy, field, rule.for_each.removeprefix(PROFILE)), value_text(value, texts(language))


def _rows(task: TaskSpan, language: str) -> Iterator[tuple[str, ...]]:
    columns = task.items.columns if task.items is not None else ()
    for row in task.rows:
        yield tuple(value_text(row.get(column.id), texts(language)) for column in columns)
