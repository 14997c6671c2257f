"""Literal, Branch: a condition as alternatives of plain conjunctions, the only form the C engine is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import product
from types import MappingProxyType
from typing import Literal as OneOf
from typing import NamedTuple, TypeAlias

from handover_policy.conditions.values import Letter, Value
from handover_policy.engine.terms import Order, Term, term
from handover_policy.model.condition import AllOf, Comparison, Condition, Negation

BRANCH_LIMIT = 32
LITERAL_LIMIT = 24


class Literal(NamedTuple):
    """What one attribute of a document must be: a typed value compared, a type lacking, or a fact there or not."""

    fact: str
    ask: OneOf["==", "!=", ">=", "<=", ">", "<", "lacks", "present", "absent"]
    letter: Letter | OneOf[""] = ""
    value: Value | None = None


Branch: TypeAlias = tuple[Literal, ...]
Branches: TypeAlias = tuple[Branch, ...]

ALWAYS_TRUE: Branches = ((),)
NEVER_TRUE: Branches = ()

_OPPOSITE: Mapping[Order, Order] = MappingProxyType({">=": "<", "<=": ">", ">": "<=", "<": ">="})


class TooManyBranches(Exception):
    """The condition is wider than a rule of the C engine may be: evaluate it in Python."""


def branches(condition: Condition) -> Branches:
    """Return a condition as alternatives; it holds when every literal of at least one of them holds.

    Raises:
        TooManyBranches: there would be more than 32 alternatives, or more than 24 literals in one.
        TypeError: an operand is still dated.
        ValueError: an operator is unknown.
    """
    return _branches(condition, negated=False)


def _branches(condition: Condition, *, negated: bool) -> Branches:
    if isinstance(condition, Comparison):
        asked = term(condition)
        return _bounded(_refusing(asked) if negated else _granting(asked))
    if isinstance(condition, Negation):
        return _branches(condition.part, negated=not negated)
    parts = [_branches(part, negated=negated) for part in condition.parts]
    if isinstance(condition, AllOf) is not negated:
        return reduce(_both, parts, ALWAYS_TRUE)
    return _bounded(branch for part in parts for branch in part)


def _both(left: Branches, right: Branches) -> Branches:
    return _bounded(tuple(dict.fromkeys(one + other)) for one, other in product(left, right))


def _bounded(found: Iterable[Branch]) -> Branches:
    kept = tuple(dict.fromkeys(found))
    if () in kept:
        return ALWAYS_TRUE
    if len(kept) > BRANCH_LIMIT or any(len(branch) > LITERAL_LIMIT for branch in kept):
        raise TooManyBranches
    return kept


def _granting(asked: Term) -> Iterator[Branch]:
    """Yield the alternatives under which a comparison holds."""
    fact = asked.fact
    if asked.ask == "present" or asked.ask == "absent":  # noqa: PLR1714 - mypy narrows only this form
        yield (Literal(fact, asked.ask),)
        return
    for letter, values in asked.values.items():
        if asked.ask == "equal":
            yield from ((Literal(fact, "==", letter, value),) for value in values)
        elif asked.ask == "differ":
            yield tuple(Literal(fact, "!=", letter, value) for value in values)
        else:
            yield (Literal(fact, asked.ask, letter, values[0]),)


def _refusing(asked: Term) -> Iterator[Branch]:
    """Yield the alternatives under which a comparison does not hold; a missing fact is always among them."""
    fact = asked.fact
    if asked.ask == "present" or asked.ask == "absent":  # noqa: PLR1714 - mypy narrows only this form
        yield (Literal(fact, "absent" if asked.ask == "present" else "present"),)
    elif asked.ask == "differ":
        yield from ((Literal(fact, "==", value.letter, value),) for values in asked.values.values() for value in values)
        yield tuple(Literal(fact, "lacks", letter) for letter in asked.values)
    elif asked.ask == "equal":
        # A fact has one type: for each type asked about it lacks that type, or has it with another value.
        each = [
            ((Literal(fact, "lacks", letter),), tuple(Literal(fact, "!=", letter, value) for value in values))
            for letter, values in asked.values.items()
        ]
        yield from (tuple(literal for part in chosen for literal in part) for chosen in product(*each))
    else:
        opposite = _OPPOSITE[asked.ask]
        for letter, values in asked.values.items():
            yield (Literal(fact, "lacks", letter),)
            yield (Literal(fact, opposite, letter, values[0]),)
