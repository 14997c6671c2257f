"""receive, ask_again, send_again: what providers say later of what they took, or may have taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from handover_policy.ledger.outbox.afterwards.following import follow_up
from handover_policy.ledger.outbox.marks import add_delivery_marks
from handover_policy.ledger.outbox.parcels import COLUMNS, IS_OPEN, ROW, OutboxRow
from handover_policy.ledger.outbox.settling import mark_of
from handover_policy.ledger.outbox.tables import ACCEPTED, DELIVERED, FAILED, OUTBOX, PORTAL, READ, UNKNOWN, WAITING
from handover_policy.ledger.rows.likely import Likely
from handover_policy.ports.channels import Receipt

FINAL = (FAILED, READ)
NEVER_TAKEN = "never-taken"
"""Of a message that its provider has never seen, however often it was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A parcel that a provider took, or may have taken."""

    key: str
    channel: str
    state: str
    provider_id: str | None
    address: str | None
    sent_at: float
    person: str


def sent_parcels(connection: Connection, company: str, channel: str, now: float, most: int) -> list[SentRow]:
    """Return parcels that are to be asked about by now."""
    columns = (ROW.parcel, ROW.channel, ROW.state, ROW.provider_id, ROW.address, ROW.begun_at, ROW.person)
    asked = select(*columns).where(
        ROW.company == company,
        ROW.channel == channel,
        ROW.next_attempt <= now,
        IS_OPEN,
    )
    found: dict[str, SentRow] = {}
    for key, name, state, provider_id, address, begun_at, person in connection.execute(
        asked.order_by(ROW.next_attempt).limit(most)
    ):
        found.setdefault(
            key,
            SentRow(
                key=key,
                channel=name,
                state=state,
                provider_id=provider_id,
                address=address,
                sent_at=begun_at or 0.0,
                person=person,
            ),
        )
    return list(found.values())


def receive(
    connection: Connection,
    company: str,
    channel: str,
    receipts: Iterable[Receipt],
    now: datetime,
    *,
    source: str | None = None,
) -> list[OutboxRow]:
    """Write what providers say became of parcels, each with marks; return the messages that changed.

    What was read stays read, and a failure told after a delivery counts no more: providers tell late and twice.
    `source` names the door that a receipt came by, where nobody asked for it.
    """
    changed = list[OutboxRow]()
    for receipt in receipts:
        rows = _rows_of(connection, company, channel, receipt.key)
        gone_on = [row for row, state in rows if _goes_on(state, receipt.state)]
        values: dict[str, Any] = {"state": receipt.state, "settled_at": now.timestamp()}
        if receipt.state in FINAL:
            values["next_attempt"] = None
        if receipt.code is not None:
            values |= {"code": receipt.code, "reason": receipt.reason}
        for row in gone_on:
            one = update(OUTBOX).where(ROW.company == company, ROW.notice == row.notice, ROW.channel == channel)
            connection.execute(one.values(**values))
        told = {
            "parcel": receipt.key,
            "code": receipt.code,
            "reason": receipt.reason,
            "receipt": True,
            "source": source,
        }
        at = receipt.at or now
        add_delivery_marks(connection, company, [mark_of(row, receipt.state, at, told) for row in gone_on])
        changed.extend(gone_on)
        follow_up(connection, company, gone_on, receipt.code, now)
    return changed


def note_read(connection: Connection, company: str, person: str, key: str, now: datetime) -> None:
    """Note that somebody opened a message on their page, once, with a mark."""
    mine = (ROW.company == company, ROW.notice == key, ROW.channel == PORTAL, ROW.person == person)
    asked = select(*COLUMNS).where(*mine, ROW.state != READ)
    found = [OutboxRow._make(each) for each in connection.execute(asked)]
    if found:
        connection.execute(update(OUTBOX).where(*mine).values(state=READ, settled_at=now.timestamp()))
        add_delivery_marks(connection, company, [mark_of(row, READ, now, {}) for row in found])


def ask_again(connection: Connection, company: str, channel: str, again: Mapping[str, float | None]) -> None:
    """Let parcels be asked about again at a moment (seconds since 1970), by their keys; None: never again."""
    for key, moment in again.items():
        one = update(OUTBOX).where(
            Likely(ROW.company == company),
            ROW.parcel == key,
            ROW.channel == channel,
            ROW.state.in_((ACCEPTED, UNKNOWN, DELIVERED)),
        )
        connection.execute(one.values(next_attempt=moment))


def send_again(
    connection: Connection, company: str, channel: str, keys: Sequence[str], now: datetime, *, most: int
) -> list[OutboxRow]:
    """Let parcels that their provider has never seen be sent again, with marks; what was tried `most` times has failed.

    Returns:
        the messages that failed.

    """
    failed = list[OutboxRow]()
    for key in keys:
        found = [row for row, state in _rows_of(connection, company, channel, key) if state == UNKNOWN]
        over = bool(found) and found[0].attempts >= most
        state = FAILED if over else WAITING
        moment = now.timestamp()
        told: dict[str, Any] = {"state": state, "next_attempt": None if over else moment, "doubted_at": None}
        told |= {"code": NEVER_TAKEN, "settled_at": moment if over else None}
        for row in found:
            one = update(OUTBOX).where(ROW.company == company, ROW.notice == row.notice, ROW.channel == channel)
            connection.execute(one.values(**told))
        noted = {"parcel": key, "code": NEVER_TAKEN}
        add_delivery_marks(connection, company, [mark_of(row, state, now, noted) for row in found])
        failed.extend(found if over else ())
    return failed


def _rows_of(connection: Connection, company: str, channel: str, key: str) -> list[tuple[OutboxRow, str]]:
    asked = select(*COLUMNS, ROW.state).where(Likely(ROW.company == company), ROW.parcel == key, ROW.channel == channel)
    return [(OutboxRow._make(each[:-1]), each[-1]) for each in connection.execute(asked)]


def _goes_on(state: str, told: str) -> bool:
    """Return whether a receipt tells something new of a message that stands so."""
    if told == READ:
        return state != READ
    if told == DELIVERED:
        return state not in {DELIVERED, READ}
    return state not in {DELIVERED, READ, FAILED}
