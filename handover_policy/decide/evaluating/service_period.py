"""Service periods, and whom a consequence concerns: what is left of a period on the last day, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from handover_policy.conditions.values import presentable
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import Fact, Surroundings, gather, surroundings
from handover_policy.model.words.clauses import CONSEQUENCE_TRIGGERS
from handover_policy.policy.clauses import Clause, Consequence

CENT = Decimal("0.01")
CAP, UNAMORTISED = "cap", "unamortised_training_cost"


class _Served(NamedTuple):
    """A service period as facts tell it; None for what they do not."""

    begins: date | None
    ends: date | None
    cost: Decimal | None


def is_owed(work: CaseWork, consequence: Consequence) -> bool:
    """Return whether a consequence concerns a departure at all: its cause, its person, a period that was not served.

    The causes that a clause excludes, employer's fault above all, owe nothing by it (LCL Implementing Regulations 26).
    """
    if work.case.cause in consequence.exclude:
        return False
    if consequence.persons and not _is_one_of(consequence.persons, work):
        return False
    trigger = CONSEQUENCE_TRIGGERS.get(consequence.trigger or "")
    if trigger is None or not trigger.served:
        return True
    ends, last_day = _period(consequence, surroundings(work)).ends, work.case.last_day
    return ends is not None and last_day is not None and last_day < ends


def by_service(consequence: Consequence) -> bool:
    """Return whether the sum is what is left of a service period, or capped by it."""
    trigger = CONSEQUENCE_TRIGGERS.get(consequence.trigger or "")
    return (trigger is not None and trigger.served) or consequence.extra.get(CAP) == UNAMORTISED


def share_of_cost(consequence: Consequence, work: CaseWork) -> Decimal | None:
    """Return the cost times the days after the last day, divided by all days of the period, both ends included.

    None where the period or its cost is not told (contract, "clauses"; LCL 22).
    """
    begins, ends, cost = _period(consequence, surroundings(work))
    last_day = work.case.last_day
    if begins is None or ends is None or cost is None or last_day is None or ends < begins:
        return None
    whole = (ends - begins).days + 1
    left = min(max((ends - last_day).days, 0), whole)
    return in_cents(cost * left / whole)


def facts_of_service(clause: Clause, about: Surroundings) -> Mapping[str, str | int | float | bool | None]:
    """Return the facts that tell the service period of a clause, as JSON shows them."""
    served = clause.consequence.served if clause.consequence is not None else None
    names = [name for name in (served.begins, served.ends, served.cost) if name] if served is not None else []
    facts = gather(names, about)
    return {name: presentable(facts, name) for name in names}


def in_cents(amount: Decimal) -> Decimal:
    """Return an amount rounded to cents, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _period(consequence: Consequence, about: Surroundings) -> _Served:
    served = consequence.served
    if served is None:
        return _Served(None, None, None)
    names = [name for name in (served.begins, served.ends, served.cost) if name]
    facts = gather(names, about)
    return _Served(_day(facts.get(served.begins)), _day(facts.get(served.ends)), _sum(facts.get(served.cost)))


def _day(told: Fact) -> date | None:
    return date.fromisoformat(told) if isinstance(told, str) else None


def _sum(told: Fact) -> Decimal | None:
    return Decimal(str(told)) if isinstance(told, int | float) and told >= 0 else None


def _is_one_of(persons: tuple[str, ...], work: CaseWork) -> bool:
    """Return whether the employee has one of these values in the vocabulary, or a flag of that name that is true."""
    told, manifest = work.employee.attributes, work.book.policy.manifest
    values = [told.get(name.removeprefix("employee.")) for name in manifest.vocabulary]
    return any(person in values or told.get(person) is True for person in persons)
