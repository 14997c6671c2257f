"""hr_of, known_person: who acts as hr of a company, and whether somebody is known there at all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, select

from handover_policy.app.serving.settings import CompanySettings
from handover_policy.ledger.database import reading
from handover_policy.ledger.tables import PEOPLE
from handover_policy.policy.policy_set import PolicySet

HR = "hr"


def hr_of(settings: CompanySettings, newest: PolicySet) -> tuple[str, ...]:
    """Return who acts as hr: those of the settings, else the contact hr of the newest version."""
    return settings.hr or newest.manifest.contact_ids(HR)


def contacts_of(settings: CompanySettings, policies: Iterable[PolicySet]) -> tuple[str, ...]:
    """Return everybody that settings and policies name, each once, in their order."""
    named = (*settings.hr, *settings.auditors, *settings.people)
    return tuple(dict.fromkeys((*named, *(name for each in policies for name in each.manifest.contact_people))))


def is_employee(engine: Engine, company: str, person: str) -> bool:
    """Return whether a company was told of an employee; the tables must be there."""
    asked = select(PEOPLE.c.id).where(PEOPLE.c.company == company, PEOPLE.c.id == person)
    with reading(engine) as connection:
        return connection.execute(asked).first() is not None
