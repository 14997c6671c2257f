"""passing_of, forget_passing, forget_beside: rows about somebody beside the ledger that no duty asks to keep."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import BindParameter, ColumnElement, Connection, Table, bindparam, delete, func, or_, select

from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.outbox.private import IS_PRIVATE
from handover_policy.ledger.outbox.tables import OUTBOX, SENDING, WAITING
from handover_policy.ledger.people.tables import CONTACTS
from handover_policy.ledger.personal.tables import CERTIFICATE_LINKS, DRAFTS
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import CODES, READ_MESSAGES, SESSIONS, SIGN_IN_LINKS

NOW: BindParameter[float] = bindparam("now")
PASSING: Mapping[str, tuple[Table, ColumnElement[bool]]] = MappingProxyType(
    {
        "drafts": (DRAFTS, DRAFTS.c.person.is_not(None)),
        "sessions": (SESSIONS, or_(SESSIONS.c.ended_at.is_not(None), SESSIONS.c.until <= NOW)),
        "links": (SIGN_IN_LINKS, or_(SIGN_IN_LINKS.c.used_at.is_not(None), SIGN_IN_LINKS.c.until <= NOW)),
        "codes": (CODES, CODES.c.until <= NOW),
        "certificate-links": (CERTIFICATE_LINKS, CERTIFICATE_LINKS.c.until <= NOW),
        "private-messages": (OUTBOX, IS_PRIVATE & OUTBOX.c.state.not_in((WAITING, SENDING))),
    }
)
"""What has served: typed and never sent, sessions that ended, links and codes that were used or are too old."""
BESIDE = (
    delete(SESSIONS).where(SESSIONS.c.company == COMPANY, SESSIONS.c.person.in_(NAMES)),
    delete(READ_MESSAGES).where(READ_MESSAGES.c.company == COMPANY, READ_MESSAGES.c.person.in_(NAMES)),
    delete(LEDGER_MARKS).where(LEDGER_MARKS.c.company == COMPANY, LEDGER_MARKS.c.subject.in_(NAMES)),
    delete(CONTACTS).where(CONTACTS.c.company == COMPANY, CONTACTS.c.id.in_(NAMES)),
)


def passing_of(connection: Connection, company: str, person: str, now: datetime) -> Mapping[str, int]:
    """Return how many rows of each kind have served and may go; kinds of which there are none are left out."""
    found = {}
    for kind, (table, served) in PASSING.items():
        asked = select(func.count()).select_from(table)
        asked = asked.where(table.c.company == company, table.c.person == person, served)
        found[kind] = int(connection.execute(asked, {"now": now.timestamp()}).scalar() or 0)
    return {kind: count for kind, count in found.items() if count}


def forget_passing(connection: Connection, company: str, person: str, now: datetime) -> Mapping[str, int]:
    """Delete what has served of somebody; return how many rows of each kind."""
    found = {}
    for kind, (table, served) in PASSING.items():
        gone = delete(table).where(table.c.company == company, table.c.person == person, served)
        found[kind] = connection.execute(gone, {"now": now.timestamp()}).rowcount
    return {kind: count for kind, count in found.items() if count}


def forget_beside(connection: Connection, company: str, people: Collection[str]) -> None:
    """Delete what stands of people beside the state and the ledger."""
    for statement in BESIDE:
        connection.execute(statement, {"company": company, "names": list(people)})
