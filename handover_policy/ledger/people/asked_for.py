"""What people asked for that hr hands them, where no channel carries it to them: new links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.people.tables import ASKED_FOR
from handover_policy.ledger.rows.access import upsert

LINK = "link"
"""A new link for signing in."""


class AskedFor(NamedTuple):
    """Who asked for what, and when at last."""

    person: str
    kind: str
    at: str


def ask_in(connection: Connection, company: str, person: str, kind: str, now: datetime) -> None:
    """Note that somebody asks for something; asked again, it waits once."""
    row = {"company": company, "person": person, "kind": kind, "at": now.isoformat(timespec="seconds")}
    connection.execute(upsert(ASKED_FOR, connection.dialect.name), row)


def asked_for(connection: Connection, company: str, most: int) -> Sequence[AskedFor]:
    """Return what waits for hr, the oldest first."""
    row = ASKED_FOR.c
    asked = select(row.person, row.kind, row.at).where(row.company == company).order_by(row.at, row.person)
    return [AskedFor(*each) for each in connection.execute(asked.limit(most))]


def handed_out_in(connection: Connection, company: str, person: str, kind: str) -> None:
    """Note that somebody was given what they asked for, or is not to be."""
    row = ASKED_FOR.c
    connection.execute(delete(ASKED_FOR).where(row.company == company, row.person == person, row.kind == kind))


def handed_out(engine: Engine, company: str, person: str, kind: str) -> None:
    """Note that somebody was given what they asked for, in a transaction of its own."""
    with writing(engine) as connection:
        handed_out_in(connection, company, person, kind)
