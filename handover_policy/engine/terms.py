"""Term: a comparison whose operand is in comparable form, sorted out once for both evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from handover_policy.engine.values import ORDERED, Letter, Value, normal
from handover_policy.model.condition import Comparison
from handover_policy.model.dated import Dated

Order: TypeAlias = Literal[">=", "<=", ">", "<"]
Ask: TypeAlias = Literal["equal", "differ", "present", "absent", ">=", "<=", ">", "<"]

_ORDERS: Mapping[str, Order] = MappingProxyType({"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"})
_SAMENESS: Mapping[str, Literal["equal", "differ"]] = MappingProxyType(
    {"is": "equal", "one_of": "equal", "is_not": "differ", "none_of": "differ"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a comparison asks of a fact; `values` by type, each once. `equal` to no value at all never holds.

    `differ` holds for a value whose type is among those of `values` and which is none of them.
    """

    fact: str
    ask: Ask
    values: Mapping[Letter, tuple[Value, ...]]


def term(comparison: Comparison) -> Term:
    """Return a comparison with its operand sorted out; operands that can never be met have no values left.

    Raises:
        TypeError: the operand is still dated.
        ValueError: the operator is unknown.
    """
    asked, operand = comparison.operator, comparison.operand
    if isinstance(operand, Dated):
        raise TypeError(f"{comparison.fact}: a dated operand must be resolved before rules are compiled")
    if asked == "exists":
        if isinstance(operand, bool):
            return Term(fact=comparison.fact, ask="present" if operand else "absent", values={})
        return _never(comparison.fact)
    if asked in _ORDERS:
        limit = None if isinstance(operand, tuple) else normal(operand)
        if limit is None or limit.letter not in ORDERED:
            return _never(comparison.fact)
        return Term(fact=comparison.fact, ask=_ORDERS[asked], values={limit.letter: (limit,)})
    if asked not in _SAMENESS:
        raise ValueError(f"{comparison.fact}: unknown operator {asked}")
    by_letter: dict[Letter, tuple[Value, ...]] = {}
    for item in operand if isinstance(operand, tuple) else (operand,):
        value = normal(item)
        if value is not None and value not in by_letter.get(value.letter, ()):
            by_letter[value.letter] = (*by_letter.get(value.letter, ()), value)
    return Term(fact=comparison.fact, ask=_SAMENESS[asked] if by_letter else "equal", values=by_letter)


def _never(fact: str) -> Term:
    return Term(fact=fact, ask="equal", values={})
