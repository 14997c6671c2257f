"""settle, receive: what became of parcels written into the outbox, each change with a mark for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select, update

from handover_policy.ledger.outbox.claims import COLUMNS, IS_OPEN, ROW, OutboxRow
from handover_policy.ledger.outbox.following import follow_up
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.tables import (
    ACCEPTED,
    DELIVERED,
    FAILED,
    OUTBOX,
    PORTAL,
    READ,
    SENDING,
    UNKNOWN,
    WAITING,
)
from handover_policy.ledger.rows.access import HERE, NAMES
from handover_policy.ports.channels import Receipt

MINE = (ROW.state == SENDING, ROW.claimed_by == bindparam("by"))
"""A parcel that was given to another sender meanwhile is that one's to settle."""
FINAL = (FAILED, READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStanding:
    """How a parcel stands after an attempt.

    Args:
        state: `accepted`, `waiting` for the next attempt, `failed`, `unknown` or `undeliverable`.
        next_attempt: when it is next sent, or asked about (seconds since 1970); None where neither.
        address: where it went.
        provider_id: under which the provider knows it.
        code: of a failure.
        reason: of a failure, in the provider's words.

    """

    state: str
    next_attempt: float | None = None
    address: str | None = None
    provider_id: str | None = None
    code: str | None = None
    reason: str | None = None


class Parcelled(Protocol):
    """A parcel that was claimed."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def rows(self) -> Sequence[OutboxRow]:
        """Its messages."""


SETTLED = (
    update(OUTBOX)
    .where(ROW.company == HERE, ROW.notice == bindparam("of_notice"), ROW.channel == bindparam("of_channel"), *MINE)
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "next_attempt", "address", "provider_id", "code", "reason", "sent_at", "settled_at")
        }
        | {"claimed_by": None, "claimed_until": None}
    )
)


def settle(
    connection: Connection, company: str, *, by: str, parcel: Parcelled, standing: DeliveryStanding, at: datetime
) -> bool:
    """Write how a parcel stands, with a mark for each of its messages; False where it is another sender's by now."""
    moment = at.timestamp()
    sent = moment if standing.state in {ACCEPTED, UNKNOWN, DELIVERED} else None
    settled = None if standing.state == WAITING else moment
    values = {
        "new_state": standing.state,
        "new_next_attempt": standing.next_attempt,
        "new_address": standing.address,
        "new_provider_id": standing.provider_id,
        "new_code": standing.code,
        "new_reason": standing.reason,
        "new_sent_at": sent,
        "new_settled_at": settled,
    }
    first = parcel.rows[0]
    named = [
        {"here": company, "by": by, "of_notice": row.notice, "of_channel": row.channel, **values} for row in parcel.rows
    ]
    if connection.execute(SETTLED, named[0]).rowcount == 0:
        return False
    if named[1:]:
        connection.execute(SETTLED, named[1:])
    told = {
        "attempt": first.attempts,
        "parcel": parcel.key,
        "together": len(parcel.rows) if len(parcel.rows) > 1 else None,
        "address": standing.address,
        "provider_id": standing.provider_id,
        "code": standing.code,
        "reason": standing.reason,
    }
    add_marks(connection, company, [_mark(row, standing.state, at, told) for row in parcel.rows])
    follow_up(connection, company, parcel.rows, standing.code, at)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A parcel that a provider took, or may have taken."""

    key: str
    channel: str
    state: str
    provider_id: str | None
    address: str | None
    sent_at: float


def sent_parcels(connection: Connection, company: str, channel: str, now: float, most: int) -> list[SentRow]:
    """Return parcels that are to be asked about by now."""
    columns = (ROW.parcel, ROW.channel, ROW.state, ROW.provider_id, ROW.address, ROW.sent_at)
    asked = select(*columns).where(
        ROW.company == company,
        ROW.channel == channel,
        ROW.next_attempt <= now,
        IS_OPEN,
    )
    found: dict[str, SentRow] = {}
    for key, name, state, provider_id, address, sent_at in connection.execute(
        asked.order_by(ROW.next_attempt).limit(most)
    ):
        found.setdefault(
            key,
            SentRow(
                key=key, channel=name, state=state, provider_id=provider_id, address=address, sent_at=sent_at or 0.0
            ),
        )
    return list(found.values())


def receive(connection: Connection, company: str, channel: str, receipts: Iterable[Receipt], now: datetime) -> int:
    """Write what providers say became of parcels, each with marks; return how many messages changed.

    What was read stays read, and a failure told after a delivery counts no more: providers tell late and twice.
    """
    changed = 0
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
        told = {"parcel": receipt.key, "code": receipt.code, "reason": receipt.reason, "receipt": True}
        at = receipt.at or now
        add_marks(connection, company, [_mark(row, receipt.state, at, told) for row in gone_on])
        follow_up(connection, company, gone_on, receipt.code, now)
        changed += len(gone_on)
    return changed


def note_read(connection: Connection, company: str, person: str, key: str, now: datetime) -> None:
    """Note that somebody opened a message on their page, once, with a mark."""
    mine = (ROW.company == company, ROW.notice == key, ROW.channel == PORTAL, ROW.person == person)
    asked = select(*COLUMNS).where(*mine, ROW.state != READ)
    found = [OutboxRow._make(each) for each in connection.execute(asked)]
    if found:
        connection.execute(update(OUTBOX).where(*mine).values(state=READ, settled_at=now.timestamp()))
        add_marks(connection, company, [_mark(row, READ, now, {}) for row in found])


def ask_again(connection: Connection, company: str, channel: str, again: Mapping[str, float | None]) -> None:
    """Let parcels be asked about again at a moment (seconds since 1970), by their keys; None: never again."""
    for key, moment in again.items():
        one = update(OUTBOX).where(
            ROW.company == company,
            ROW.parcel == key,
            ROW.channel == channel,
            ROW.state.in_((ACCEPTED, UNKNOWN, DELIVERED)),
        )
        connection.execute(one.values(next_attempt=moment))


def send_again(connection: Connection, company: str, channel: str, keys: Sequence[str], now: float) -> int:
    """Let parcels of which nobody knows whether they were taken wait to be sent again; return how many messages."""
    again = update(OUTBOX).where(
        ROW.company == company, ROW.parcel.in_(NAMES), ROW.channel == channel, ROW.state == UNKNOWN
    )
    told = again.values(state=WAITING, next_attempt=now, settled_at=None)
    return connection.execute(told, {"names": list(keys)}).rowcount if keys else 0


def _rows_of(connection: Connection, company: str, channel: str, key: str) -> list[tuple[OutboxRow, str]]:
    asked = select(*COLUMNS, ROW.state).where(ROW.company == company, ROW.parcel == key, ROW.channel == channel)
    return [(OutboxRow._make(each[:-1]), each[-1]) for each in connection.execute(asked)]


def _goes_on(state: str, told: str) -> bool:
    """Return whether a receipt tells something new of a message that stands so."""
    if told == READ:
        return state != READ
    if told == DELIVERED:
        return state not in {DELIVERED, READ}
    return state not in {DELIVERED, READ, FAILED}


def _mark(row: OutboxRow, state: str, at: datetime, told: Mapping[str, object]) -> DeliveryMark:
    beside = {**told, "instead_of": row.instead_of}
    return DeliveryMark(
        notice=row.notice, channel=row.channel, person=row.person, case=row.case_id, state=state, at=at, told=beside
    )
