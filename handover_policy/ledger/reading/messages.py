"""Messages of channel `portal`: which were sent to somebody, and which of them were opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Select, and_, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.receiving import note_read
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.rows.access import upsert
from handover_policy.ledger.tables import LEDGER, READ_MESSAGES

PORTAL = "portal"
MOST_AT_ONCE = 500


class MessageRow(NamedTuple):
    """A message: its key, when and by which event and decision it was asked for, and when it was opened."""

    notice: str
    received_at: str
    body: str | None
    decision: str | None
    read_at: str | None


def portal_messages(connection: Connection, company: str, person: str, most: int) -> Sequence[MessageRow]:
    """Return the newest messages to somebody, the newest first."""
    told = _asked(company, person).order_by(OUTBOX.c.position.desc(), OUTBOX.c.notice).limit(most)
    return [MessageRow(*each) for each in connection.execute(told)]


def message_row(connection: Connection, company: str, person: str, key: str) -> MessageRow | None:
    """Return one message to somebody; None where there is none."""
    found = connection.execute(_asked(company, person).where(OUTBOX.c.notice == key)).first()
    return None if found is None else MessageRow(*found)


def opened_messages(connection: Connection, company: str, keys: Collection[str]) -> frozenset[str]:
    """Return which of some messages whoever they are for has opened."""
    row, names = READ_MESSAGES.c, list(keys)
    found: set[str] = set()
    for start in range(0, len(names), MOST_AT_ONCE):
        part = names[start : start + MOST_AT_ONCE]
        asked = select(row.notice).where(row.company == company, row.notice.in_(part))
        found.update(each.notice for each in connection.execute(asked))
    return frozenset(found)


def read_message(engine: Engine, company: str, person: str, key: str, now: datetime) -> None:
    """Note that somebody opened a message."""
    row = {"company": company, "notice": key, "person": person, "at": now.isoformat(timespec="seconds")}
    with writing(engine) as connection:
        connection.execute(upsert(READ_MESSAGES, connection.dialect.name), row)
        note_read(connection, company, person, key, now)


def _asked(company: str, person: str) -> Select[str, str, str | None, str | None, str | None]:
    sent, row, read = OUTBOX.c, LEDGER.c, READ_MESSAGES.c
    opened = and_(read.company == sent.company, read.notice == sent.notice, read.person == sent.person)
    asked = select(sent.notice, row.received_at, row.body, row.decision, read.at)
    joined = asked.join_from(OUTBOX, LEDGER, and_(row.company == sent.company, row.position == sent.position))
    told = joined.join(READ_MESSAGES, opened, isouter=True)
    return told.where(sent.company == company, sent.person == person, sent.channel == PORTAL)
