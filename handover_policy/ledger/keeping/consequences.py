"""OutboxMessage, Link: what decisions leave beside the ledger: messages to send, and which cases they touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, delete, select

from handover_policy.ledger.outbox.private import IS_PRIVATE
from handover_policy.ledger.outbox.rows import Sending, waiting_row
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.rows.access import COMPANY, upsert
from handover_policy.ledger.tables import CASE_LINKS

FROM: BindParameter[int] = bindparam("first")
MESSAGES = (
    select(OUTBOX.c.notice, OUTBOX.c.channel, OUTBOX.c.position, OUTBOX.c.person, OUTBOX.c.case_id)
    .where(OUTBOX.c.company == COMPANY, OUTBOX.c.position >= FROM, OUTBOX.c.instead_of.is_(None), OUTBOX.c.person != "")
    .where(OUTBOX.c.item.is_(None), ~IS_PRIVATE)
)
FROM_LEDGER = "from-ledger"
"""Why a message is not sent: its row was made anew from the ledger."""
LINKS = select(CASE_LINKS.c.case_id, CASE_LINKS.c.position).where(
    CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.position >= FROM
)
NO_LINKS = delete(CASE_LINKS).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.position >= FROM)
NO_MESSAGE = delete(OUTBOX).where(
    OUTBOX.c.company == COMPANY,
    OUTBOX.c.notice == bindparam("gone_notice"),
    OUTBOX.c.channel == bindparam("gone_channel"),
)


class OutboxMessage(NamedTuple):
    """A message on one channel, and the decision that asks for it."""

    notice: str
    channel: str
    position: int
    person: str
    case_id: str | None = None


class Link(NamedTuple):
    """A case that a decision touched without being its own."""

    case_id: str
    position: int


def messages_from(connection: Connection, company: str, first: int) -> set[OutboxMessage]:
    """Return the messages that the decisions from a position on asked for, as the outbox has them."""
    return {OutboxMessage(*row) for row in connection.execute(MESSAGES, {"company": company, "first": first})}


def links_from(connection: Connection, company: str, first: int) -> set[Link]:
    """Return which cases the decisions from a position on touched, as the table has it."""
    return {Link(*row) for row in connection.execute(LINKS, {"company": company, "first": first})}


def write_links(connection: Connection, company: str, first: int, links: Iterable[Link]) -> None:
    """Put links in the place of those from a position on."""
    connection.execute(NO_LINKS, {"company": company, "first": first})
    rows = [{"company": company, **each._asdict()} for each in sorted(links)]
    if rows:
        connection.execute(CASE_LINKS.insert(), rows)


def write_messages(connection: Connection, company: str, first: int, messages: Iterable[OutboxMessage]) -> None:
    """Let the outbox hold these messages from a position on; of those it holds the state of sending stays."""
    wanted, there = set(messages), messages_from(connection, company, first)
    gone = [{"company": company, "gone_notice": each.notice, "gone_channel": each.channel} for each in there - wanted]
    if gone:
        connection.execute(NO_MESSAGE, gone)
    rows = [_restored(company, each) for each in sorted(wanted - there)]
    if rows:
        connection.execute(upsert(OUTBOX, connection.dialect.name), rows)


def _restored(company: str, message: OutboxMessage) -> dict[str, Any]:
    """Return the row of a message that a ledger tells of and the outbox had lost: nobody knows whether it was sent."""
    sending = Sending(notice=message.notice, channel=message.channel, person=message.person, case=message.case_id)
    row = waiting_row(sending, message.position, frozenset(), 0.0)
    return {"company": company, **row, "code": row["code"] and FROM_LEDGER}
