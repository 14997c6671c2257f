"""Alternatives: the ways in which an `any` may come to hold, told apart by what is unmet of each."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.conditions.reading import COUNT_DAYS
from handover_policy.model.altered import altered
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, Negation, Unmet, comparisons


def ways_unmet(condition: Condition, unmet: tuple[Unmet, ...]) -> tuple[tuple[Unmet, ...], ...]:
    """Return what is unmet by the alternatives of a condition, in written order; all of it as one where it has none."""
    if not isinstance(condition, AnyOf):
        return (unmet,)
    ways = [frozenset(comparisons(part)) for part in condition.parts]
    return tuple(tuple(item for item in unmet if _asked(item) in way) for way in ways)


def without_days(unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    """Return what is unmet without the numbers that only count days."""
    return tuple(altered(item, value=0) if _counts(item) else item for item in unmet)


def without_counts(condition: Condition, unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    """Return what is unmet without numbers that say nothing new.

    These are the numbers that only count days, and those of an alternative whose day has not come: however many tasks
    it still waits for, it could not hold yet.
    """
    counting = frozenset(_asked(item) for item in unmet if _counts(item))
    if not counting:
        return unmet
    telling = frozenset(_awake(condition, counting)) - counting
    return tuple(item if item.value is None or _asked(item) in telling else altered(item, value=0) for item in unmet)


def _counts(item: Unmet) -> bool:
    return item.fact in COUNT_DAYS and item.value is not None


def _asked(item: Unmet) -> Comparison:
    return Comparison(fact=item.fact, operator=item.operator, operand=item.operand)


def _awake(condition: Condition, counting: frozenset[Comparison]) -> Iterator[Comparison]:
    """Yield the comparisons of a condition but for those of alternatives that a day keeps from holding."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Negation):
        yield from _awake(condition.part, counting)
    else:
        of_any = isinstance(condition, AnyOf)
        for part in condition.parts:
            if not (of_any and _asleep(part, counting)):
                yield from _awake(part, counting)


def _asleep(part: Condition, counting: frozenset[Comparison]) -> bool:
    if isinstance(part, AllOf):
        return any(_asleep(each, counting) for each in part.parts)
    return part in counting
