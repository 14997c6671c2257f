"""Condition: what must hold, as a tree of comparisons of facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias

from handover_policy.findings.finding import NOWHERE, Location
from handover_policy.model.dated import Dated

Scalar: TypeAlias = str | int | float | bool | date
FactValue: TypeAlias = str | int | float | bool | date | datetime | None
"""A fact as it is told; None where it is missing."""
Operand: TypeAlias = Scalar | tuple[Scalar, ...] | Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A fact compared with an operand; a missing fact makes every operator false except `exists: false`.

    A string in the form of an ISO date counts as that date, in conditions and in facts alike.
    """

    fact: str
    operator: str
    operand: Operand
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Holds when every part holds; without parts it always holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds when at least one part holds; without parts it never holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """Holds when its part does not; so the negation of a comparison with a missing fact holds."""

    part: Condition


Condition: TypeAlias = Comparison | AllOf | AnyOf | Negation
ALWAYS = AllOf(parts=())


def all_of(*conditions: Condition) -> Condition:
    """Return the condition that holds when each of these does; those that always hold are left out."""
    asked = tuple([condition for condition in conditions if condition != ALWAYS])
    return asked[0] if len(asked) == 1 else AllOf(parts=asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A comparison that is in the way: the value the fact has (None where missing) and what was asked of it.

    `negated` means that the comparison holds and must not. `fact` is empty for a condition that can never be met
    because it has no parts: an `any` of nothing, or the negation of an `all` of nothing.
    """

    fact: str
    operator: str
    operand: Operand
    value: FactValue
    negated: bool


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield every comparison in a condition, in the order they are written."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Negation):
        yield from comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons(part)


@lru_cache(maxsize=4096)
def facts_read(condition: Condition) -> tuple[str, ...]:
    """Return the names of the facts that a condition reads, each once, in the order they are written."""
    return tuple(dict.fromkeys(comparison.fact for comparison in comparisons(condition)))
