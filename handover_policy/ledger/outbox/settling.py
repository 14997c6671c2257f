"""settle, receive: what became of parcels written into the outbox, each change with a mark for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.claims import COLUMNS, IS_OPEN, ROW, OutboxRow
from handover_policy.ledger.outbox.following import follow_up
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.releasing import SENDER_DIED
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
from handover_policy.ledger.rows.access import HERE, MOST_AT_ONCE, NAMES, write_rows
from handover_policy.ledger.rows.likely import Likely
from handover_policy.ports.channels import Receipt

MINE = or_(
    and_(ROW.state == SENDING, ROW.claimed_by == bindparam("by")),
    and_(ROW.state == UNKNOWN, ROW.code == SENDER_DIED),
)
"""Of an attempt that is a sender's; one that was let go of since its sender seemed dead may end late."""
DOUBTED = func.coalesce(ROW.doubted_at, ROW.sent_at)
NEVER_TAKEN = "never-taken"
"""Of a message that its provider has never seen, however often it was sent."""
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
        doubted: whether nobody knows how the attempt ended: it may have gone out, whatever a later one says.
        noted: what else its record says.

    """

    state: str
    next_attempt: float | None = None
    address: str | None = None
    provider_id: str | None = None
    code: str | None = None
    reason: str | None = None
    doubted: bool = False
    noted: Mapping[str, object] = field(default_factory=dict)


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
    .where(ROW.company == HERE, ROW.notice == bindparam("of_notice"), ROW.channel == bindparam("of_channel"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "next_attempt", "address", "provider_id", "code", "reason", "settled_at")
        }
        | {
            "claimed_by": None,
            "claimed_until": None,
            "doubted_at": case((bindparam("doubted"), DOUBTED), else_=ROW.doubted_at),
        }
    )
)
HELD = select(ROW.notice, ROW.channel, ROW.parcel, ROW.attempts).where(ROW.company == HERE, ROW.notice.in_(NAMES), MINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A parcel, how it stands after an attempt, and since when."""

    parcel: Parcelled
    standing: DeliveryStanding
    at: datetime


def settle(
    connection: Connection, company: str, by: str, settled: Sequence[Settled]
) -> list[tuple[Settled, list[OutboxRow]]]:
    """Write how parcels stand, with a mark for each of their messages; return these, as far as they were the sender's.

    What was given to another sender meanwhile is that one's to settle.
    """
    mine = _still_of(connection, company, by, [row.notice for each in settled for row in each.parcel.rows])
    found = list[tuple[Settled, list[OutboxRow]]]()
    changed, marks = list[dict[str, object]](), list[DeliveryMark]()
    for each in settled:
        key, standing, together = each.parcel.key, each.standing, len(each.parcel.rows)
        rows = [row for row in each.parcel.rows if (row.notice, row.channel, key, row.attempts) in mine]
        if not rows:
            continue
        found.append((each, rows))
        values = _values(each)
        changed.extend({"here": company, "of_notice": row.notice, "of_channel": row.channel, **values} for row in rows)
        told = {
            "attempt": rows[0].attempts,
            "parcel": key,
            "together": together if together > 1 else None,
            "address": standing.address,
            "provider_id": standing.provider_id,
            "code": standing.code,
            "reason": standing.reason,
            **standing.noted,
        }
        marks.extend(_mark(row, standing.state, each.at, told) for row in rows)
    write_rows(connection, SETTLED, changed)
    add_marks(connection, company, marks)
    for each, rows in found:
        follow_up(connection, company, rows, each.standing.code, each.at)
    return found


def _still_of(
    connection: Connection, company: str, by: str, notices: Sequence[str]
) -> set[tuple[str, str, str | None, int]]:
    """Return which messages a sender still has, with parcel and attempt; nobody takes them from it meanwhile."""
    asked = HELD.with_for_update() if connection.dialect.name == POSTGRESQL else HELD
    found = set[tuple[str, str, str | None, int]]()
    for start in range(0, len(notices), MOST_AT_ONCE):
        told = {"here": company, "by": by, "names": notices[start : start + MOST_AT_ONCE]}
        found.update(
            (each.notice, each.channel, each.parcel, each.attempts) for each in connection.execute(asked, told)
        )
    return found


def _values(settled: Settled) -> dict[str, object]:
    moment, standing = settled.at.timestamp(), settled.standing
    return {
        "doubted": standing.doubted,
        "new_state": standing.state,
        "new_next_attempt": standing.next_attempt,
        "new_address": standing.address,
        "new_provider_id": standing.provider_id,
        "new_code": standing.code,
        "new_reason": standing.reason,
        "new_settled_at": None if standing.state == WAITING else moment,
    }


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
    columns = (ROW.parcel, ROW.channel, ROW.state, ROW.provider_id, ROW.address, ROW.sent_at, ROW.person)
    asked = select(*columns).where(
        ROW.company == company,
        ROW.channel == channel,
        ROW.next_attempt <= now,
        IS_OPEN,
    )
    found: dict[str, SentRow] = {}
    for key, name, state, provider_id, address, sent_at, person in connection.execute(
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
                sent_at=sent_at or 0.0,
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
        add_marks(connection, company, [_mark(row, receipt.state, at, told) for row in gone_on])
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
        add_marks(connection, company, [_mark(row, READ, now, {}) for row in found])


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
        add_marks(connection, company, [_mark(row, state, now, noted) for row in found])
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


def _mark(row: OutboxRow, state: str, at: datetime, told: Mapping[str, object]) -> DeliveryMark:
    beside = {**told, "instead_of": row.instead_of, "task": row.item}
    return DeliveryMark(
        notice=row.notice, channel=row.channel, person=row.person, case=row.case_id, state=state, at=at, told=beside
    )
