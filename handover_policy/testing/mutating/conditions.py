"""Variations of conditions: negated, an entry left out, an operand or a limit one step away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handover_policy.conditions.domains import Domains
from handover_policy.findings.finding import NOWHERE
from handover_policy.model.altered import altered
from handover_policy.model.condition import (
    ALWAYS,
    AllOf,
    Comparison,
    Condition,
    Negation,
    Operand,
    Scalar,
    comparisons,
)
from handover_policy.model.dated import Dated
from handover_policy.model.dates.timeline import day_away
from handover_policy.model.words.operators import OPERATORS
from handover_policy.testing.mutating.mutant import Variation
from handover_policy.testing.mutating.values import following, numbers
from handover_policy.testing.mutating.written import written_condition


def conditions(condition: Condition, domains: Domains) -> Iterator[Variation[Condition]]:
    """Yield a condition changed in every way in turn; none that means the same as it, or as one yielded before.

    What is meant is compared by going through every value the facts can have (`Domains`); where these are too many to
    go through, conditions count as different.
    """
    candidates = [condition, *_changed(condition, domains)]
    meanings = domains.meanings(tuple(candidates))
    seen = {meanings[0]}
    before = written_condition(condition)
    for candidate, meaning in zip(candidates[1:], meanings[1:], strict=True):
        if meaning in seen:
            continue
        seen.add(meaning)
        place = next((each.location for each in comparisons(condition) if each.location != NOWHERE), None)
        yield Variation(
            noun=candidate, kind="condition", before=before, after=written_condition(candidate), place=place
        )


def never_holds(condition: Condition, domains: Domains) -> bool:
    """Return whether a condition holds for nobody, as far as the values the facts can have can be gone through."""
    nothing = AllOf(parts=(condition, Negation(part=condition)))
    meant, never = domains.meanings((condition, nothing))
    return meant == never


def _changed(condition: Condition, domains: Domains) -> Iterator[Condition]:
    if condition == ALWAYS:
        return
    if not isinstance(condition, Negation):
        yield Negation(part=condition)
    yield from _inside(condition, domains)


def _inside(condition: Condition, domains: Domains) -> Iterator[Condition]:
    if isinstance(condition, Comparison):
        for operator, operand in _compared(condition, domains):
            yield altered(condition, operator=operator, operand=operand)
    elif isinstance(condition, Negation):
        yield condition.part
        for part in _inside(condition.part, domains):
            yield Negation(part=part)
    else:
        for place, part in enumerate(condition.parts):
            before, after = condition.parts[:place], condition.parts[place + 1 :]
            if before or after:
                yield _joined(condition, (*before, *after))
                yield altered(condition, parts=(*before, Negation(part=part), *after))
            for changed in _inside(part, domains):
                yield altered(condition, parts=(*before, changed, *after))


def _joined(condition: Condition, parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else altered(condition, parts=parts)


def _compared(comparison: Comparison, domains: Domains) -> Iterator[tuple[str, Operand]]:
    """Yield operators and operands one step away from those of a comparison."""
    operator, operand = comparison.operator, comparison.operand
    if beside := OPERATORS[operator].beside:
        yield beside, operand
    if isinstance(operand, tuple):
        for other in _listed(operand, domains.closed(comparison.fact)):
            yield operator, other
    else:
        for other in _beside(operand, domains.closed(comparison.fact)):
            yield operator, other


def _beside(operand: Scalar | Dated, closed: tuple[str, ...]) -> Iterator[Operand]:
    if isinstance(operand, bool):
        yield not operand
    elif isinstance(operand, int | float | Dated):
        for variation in numbers(operand, least=-(10**12)):
            yield variation.noun
    elif isinstance(operand, date):
        yield from sorted({day_away(operand, 1), day_away(operand, -1)} - {operand}, reverse=True)
    else:
        other = following(operand, closed)
        if other is not None:
            yield other


def _listed(operand: tuple[Scalar, ...], closed: tuple[str, ...]) -> Iterator[Operand]:
    """Yield a list without each member in turn, and with each replaced by a value that is not in it."""
    unused = [name for name in closed if name not in operand]
    for place in range(len(operand)):
        before, after = operand[:place], operand[place + 1 :]
        if before or after:
            yield (*before, *after)
        if unused:
            yield (*before, unused[place % len(unused)], *after)
