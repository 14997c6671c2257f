"""Operators: how a condition may compare a fact with what is asked of it, one row each (contract, "Conditions")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Asks: TypeAlias = Literal["equal", "differ", "presence", ">=", "<=", ">", "<"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """An operator: `name` in YAML, what it `asks` of a fact, whether it takes a list, and how people read it.

    `written` holds by language what stands before the operand. `beside` names the operator that differs in the limit
    itself only: the smallest mistake an author can make with it.
    """

    name: str
    asks: Asks
    written: Mapping[str, str]
    takes_list: bool = False
    beside: str = ""

    @property
    def ordered(self) -> bool:
        """Return whether it needs values that have an order: numbers, dates, instants."""
        return self.asks in {">=", "<=", ">", "<"}


_ROWS = (
    Operator(name="is", asks="equal", written={"zh": "", "en": ""}),
    Operator(name="is_not", asks="differ", written={"zh": "不是", "en": "other than"}),
    Operator(name="one_of", asks="equal", takes_list=True, written={"zh": "属于", "en": "one of"}),
    Operator(name="none_of", asks="differ", takes_list=True, written={"zh": "不属于", "en": "none of"}),
    Operator(name="at_least", asks=">=", beside="above", written={"zh": "不少于", "en": "at least"}),
    Operator(name="at_most", asks="<=", beside="below", written={"zh": "不多于", "en": "at most"}),
    Operator(name="above", asks=">", beside="at_least", written={"zh": "大于", "en": "above"}),
    Operator(name="below", asks="<", beside="at_most", written={"zh": "小于", "en": "below"}),
    Operator(name="exists", asks="presence", written={"zh": "有值：", "en": "a value:"}),
)
OPERATORS: Mapping[str, Operator] = MappingProxyType({row.name: row for row in _ROWS})
"""Every operator by its name, in the order in which messages list them."""

NEGATED: Mapping[str, str] = MappingProxyType({"zh": "并非", "en": "not"})
"""What stands before a comparison that must not hold."""
BETWEEN: Mapping[str, str] = MappingProxyType({"zh": "、", "en": ", "})
"""What stands between the values of a list."""


def asked_in_words(needs: Mapping[str, object], language: str) -> str:
    """Return in words what is asked of a fact.

    Args:
        needs: an operator and its operand, or `{"not": {operator: operand}}`, as a gate's `unmet` writes it.
        language: `zh` or `en`.

    >>> asked_in_words({"none_of": ["sales", "driver"]}, "en")
    'none of sales, driver'
    """
    negated = needs.get("not")
    comparisons = negated if isinstance(negated, Mapping) else needs
    told = BETWEEN[language].join(_written(name, operand, language) for name, operand in comparisons.items())
    return f"{NEGATED[language]} {told}" if isinstance(negated, Mapping) else told


def _written(name: str, operand: object, language: str) -> str:
    values = operand if isinstance(operand, list | tuple) else (operand,)
    before = OPERATORS[name].written[language]
    return f"{before} {BETWEEN[language].join(map(plainly, values))}".strip()


def plainly(value: object) -> str:
    """Return a value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
