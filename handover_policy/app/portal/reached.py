"""people_reached: who has an address: of employees as events told it, of contacts as the settings name it."""

from __future__ import annotations

from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.ledger.people.tables import ADDRESSES


def people_reached(view: View, kind: str, value: str) -> list[str]:
    """Return who has an address of a kind, each once; letters count as they are written.

    Where events tell an address of somebody whom the settings name, too, the events count.
    """
    row = ADDRESSES.c
    asked = select(row.person, row.value).where(row.company == view.company.id, row.kind == kind)
    told = {found[0]: found[1] for found in view.connection.execute(asked)}
    for person, contact in view.company.settings.people.items():
        if kind in contact.addresses:
            told.setdefault(person, contact.addresses[kind])
    return sorted(person for person, address in told.items() if address == value)
