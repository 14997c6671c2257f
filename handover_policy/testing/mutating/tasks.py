"""Variations of tasks as a whole: their steps by their places in the file, side by side or not, and lists of things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from handover_policy.model.altered import altered
from handover_policy.model.items import ItemColumn, ItemList
from handover_policy.policy.policy_set import StepRule, TaskRule
from handover_policy.testing.mutating.mutant import Variation

VarySteps: TypeAlias = Callable[[StepRule], Iterator[Variation[StepRule]]]


def in_steps(task: TaskRule, vary: VarySteps) -> Iterator[Variation[TaskRule]]:
    """Yield a task for each variation of each step, told by the place at which the step is written."""
    for place, step in enumerate(task.steps):
        for variation in vary(step):
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


def things(listed: ItemList) -> Iterator[Variation[ItemList]]:
    """Yield a list of things without each given row, with rows allowed or not, and with each column otherwise asked."""
    for place, row in enumerate(listed.rows):
        left = (*listed.rows[:place], *listed.rows[place + 1 :])
        told = ", ".join(f"{name}: {value}" for name, value in row.items())
        yield Variation(
            noun=altered(listed, rows=left), kind="task", before=f"{{{told}}}", after="null", field=f"rows[{place + 1}]"
        )
    yield Variation(
        noun=altered(listed, add=not listed.add),
        kind="task",
        before=_written(flag=listed.add),
        after=_written(flag=not listed.add),
        field="add",
    )
    for place, column in enumerate(listed.columns):
        changed: ItemColumn = altered(column, required=not column.required)
        columns = (*listed.columns[:place], changed, *listed.columns[place + 1 :])
        yield Variation(
            noun=altered(listed, columns=columns),
            kind="task",
            before=_written(flag=column.required),
            after=_written(flag=changed.required),
            field=f"columns.{column.id}.required",
        )


def _written(*, flag: bool) -> str:
    return "true" if flag else "false"
