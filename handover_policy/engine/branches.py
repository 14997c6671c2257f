"""Branches: a condition as alternatives, each a flat list of tests on typed values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from handover_policy.engine.values import Typed, typed
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, Negation
from handover_policy.model.dated import Dated

MOST_BRANCHES = 32
ORDERED = {"at_least": "ge", "at_most": "le", "above": "gt", "below": "lt"}
LETTERS = ("s", "n", "b", "d")


class TooManyBranches(Exception):
    """The condition has more alternatives than one rule may have; the plain evaluator answers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of a branch.

    `test` is eq, ne, ge, le, gt, lt on the slot of a fact and type letter, `has` (the fact is there with that type),
    `lacks` (it is not), `some` (it is there with any type), `none` (it is missing), or `never`.
    """

    fact: str
    letter: str
    test: str
    value: str | int | float | bool | None = None


def branches(condition: Condition, *, negated: bool = False) -> tuple[tuple[Test, ...], ...]:
    """Return the alternatives of a condition; raises TooManyBranches beyond 32."""
    if isinstance(condition, Negation):
        return branches(condition.part, negated=not negated)
    if isinstance(condition, Comparison):
        found = tuple(_negative(condition) if negated else _positive(condition))
    elif isinstance(condition, AllOf) != negated:
        found = _every(condition, negated=negated)
    else:
        found = tuple(branch for part in condition.parts for branch in branches(part, negated=negated))
    if len(found) > MOST_BRANCHES:
        raise TooManyBranches
    return found


def _every(condition: AllOf | AnyOf, *, negated: bool) -> tuple[tuple[Test, ...], ...]:
    parts = [branches(part, negated=negated) for part in condition.parts]
    size = 1
    for part in parts:
        size *= len(part)
        if size > MOST_BRANCHES:
            raise TooManyBranches
    return tuple(tuple(dict.fromkeys(test for branch in choice for test in branch)) for choice in product(*parts))


def operands(comparison: Comparison) -> tuple[Typed, ...]:
    """Return the typed operands of a comparison, unusable ones left out. Raises TypeError for an unresolved Dated."""
    operand = comparison.operand
    if isinstance(operand, Dated):
        raise TypeError(f"{comparison.fact}: dated values must be resolved before compiling")
    listed = operand if isinstance(operand, tuple) else (operand,)
    return tuple(value for value in map(typed, listed) if value is not None)


def _positive(comparison: Comparison) -> Iterator[tuple[Test, ...]]:
    fact, operator = comparison.fact, comparison.operator
    values = operands(comparison)
    if operator == "exists":
        yield (Test(fact=fact, letter="", test="some" if comparison.operand is True else "none"),)
    elif operator in {"is", "one_of"}:
        for letter, value in values:
            yield (Test(fact=fact, letter=letter, test="eq", value=value),)
    elif operator in {"is_not", "none_of"}:
        for letter in dict.fromkeys(letter for letter, _ in values):
            same = [value for other, value in values if other == letter]
            tests = (Test(fact=fact, letter=letter, test="ne", value=value) for value in same)
            yield (Test(fact=fact, letter=letter, test="has"), *tests)
    else:
        for letter, value in values:
            if letter in {"n", "d"}:
                yield (Test(fact=fact, letter=letter, test=ORDERED[operator], value=value),)


def _negative(comparison: Comparison) -> Iterator[tuple[Test, ...]]:
    """Yield what makes a comparison false: a missing fact does, and so does a fact of another type."""
    positive = tuple(_positive(comparison))
    if not positive:
        yield ()
        return
    alternatives = [_failing(branch) for branch in positive]
    size = 1
    for alternative in alternatives:
        size *= len(alternative)
    if size > MOST_BRANCHES * 8:
        raise TooManyBranches
    seen: dict[tuple[Test, ...], None] = {}
    for choice in product(*alternatives):
        tests = tuple(dict.fromkeys(test for part in choice for test in part))
        if _possible(tests):
            seen[tests] = None
    yield from seen


def _possible(tests: tuple[Test, ...]) -> bool:
    """Return whether no fact would have to be there with a type and not be there with it."""
    lacking = {(test.fact, test.letter) for test in tests if test.test == "lacks"}
    having = {(test.fact, test.letter) for test in tests if test.test not in {"lacks", "some", "none"}}
    return not (lacking & having) and len({letter for _, letter in having}) <= 1


OPPOSITE = {"ge": "lt", "le": "gt", "gt": "le", "lt": "ge", "some": "none", "none": "some"}


def _failing(branch: tuple[Test, ...]) -> list[tuple[Test, ...]]:
    first = branch[0]
    if first.test in {"some", "none"}:
        return [(Test(fact=first.fact, letter="", test=OPPOSITE[first.test]),)]
    lacks = (Test(fact=first.fact, letter=first.letter, test="lacks"),)
    if first.test == "has":
        equal = [Test(fact=test.fact, letter=test.letter, test="eq", value=test.value) for test in branch[1:]]
        return [lacks, *((test,) for test in equal)]
    has = Test(fact=first.fact, letter=first.letter, test="has")
    opposite = "ne" if first.test == "eq" else OPPOSITE[first.test]
    return [lacks, (has, Test(fact=first.fact, letter=first.letter, test=opposite, value=first.value))]
