"""task_changes: tasks and obligations that come, go, or are another person's, due on other days, on other evidence."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.model.case import NOT_YET, Case, Step, Task
from handover_policy.model.written.scalars import due_json
from handover_policy.plan.change import CaseChange, Value

STATUTORY = ":obligation."
"""What stands in the id of a task that the law asks for; other tasks of the employer's own are called as all tasks."""


def task_changes(before: Case, after: Case) -> Iterator[CaseChange]:
    """Yield what differs between the tasks of a case under two versions."""
    for name, task in before.tasks.items():
        other = after.tasks.get(name)
        if other is None:
            yield _change(task, "removed", before=due_json(task.due))
        else:
            yield from _between(task, other)
    for name, task in after.tasks.items():
        if name not in before.tasks:
            yield _change(task, "added", after=due_json(task.due))


def _change(task: Task, what: str, *, before: Value = None, after: Value = None, days: int | None = None) -> CaseChange:
    family = "obligation" if task.obligation and STATUTORY in task.id else "task"
    return CaseChange(code=f"{family}-{what}", subject=task.id, title=task.title, before=before, after=after, days=days)


def _between(before: Task, after: Task) -> Iterator[CaseChange]:
    if before.state != after.state:
        yield _change(after, "state-changed", before=before.state, after=after.state)
    elif _progress(before) != _progress(after):
        yield _change(after, "progress-changed", before=_done(before), after=_done(after))
    if before.obligation != after.obligation:
        yield _change(after, "handover-changed", before=not before.obligation, after=not after.obligation)
    if before.waits_for != after.waits_for:
        yield _change(after, "order-changed", before=before.waits_for, after=after.waits_for)
    if before.items != after.items:
        yield _change(after, "things-changed", before=_things(before), after=_things(after))
    if before.start != after.start:
        days = (after.start - before.start).days
        yield _change(after, "start-moved", before=before.start.isoformat(), after=after.start.isoformat(), days=days)
    yield from _steps(before, after)


def _steps(before: Task, after: Task) -> Iterator[CaseChange]:
    if [(step.parties, step.group > 0) for step in before.steps] != [
        (step.parties, step.group > 0) for step in after.steps
    ]:
        yield _change(after, "steps-changed", before=_written(before), after=_written(after))
        pairs = [(before.steps[-1], after.steps[-1])]
    else:
        pairs = list(zip(before.steps, after.steps, strict=True))
        yield from _each(before, after, pairs)
    moved = [(one.due, other.due) for one, other in pairs if one.due != other.due]
    if moved:
        # The day on which the task should be done tells most; where only steps before it move, the first of them.
        one, other = moved[-1] if pairs[-1][0].due != pairs[-1][1].due else moved[0]
        days = (other - one).days if NOT_YET not in {one, other} else None
        yield _change(after, "moved", before=due_json(one), after=due_json(other), days=days)


def _each(before: Task, after: Task, pairs: list[tuple[Step, Step]]) -> Iterator[CaseChange]:
    """Yield what differs step by step between tasks whose steps are for the same parties."""
    if any(one.person != other.person for one, other in pairs):
        people = (tuple(step.person for step in task.steps) for task in (before, after))
        yield _change(after, "person-changed", before=next(people), after=next(people))
    if any(one.evidence != other.evidence for one, other in pairs):
        kinds = (tuple("+".join(step.evidence) for step in task.steps) for task in (before, after))
        yield _change(after, "evidence-changed", before=next(kinds), after=next(kinds))
    if any(one.accepted_after != other.accepted_after for one, other in pairs):
        silences = (tuple(map(_silence, task.steps)) for task in (before, after))
        yield _change(after, "silence-changed", before=next(silences), after=next(silences))
    if _words(before) != _words(after):
        yield _change(after, "reworded", before=_written(before), after=_written(after))


def _words(task: Task) -> tuple[object, ...]:
    return (task.title, *((step.do, step.where) for step in task.steps))


def _written(task: Task) -> tuple[str, ...]:
    return tuple(f"{'/'.join(step.parties)}: {step.do}" for step in task.steps)


def _things(task: Task) -> tuple[str, ...]:
    return tuple(" ".join(map(str, row.values())) for row in task.rows)


def _silence(step: Step) -> str | None:
    after = step.accepted_after
    return None if after is None else f"{after.count} {after.unit}"


def _progress(task: Task) -> tuple[object, ...]:
    return (task.returned, task.reason, task.waived_by, task.record, *(step.done for step in task.steps))


def _done(task: Task) -> int:
    return sum(step.done is not None for step in task.steps)
