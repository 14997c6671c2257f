"""note_opening, has_opened, openings_of: who opened what is kept of somebody, and when."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.personal.tables import OPENINGS

NUMBER_BYTES = 8


class DataOpening(NamedTuple):
    """Somebody opened something: who (empty: whoever came by a link and a code), what, and when."""

    by: str
    what: str
    at: str


def note_opening(engine: Engine, company: str, person: str, *, by: str, what: str, now: datetime) -> None:
    """Note that somebody opened something that is kept of a person."""
    row = {
        "company": company,
        "person": person,
        "number": f"{_number(now)}-{secrets.token_hex(NUMBER_BYTES)}",
        "by": by,
        "what": what,
        "at": now.isoformat(timespec="seconds"),
    }
    with writing(engine) as connection:
        connection.execute(OPENINGS.insert(), row)


def openings_of(connection: Connection, company: str, person: str, most: int | None = None) -> Sequence[DataOpening]:
    """Return who opened what of somebody's, the newest first."""
    row = OPENINGS.c
    asked = select(row.by, row.what, row.at).where(row.company == company, row.person == person)
    return [DataOpening(*each) for each in connection.execute(asked.order_by(row.number.desc()).limit(most))]


def has_opened(
    connection: Connection, company: str, person: str, *, by: str, what: str, since: datetime | None = None
) -> bool:
    """Return whether somebody opened something of somebody's, ever or since a moment."""
    row = OPENINGS.c
    asked = select(row.at).where(row.company == company, row.person == person, row.by == by, row.what == what)
    if since is not None:
        asked = asked.where(row.number >= _number(since))
    return connection.execute(asked.limit(1)).first() is not None


def _number(moment: datetime) -> str:
    """Return where the numbers of a moment begin: the newest come last."""
    return f"{int(moment.timestamp()):011d}"
