"""Unmet: which comparisons keep a condition from holding; and what conditions mean, in plain Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from handover_policy.conditions.values import ORDERED, Value, figure, normal, plain, presentable
from handover_policy.model.condition import AllOf, Comparison, Condition, FactValue, Negation, Unmet, facts_read
from handover_policy.model.dated import Dated
from handover_policy.model.words.operators import OPERATORS, Asks

_ORDER: Mapping[Asks, Callable[[float, float], bool]] = MappingProxyType(
    {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
)


def holds(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    """Return whether a condition holds on facts (contract, "Conditions").

    Raises:
        TypeError: an operand is still dated.
        ValueError: an operator is unknown.
    """
    if isinstance(condition, Comparison):
        return _comparison_holds(condition, normal(facts.get(condition.fact)))
    if isinstance(condition, Negation):
        return not holds(condition.part, facts)
    if isinstance(condition, AllOf):
        return all(holds(part, facts) for part in condition.parts)
    return any(holds(part, facts) for part in condition.parts)


def _comparison_holds(comparison: Comparison, value: Value | None) -> bool:
    asked, operand = comparison.operator, comparison.operand
    if isinstance(operand, Dated):
        raise TypeError(f"{comparison.fact}: a dated operand must be resolved before a condition is evaluated")
    row = OPERATORS.get(asked)
    if row is None:
        raise ValueError(f"{comparison.fact}: unknown operator {asked}")
    if row.asks == "presence":
        return (operand is True and value is not None) or (operand is False and value is None)
    single = not isinstance(operand, tuple)
    operands = [normal(item) for item in (operand if isinstance(operand, tuple) else (operand,))]
    if row.ordered:
        limit = operands[0] if single else None
        if value is None or limit is None or value.letter != limit.letter or value.letter not in ORDERED:
            return False
        return _ORDER[row.asks](figure(value), figure(limit))
    contents = [item.content for item in operands if item and value and item.letter == value.letter]
    if row.asks == "equal":
        return value is not None and value.content in contents
    return value is not None and bool(contents) and value.content not in contents


def unmet(condition: Condition, facts: Mapping[str, FactValue]) -> tuple[Unmet, ...]:
    """Return the comparisons responsible for a condition that does not hold, in written order; empty when it holds.

    Of an `any` all failing alternatives are named, of a negation the comparisons that hold but must not.

    Raises:
        TypeError: an operand is still dated.
        ValueError: an operator is unknown.
    """
    found = _in_the_way(condition, facts, wanted=True)
    return tuple({repr(item): item for item in found}.values())  # by text, since 1 equals True


def _in_the_way(condition: Condition, facts: Mapping[str, FactValue], *, wanted: bool) -> Iterator[Unmet]:
    if isinstance(condition, Negation):
        yield from _in_the_way(condition.part, facts, wanted=not wanted)
    elif holds(condition, facts) is wanted:
        return
    elif isinstance(condition, Comparison):
        yield Unmet(
            fact=condition.fact,
            operator=condition.operator,
            operand=condition.operand,
            value=plain(facts.get(condition.fact)),
            negated=not wanted,
        )
    elif not condition.parts:
        yield Unmet(fact="", operator="exists", operand=True, value=None, negated=not wanted)
    else:
        for part in condition.parts:
            yield from _in_the_way(part, facts, wanted=wanted)


def facts_for(condition: Condition, facts: Mapping[str, FactValue]) -> dict[str, str | int | float | bool | None]:
    """Return the facts that a condition reads, as JSON shows them: dates in ISO form, missing or unusable as None."""
    return {name: presentable(facts, name) for name in facts_read(condition)}
