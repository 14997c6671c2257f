"""Clause, Consequence: what employees sign, and what follows where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.findings.finding import Location
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.dated import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a clause provides for: damages, penalty, bonus or early_release."""

    kind: str
    when: Condition = ALWAYS
    measure: str | None = None
    amount: Number | None = None
    percent: Number | None = None
    of: str | None = None
    proof_required: bool = False
    cap_percent_of_month: Number | None = None
    floor: str | None = None
    trigger: str | None = None
    exclude: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    served: ServicePeriod | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePeriod:
    """A period that an employee agreed to serve: the facts that tell its first and last day, and what it cost."""

    begins: str = ""
    ends: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What employees sign, those for whom `when` holds; `sign` is onboarding, resignation or never."""

    id: str
    title: str
    text: str
    sign: str = "never"
    when: Condition = ALWAYS
    consequence: Consequence | None = None
    law: tuple[str, ...] = ()
    location: Location
