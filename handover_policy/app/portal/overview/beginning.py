"""Steps: what a company begins with: who its contacts are, its first people, a departure played on trial."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import func, select

from handover_policy.app.asking.view import View
from handover_policy.app.portal.overview.contacts import ContactShown, unreal
from handover_policy.app.serving.company import Company
from handover_policy.app.simulate import Simulated, ValueUnknown, simulate_departure
from handover_policy.ledger.people.contacts import Contact
from handover_policy.ledger.tables import CASES, PEOPLE
from handover_policy.simulate.scenario import Scenario

MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{2,30}")
NO_FAULTS: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The three steps; `faults` says by contact and field what is wrong with what was filled in."""

    contacts: Sequence[ContactShown]
    people: int
    faults: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NO_FAULTS)

    @property
    def contacts_done(self) -> bool:
        """Whether somebody real stands behind every contact."""
        return not unreal(self.contacts)


def steps_of(view: View, contacts: Sequence[ContactShown]) -> Steps | None:
    """Return the steps for a company that nobody has left yet, or whose contacts are not real; None for others."""
    company = view.company.id
    case = view.connection.execute(select(CASES.c.id).where(CASES.c.company == company).limit(1)).first()
    if case is not None and not unreal(contacts):
        return None
    people = view.connection.execute(select(func.count()).where(PEOPLE.c.company == company)).scalar() or 0
    return Steps(contacts=contacts, people=people)


def filled_in(contacts: Sequence[ContactShown], told: Mapping[str, str]) -> Sequence[ContactShown]:
    """Return contacts as a form was filled in: `name:ID`, `phone:ID` and `email:ID`."""

    def value(each: ContactShown, name: str, before: str) -> str:
        return told.get(f"{name}:{each.id}", before).strip()[:200]

    return [
        replace(
            each,
            name=value(each, "name", each.name),
            phone=value(each, "phone", each.phone),
            email=value(each, "email", each.email),
        )
        for each in contacts
    ]


def faults_in(contacts: Sequence[ContactShown]) -> Mapping[str, Mapping[str, str]]:
    """Return by contact and field what is wrong with it, as the texts name it."""
    found: dict[str, dict[str, str]] = {}
    for each in contacts:
        wrong = {}
        if not each.name or not each.name.isprintable():
            wrong["name"] = "wrong-name"
        if each.phone and not PHONE.fullmatch(each.phone):
            wrong["phone"] = "wrong-phone"
        if each.email and not MAIL.fullmatch(each.email):
            wrong["email"] = "wrong-mail"
        if not each.phone and not each.email:
            wrong["phone"] = "reach"
        if wrong:
            found[each.id] = wrong
    return found


def as_contacts(contacts: Sequence[ContactShown]) -> Sequence[Contact]:
    """Return contacts as they are kept."""
    return [
        Contact(id=each.id, name=each.name, phone=each.phone or None, email=each.email or None) for each in contacts
    ]


def trial_of(company: Company, day: date, role: str, stage: str) -> Simulated:
    """Return a departure of today played on trial; by the policy's first role where none, or an unknown one, is told.

    Raises:
        DepartureRefused: the policy lets nobody of that kind resign.

    """
    scenario = Scenario(role="", stage="", day=day)
    try:
        return simulate_departure(scenario, company.opened, role=role or None, stage=stage or None)
    except ValueUnknown:
        return simulate_departure(scenario, company.opened)
