"""Term: a comparison whose operand is in comparable form, sorted out once for both evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handover_policy.conditions.values import ORDERED, Letter, Value, normal
from handover_policy.model.condition import Comparison
from handover_policy.model.dated import Dated
from handover_policy.model.words.operators import OPERATORS

Order: TypeAlias = Literal[">=", "<=", ">", "<"]
Ask: TypeAlias = Literal["equal", "differ", "present", "absent"] | Order


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
    row = OPERATORS.get(asked)
    if row is None:
        raise ValueError(f"{comparison.fact}: unknown operator {asked}")
    if row.asks == "presence":
        if isinstance(operand, bool):
            return Term(fact=comparison.fact, ask="present" if operand else "absent", values={})
        return _never(comparison.fact)
    if row.asks not in {"equal", "differ"}:
        limit = None if isinstance(operand, tuple) else normal(operand)
        if limit is None or limit.letter not in ORDERED:
            return _never(comparison.fact)
        return Term(fact=comparison.fact, ask=row.asks, values={limit.letter: (limit,)})
    by_letter: dict[Letter, tuple[Value, ...]] = {}
    for item in operand if isinstance(operand, tuple) else (operand,):
        value = normal(item)
        if value is not None and value not in by_letter.get(value.letter, ()):
            by_letter[value.letter] = (*by_letter.get(value.letter, ()), value)
    return Term(fact=comparison.fact, ask=row.asks if by_letter else "equal", values=by_letter)


def _never(fact: str) -> Term:
    return Term(fact=fact, ask="equal", values={})
