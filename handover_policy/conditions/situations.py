"""Every kind of person and situation that a condition can tell apart, enumerated over the closed vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from math import prod

from handover_policy.conditions.meaning import holds
from handover_policy.model.condition import Comparison, Condition, FactValue, comparisons
from handover_policy.model.dates.timeline import day_away

MOST = 20_000
"""How many situations are looked at; a policy that tells more apart is evaluated on the first of them, and told so."""

OTHER = "\ufffdother"
"""A value that no condition names: what a closed vocabulary leaves open elsewhere."""


def critical_values(
    conditions: Iterable[Condition], vocabulary: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[FactValue, ...]]:
    """Return for every fact that the conditions read the values among which they can tell: one of each kind.

    A fact of the vocabulary takes its words; a number the operands and their neighbours; anything else the operands,
    a value that none names, and no value at all.
    """
    found: dict[str, list[FactValue]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            words = vocabulary.get(comparison.fact)
            values = found.setdefault(comparison.fact, [])
            values.extend(words or _around(comparison))
    return {name: _once(values) for name, values in found.items()}


def _around(comparison: Comparison) -> Iterator[FactValue]:
    operand = comparison.operand
    operands = operand if isinstance(operand, tuple) else (operand,)
    for value in operands:
        if isinstance(value, bool):
            yield from (True, False)
        elif isinstance(value, int | float):
            yield from (value - 1, value, value + 1)
        elif isinstance(value, date):
            yield from (day_away(value, -1), value, day_away(value, 1))
        else:
            yield from (str(value), OTHER)
    if comparison.operator == "exists":
        yield OTHER
    yield None


def _once(values: Iterable[FactValue]) -> tuple[FactValue, ...]:
    return tuple({(type(value), value): value for value in values}.values())


def situations(values: Mapping[str, Sequence[FactValue]], most: int = MOST) -> Iterator[dict[str, FactValue]]:
    """Yield every combination of the values of all facts, at most `most` of them."""
    names = tuple(values)
    for combination in islice(product(*values.values()), most):
        yield dict(zip(names, combination, strict=True))


def how_many(values: Mapping[str, Sequence[FactValue]]) -> int:
    """Return how many combinations of the values of all facts there are."""
    return prod(map(len, values.values()))


def can_hold(condition: Condition, fixed: Mapping[str, FactValue], vocabulary: Mapping[str, Mapping[str, str]]) -> bool:
    """Return whether a condition can hold where the `fixed` facts are as given, whatever all others are."""
    values: dict[str, tuple[FactValue, ...]] = critical_values([condition], vocabulary)
    values |= {name: (value,) for name, value in fixed.items() if name in values}
    return any(holds(condition, situation) for situation in situations(values))


def can_fail(condition: Condition, fixed: Mapping[str, FactValue], vocabulary: Mapping[str, Mapping[str, str]]) -> bool:
    """Return whether a condition can fail although the `fixed` facts are as given, whatever all others are."""
    values: dict[str, tuple[FactValue, ...]] = critical_values([condition], vocabulary)
    values |= {name: (value,) for name, value in fixed.items() if name in values}
    return any(not holds(condition, situation) for situation in situations(values))
