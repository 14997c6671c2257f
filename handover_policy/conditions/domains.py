"""Domains: every value the facts of a condition can have, so that conditions which mean the same are found out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import floor, prod
from typing import TypeAlias

from handover_policy.conditions.meaning import holds
from handover_policy.model.condition import (
    ALWAYS,
    Comparison,
    Condition,
    FactValue,
    Operand,
    all_of,
    comparisons,
    facts_read,
)
from handover_policy.model.dated import Dated
from handover_policy.model.dates.timeline import day_away
from handover_policy.policy.facts import ANY, FLAG, NUMBER, TEXT, Fact, FactTable
from handover_policy.policy.policy_set import PolicySet, TaskRule

Meaning: TypeAlias = tuple[object, ...]

MOST_WORLDS = 20_000
OUTSIDE = "\N{REPLACEMENT CHARACTER}"
"""Stands for every text that no condition names: events may bring values that the vocabulary does not list."""
EVER_TOLD = frozenset(
    {
        "case.cause",
        "case.last_day_reached",
        "case.absent",
        "case.successor_assigned",
        "case.handover",
        "case.loss_proven",
        "case.severance_owed",
        "tasks.total",
        "tasks.unfinished",
        "tasks.overdue",
        "sheet.signed",
        "agreement.signed",
        "employee.role",
        "employee.stage",
        "employee.name",
        "employee.manager",
        "employee.hired_on",
        "employee.tenure_months",
        "employee.tenure_days",
    }
)
"""Facts that are never missing where a condition is evaluated within a case."""
CLOSED_BY_THE_PRODUCT = frozenset({"case.cause", "case.handover", "task.state", "event.type"})
MAY_BE_NEGATIVE = frozenset({"case.days_to_last_day"})
TOLD_BY_EVENTS = "event."


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """What the facts of a policy set can be; `in_case` tells that the conditions are evaluated within a case.

    `fewest_tasks` is how many tasks every case has, whoever leaves.
    """

    table: FactTable
    in_case: bool
    fewest_tasks: int

    def closed(self, name: str) -> tuple[str, ...]:
        """Return the values that conditions may name of a fact; empty where any may come."""
        fact = self.table.find(name)
        return fact.values if fact is not None else ()

    def meanings(self, conditions: tuple[Condition, ...]) -> tuple[Meaning, ...]:
        """Return for each condition what it means: the answers over all worlds; itself where these are too many.

        Two conditions with equal meanings give the same answer whatever the facts are.
        """
        names = tuple(dict.fromkeys(name for condition in conditions for name in facts_read(condition)))
        asked = tuple(each for condition in conditions for each in comparisons(condition))
        if any(isinstance(each.operand, Dated) for each in asked):
            return tuple((condition,) for condition in conditions)
        values = {name: tuple(self.values(name, asked)) for name in names}
        if prod(len(each) for each in values.values()) > MOST_WORLDS:
            return tuple((condition,) for condition in conditions)
        worlds: list[Mapping[str, FactValue]] = [
            dict(zip(values, world, strict=True)) for world in product(*values.values())
        ]
        return tuple(tuple(holds(condition, world) for world in worlds) for condition in conditions)

    def values(self, name: str, asked: Iterable[Comparison]) -> Iterator[FactValue]:
        """Yield every value that a fact can have as far as the comparisons `asked` of it can tell values apart."""
        operands = [item for each in asked if each.fact == name for item in _listed(each.operand)]
        fact = self.table.find(name) or Fact(name=name, type=_type_asked(operands))
        if not (self.in_case and name in EVER_TOLD):
            yield None
        if fact.type == FLAG:
            yield from (True, False)
        elif fact.type == NUMBER:
            least = self.fewest_tasks if name == "tasks.total" else 0
            limits = [item for item in operands if isinstance(item, int | float)]
            told = name.startswith(TOLD_BY_EVENTS) or fact.declared
            around = _around((least, *limits), whole=not told)
            yield from (value for value in around if value >= least or told or name in MAY_BE_NEGATIVE)
        else:
            if fact.type == ANY:
                yield from _around((item for item in operands if isinstance(item, int | float)), whole=False)
            days = {item for item in operands if isinstance(item, date)}
            yield from sorted({day_away(day, step) for day in days for step in (-1, 0, 1)})
            texts = dict.fromkeys([*fact.values, *(item for item in operands if isinstance(item, str))])
            yield from texts
            if name not in CLOSED_BY_THE_PRODUCT:
                yield OUTSIDE


def domains_of(policy: PolicySet, *, in_case: bool) -> Domains:
    """Return what the facts of a policy set can be."""
    manifest = policy.manifest
    sections = tuple(section.id for section in policy.sections)
    fields = tuple(dict.fromkeys(field for section in policy.sections for field in section.fields))
    table = FactTable(
        vocabulary=manifest.vocabulary,
        attributes=manifest.attributes,
        controls=tuple(manifest.controls),
        parties=tuple(manifest.parties),
        sections=sections,
        record=fields,
    )
    fewest = sum(_is_everybodys(task) for task in policy.tasks)
    return Domains(table=table, in_case=in_case, fewest_tasks=fewest)


def _is_everybodys(task: TaskRule) -> bool:
    """Return whether there is a task in every case."""
    whenever = all_of(task.when, task.only_when) == ALWAYS
    return whenever and task.for_each is None and any(step.when == ALWAYS for step in task.steps)


def _listed(operand: Operand) -> tuple[object, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _type_asked(operands: Iterable[object]) -> str:
    """Return the type of a fact that no table knows, by what it is compared with."""
    kinds = {type(item) for item in operands}
    if kinds == {bool}:
        return FLAG
    return NUMBER if kinds and kinds <= {int, float} else TEXT


def _around(limits: Iterable[int | float], *, whole: bool) -> list[int | float]:
    """Return every limit with its neighbours; `whole` where fractions cannot come."""
    limits = tuple(limits)
    found: set[int | float] = {floor(limit) + step for limit in limits for step in (-1, 0, 1, 2)}
    if not whole:
        found |= {limit + step for limit in limits for step in (-0.5, 0, 0.5)}
    return sorted(found)
