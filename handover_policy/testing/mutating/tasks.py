"""Variations of tasks as a whole: their steps by their places in the file, side by side or not, and lists of things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from handover_policy.model.altered import altered
from handover_policy.model.items import COLUMN_TYPES, ItemColumn, ItemList
from handover_policy.policy.policy_set import StepRule, TaskRule
from handover_policy.testing.mutating.mutant import Variation, in_field
from handover_policy.testing.mutating.steps import is_held_by_the_step_before, is_never_heard
from handover_policy.testing.mutating.values import names, turned

VarySteps: TypeAlias = Callable[[StepRule], Iterator[Variation[StepRule]]]


def in_steps(task: TaskRule, vary: VarySteps, *, by_cases: bool) -> Iterator[Variation[TaskRule]]:
    """Yield a task for each variation of each step, told by the place at which the step is written.

    `by_cases` tells that some of its days are lists of cases, so that nothing is known of which comes first.
    """
    for place, step in enumerate(task.steps):
        for variation in vary(step):
            if is_never_heard(task, place, variation.noun) or (
                not by_cases and _cannot_show(task, place, variation.noun)
            ):
                continue
            steps = (*task.steps[:place], variation.noun, *task.steps[place + 1 :])
            label = f"steps[{step.place + 1}].{variation.field}"
            yield Variation(
                noun=altered(task, steps=steps),
                kind=variation.kind,
                before=variation.before,
                after=variation.after,
                field=label,
                place=variation.place,
            )


def _cannot_show(task: TaskRule, place: int, other: StepRule) -> bool:
    """Return whether a step is due on another day by its words alone: the step before holds it, before and after."""
    due, step = other.due, task.steps[place]
    if due is None or step.due is None or due == step.due:
        return False
    return is_held_by_the_step_before(task, place, step.due) and is_held_by_the_step_before(task, place, due)


def one_after_the_other(task: TaskRule) -> Iterator[Variation[TaskRule]]:
    """Yield a task whose steps side by side must be done in their order."""
    for group in dict.fromkeys(step.group for step in task.steps if step.group):
        steps = tuple(altered(step, group=0) if step.group == group else step for step in task.steps)
        parties = [step.party for step in task.steps if step.group == group]
        yield Variation(
            noun=altered(task, steps=steps),
            kind="task",
            before=f"[{', '.join(parties)}]",
            after=" → ".join(parties),
            field=f"steps[{group}].parties",
        )


def things(listed: ItemList, *, further: bool) -> Iterator[Variation[ItemList]]:
    """Yield a list of things without each given row, with rows allowed or not, and with each column otherwise.

    `further` tells that the profile gives rows too. Of a column that every row there can be is given with, nothing is
    asked of anybody.
    """
    for place, row in enumerate(listed.rows):
        left = (*listed.rows[:place], *listed.rows[place + 1 :])
        told = ", ".join(f"{name}: {value}" for name, value in row.items())
        yield Variation(
            noun=altered(listed, rows=left), kind="task", before=f"{{{told}}}", after="null", field=f"rows[{place + 1}]"
        )
    yield from in_field(listed, "add", turned(listed.add, "task"))
    for place, column in enumerate(listed.columns):
        given = bool(listed.rows) and all(column.id in row for row in listed.rows)
        for variation in _of_column(column) if further or listed.add or not given else ():
            columns = (*listed.columns[:place], variation.noun, *listed.columns[place + 1 :])
            yield Variation(
                noun=altered(listed, columns=columns),
                kind=variation.kind,
                before=variation.before,
                after=variation.after,
                field=f"columns.{column.id}.{variation.field}",
            )


def _of_column(column: ItemColumn) -> Iterator[Variation[ItemColumn]]:
    yield from in_field(column, "required", turned(column.required, "task"))
    yield from in_field(column, "type", names(column.type, COLUMN_TYPES, "task"))
