"""Contacts that are no employees: who they are and how they are reached, as hr told it on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.people.tables import CONTACTS
from handover_policy.ledger.rows.access import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who stands behind a contact of the policy."""

    id: str
    name: str
    phone: str | None = None
    email: str | None = None


def contacts_told(connection: Connection, company: str) -> Mapping[str, Contact]:
    """Return by id who stands behind contacts."""
    row = CONTACTS.c
    asked = select(row.id, row.name, row.phone, row.email).where(row.company == company)
    return {
        name: Contact(id=name, name=called, phone=phone, email=email)
        for name, called, phone, email in connection.execute(asked)
    }


def tell_contacts(engine: Engine, company: str, contacts: Iterable[Contact]) -> None:
    """Note who stands behind contacts, each in the place of what was told before."""
    rows = [
        {"company": company, "id": each.id, "name": each.name, "phone": each.phone, "email": each.email}
        for each in contacts
    ]
    if rows:
        with writing(engine) as connection:
            connection.execute(upsert(CONTACTS, connection.dialect.name), rows)
