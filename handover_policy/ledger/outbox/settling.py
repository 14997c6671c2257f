"""settle, receive: what became of parcels written into the outbox, each change with a mark for the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.afterwards.following import follow_up
from handover_policy.ledger.outbox.marks import DeliveryMark, add_delivery_marks
from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.ledger.outbox.releasing import SENDER_DIED
from handover_policy.ledger.outbox.tables import (
    ACCEPTED,
    DELIVERED,
    OUTBOX,
    SENDING,
    UNKNOWN,
    WAITING,
)
from handover_policy.ledger.rows.access import HERE, MOST_AT_ONCE, NAMES, write_rows

MINE = or_(
    and_(ROW.state == SENDING, ROW.claimed_by == bindparam("by")),
    and_(ROW.state == UNKNOWN, ROW.code == SENDER_DIED),
)
"""Of an attempt that is a sender's; one that was let go of since its sender seemed dead may end late."""
DOUBTED = func.coalesce(ROW.doubted_at, ROW.begun_at)


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
            for name in ("state", "next_attempt", "address", "provider_id", "code", "reason", "sent_at", "settled_at")
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
        marks.extend(mark_of(row, standing.state, each.at, told) for row in rows)
    write_rows(connection, SETTLED, changed)
    add_delivery_marks(connection, company, marks)
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
        "new_sent_at": moment if standing.state in {ACCEPTED, UNKNOWN, DELIVERED} else None,
        "new_settled_at": None if standing.state == WAITING else moment,
    }


def mark_of(row: OutboxRow, state: str, at: datetime, told: Mapping[str, object]) -> DeliveryMark:
    """Return the mark of what became of a message."""
    beside = {**told, "instead_of": row.instead_of, "task": row.item}
    return DeliveryMark(
        notice=row.notice, channel=row.channel, person=row.person, case=row.case_id, state=state, at=at, told=beside
    )
