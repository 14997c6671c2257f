"""Timing: the rule behind each day of a task, found by what the policy says of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handover_policy.model.dates.expression import TimeExpression
from handover_policy.policy.policy_set import StepRule, TaskRule

BETWEEN = "；"
"""What stands between the acts of steps that one person does in one go (contract 2.5)."""


def due_rules(rule: TaskRule, steps: Sequence[Mapping[str, Any]]) -> list[TimeExpression | None]:
    """Return the time expression of each step of a task effect, None where the policy gives the step no day.

    Args:
        rule: the task's rule.
        steps: the steps as the effect writes them, in their order; several steps of the rule may have become one, whose
            day is the last one's, and the leaver's may have gone to somebody else.
    """
    found: list[TimeExpression | None] = []
    place = 0
    for step in steps:
        place, due = next(_runs(rule, str(step["do"]), place), (place, None))
        found.append(due)
    return found


def _runs(rule: TaskRule, told: str, place: int) -> Iterator[tuple[int, TimeExpression | None]]:
    """Yield the steps of the rule, from `place` on, that a text is put together from: where they end, and their day."""
    for index in range(place, len(rule.steps)):
        for do, due in _alternatives(rule, rule.steps[index]):
            if told == do:
                yield index + 1, due
            elif told.startswith(do + BETWEEN):
                yield from _runs(rule, told[len(do) + len(BETWEEN) :], index + 1)


def _alternatives(rule: TaskRule, step: StepRule) -> Iterator[tuple[str, TimeExpression | None]]:
    yield step.do, step.due
    if step.party == "leaver" and rule.without_leaver is not None:
        yield rule.without_leaver.do, rule.without_leaver.due or step.due
