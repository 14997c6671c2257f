"""Explain: the plain reading of a condition, and which comparisons are to blame where it does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handover_policy.engine.branches import operands
from handover_policy.engine.ruleset import FactValue
from handover_policy.engine.values import typed
from handover_policy.model.condition import AllOf, Comparison, Condition, Negation, Operand, facts_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A comparison to blame: the fact's value (None where missing); `negated` where it holds but must not."""

    fact: str
    operator: str
    operand: Operand
    value: FactValue
    negated: bool = False


def holds(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    """Return whether a condition holds on these facts, read word by word."""
    if isinstance(condition, Comparison):
        return _compare(condition, facts)
    if isinstance(condition, Negation):
        return not holds(condition.part, facts)
    every = all if isinstance(condition, AllOf) else any
    return every(holds(part, facts) for part in condition.parts)


def _compare(comparison: Comparison, facts: Mapping[str, FactValue]) -> bool:
    value = typed(facts.get(comparison.fact))
    wanted = operands(comparison)
    operator = comparison.operator
    if operator == "exists":
        return (value is not None) == (comparison.operand is True)
    if value is None:
        return False
    alike = [operand for letter, operand in wanted if letter == value[0]]
    if not alike:
        return False
    if operator in {"is", "one_of"}:
        return value[1] in alike
    if operator in {"is_not", "none_of"}:
        return value[1] not in alike
    number, bound = value[1], alike[0]
    if value[0] not in {"n", "d"} or isinstance(number, str) or isinstance(bound, str):
        return False
    return _ordered(operator, number, bound)


def _ordered(operator: str, number: float, bound: float) -> bool:
    if operator == "at_least":
        return number >= bound
    if operator == "at_most":
        return number <= bound
    return number > bound if operator == "above" else number < bound


def unmet(condition: Condition, facts: Mapping[str, FactValue], *, negated: bool = False) -> tuple[Unmet, ...]:
    """Return the comparisons to blame for a condition that does not hold; none where it holds.

    With `negated`, those to blame for its negation not holding.
    """
    if isinstance(condition, Negation):
        return unmet(condition.part, facts, negated=not negated)
    if holds(condition, facts) != negated:
        return ()
    if isinstance(condition, Comparison):
        value = facts.get(condition.fact)
        blamed = Unmet(
            fact=condition.fact, operator=condition.operator, operand=condition.operand, value=value, negated=negated
        )
        return (blamed,)
    if not condition.parts:
        return (Unmet(fact="", operator="any", operand=(), value=None, negated=negated),)
    found = (item for part in condition.parts for item in unmet(part, facts, negated=negated))
    return tuple(dict.fromkeys(found))


def facts_for(condition: Condition, facts: Mapping[str, FactValue]) -> dict[str, object]:
    """Return the facts a condition reads as JSON values: days as ISO dates, missing ones as None."""
    return {name: _written(facts.get(name)) for name in facts_read(condition)}


def _written(value: FactValue) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value if typed(value) is not None else None
