"""Operators: how a condition may compare a fact with what is asked of it, one row each (contract, "Conditions")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handover_policy.model.words.word import Word, table, title
from handover_policy.texts.texts import texts

Asks: TypeAlias = Literal["equal", "differ", "presence", ">=", "<=", ">", "<"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Word):
    """An operator: what it `asks` of a fact, and whether it takes a list.

    `beside` names the operator that differs in the limit itself only: the smallest mistake an author can make with it.
    """

    asks: Asks
    takes_list: bool = False
    beside: str = ""

    @property
    def ordered(self) -> bool:
        """Return whether it needs values that have an order: numbers, dates, instants."""
        return self.asks in {">=", "<=", ">", "<"}


OPERATORS = table(
    Operator(name="is", asks="equal"),
    Operator(name="is_not", asks="differ"),
    Operator(name="one_of", asks="equal", takes_list=True),
    Operator(name="none_of", asks="differ", takes_list=True),
    Operator(name="at_least", asks=">=", beside="above"),
    Operator(name="at_most", asks="<=", beside="below"),
    Operator(name="above", asks=">", beside="at_least"),
    Operator(name="below", asks="<", beside="at_most"),
    Operator(name="exists", asks="presence"),
)
"""Every operator by its name, in the order in which messages list them."""


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
    told = _listed((_asked(name, operand, language) for name, operand in comparisons.items()), language)
    return texts(language).say("words.negated", what=told) if isinstance(negated, Mapping) else told


def _asked(name: str, operand: object, language: str) -> str:
    values = operand if isinstance(operand, list | tuple) else (operand,)
    return f"{title(f'operators.{name}', language)} {_listed(map(plainly, values), language)}".strip()


def _listed(parts: Iterable[str], language: str) -> str:
    return texts(language).say("words.between").join(parts)


def plainly(value: object) -> str:
    """Return a value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
