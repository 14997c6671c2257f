"""claim, release_expired: messages that are due, taken by one sender for a while, as parcels."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, Select, and_, bindparam, or_, select, update

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.rates import Bucket, allowed
from handover_policy.ledger.outbox.tables import ASKED_ABOUT, OUTBOX, SENDING, UNKNOWN, WAITING
from handover_policy.ledger.rows.access import HERE, NAMES
from handover_policy.ports.channels import Limit

ROW = OUTBOX.c
MOST_IN_PARCEL = 1000
ROWS_A_PARCEL = 4
"""How many rows are looked at for each parcel that is wanted: some of them are of one person."""
AFTER_ANOTHER = 1.0
"""Seconds for which something waits that no parcel was made of, for it is on its way already."""
KEY_DIGITS = 32
CLAIMED = (
    update(OUTBOX)
    .where(
        ROW.company == HERE,
        ROW.notice == bindparam("of_notice"),
        ROW.channel == bindparam("of_channel"),
        ROW.state == WAITING,
    )
    .values(
        state=SENDING,
        attempts=ROW.attempts + 1,
        parcel=bindparam("as_parcel"),
        claimed_by=bindparam("by"),
        claimed_until=bindparam("till"),
    )
)


class OutboxRow(NamedTuple):
    """A message on one channel as a sender needs it; `attempts` counts the one at hand."""

    notice: str
    channel: str
    position: int
    person: str
    case_id: str | None
    attempts: int
    parcel: str | None
    reminder: bool
    instead_of: str | None
    item: str | None = None


IS_OPEN = and_(ROW.next_attempt.is_not(None), or_(*(ROW.state == each for each in ASKED_ABOUT)))
"""Of a message that its provider may have more to tell of; written as the index of these is."""
COLUMNS = tuple(ROW[name] for name in OutboxRow._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedParcel:
    """Messages of one person that go out in one request, under a key that is the same at each attempt."""

    key: str
    rows: Sequence[OutboxRow]

    @property
    def person(self) -> str:
        """Whom it is for."""
        return self.rows[0].person


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsWanted:
    """Who wants messages of a channel.

    Args:
        company: its id.
        channel: the channel's name.
        by: names the sender.
        now: by the company's clock, in seconds since 1970; a demo's is ahead of the machine's.
        wall: by the machine's clock, which providers and claims go by.
        until: when what it takes is free again, should it die; by the machine's clock.
        most: how many parcels it can carry now.
        limits: of the channel, and of each address.
        joined: whether what is due for one person goes out as one.
        grouping: puts what is due into parcels otherwise than by person; what it leaves out waits a little.

    """

    company: str
    channel: str
    by: str
    now: float
    wall: float
    until: float
    most: int
    limits: Sequence[Limit] = ()
    joined: bool = True
    grouping: Grouping | None = None


Grouping: TypeAlias = Callable[[Connection, ParcelsWanted, Sequence[OutboxRow]], list[ClaimedParcel]]
"""Puts what is due into parcels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a sender got, and from when on there is more, where the provider takes no more now."""

    parcels: Sequence[ClaimedParcel] = ()
    again_at: float | None = None


def waiting_parcels(connection: Connection, wanted: ParcelsWanted) -> Sequence[ClaimedParcel]:
    """Return messages that are due as they would go out; nothing is taken."""
    return _parcels(connection, wanted, _due(connection, wanted))[: wanted.most]


def claim(connection: Connection, wanted: ParcelsWanted) -> Claims:
    """Return messages that are due, taken for a sender: no other one gets them until its time is over.

    What is due for one person goes out together, and once joined stays joined: a provider tells a repeat by its key.
    """
    due = _due(connection, wanted)
    parcels = _parcels(connection, wanted, due)
    if wanted.grouping is not None:
        ready = {row.notice for parcel in parcels for row in parcel.rows}
        _hold(connection, wanted, [row for row in due if row.notice not in ready], AFTER_ANOTHER)
    parcels = parcels[: wanted.most]
    through = [limit for limit in wanted.limits if limit.scope == "channel"]
    room = allowed(connection, Bucket(wanted.company, wanted.channel), through, len(parcels), wanted.wall)
    parcels, again = parcels[: room.parcels], room.again_at
    to_one = [limit for limit in wanted.limits if limit.scope == "address"]
    if to_one:
        parcels = _within_address(connection, wanted, parcels, to_one)
    changes = [
        {
            "here": wanted.company,
            "of_notice": row.notice,
            "of_channel": row.channel,
            "as_parcel": parcel.key,
            "by": wanted.by,
            "till": wanted.until,
        }
        for parcel in parcels
        for row in parcel.rows
    ]
    if changes:
        connection.execute(CLAIMED, changes)
    taken = [
        ClaimedParcel(key=each.key, rows=[row._replace(attempts=row.attempts + 1) for row in each.rows])
        for each in parcels
    ]
    return Claims(parcels=taken, again_at=again)


def release_expired(
    connection: Connection, company: str, channel: str, moment: tuple[float, float], *, repeats: bool
) -> list[OutboxRow]:
    """Let go of what a sender took that has died, and return it; `moment` is by the company's clock and the machine's.

    Where the provider tells repeats it is sent again under its key. Elsewhere nobody knows whether it went out: it is
    `unknown`, to be asked about, and never sent again by itself.
    """
    now, wall = moment
    asked = select(*COLUMNS).where(
        ROW.company == company, ROW.channel == channel, ROW.state == SENDING, ROW.claimed_until < wall
    )
    found = [OutboxRow._make(each) for each in connection.execute(alone(connection, asked))]
    free = {"claimed_by": None, "claimed_until": None, "next_attempt": now}
    told = {"state": WAITING} if repeats else {"state": UNKNOWN, "code": "sender-died", "sent_at": now}
    for each in found:
        one = update(OUTBOX).where(ROW.company == company, ROW.notice == each.notice, ROW.channel == channel)
        connection.execute(one.values(**free, **told))
    return found


def put_off(connection: Connection, company: str, channel: str, now: float, until: float) -> None:
    """Let reminders of a channel that are due wait until a moment: the quiet hours."""
    due = update(OUTBOX).where(
        ROW.company == company, ROW.channel == channel, ROW.state == WAITING, ROW.next_attempt <= now, ROW.reminder
    )
    connection.execute(due.values(next_attempt=until))


def anything_due(connection: Connection, company: str, channel: str, now: float, wall: float) -> bool:
    """Return whether something of a channel is to be sent, asked about, or taken from a sender that has died."""
    of_channel = (ROW.company == company, ROW.channel == channel)
    waits = select(ROW.notice).where(*of_channel, ROW.state == WAITING, ROW.next_attempt <= now).limit(1)
    died = select(ROW.notice).where(*of_channel, ROW.state == SENDING, ROW.claimed_until < wall).limit(1)
    asked = select(ROW.notice).where(*of_channel, ROW.next_attempt <= now, IS_OPEN).limit(1)
    return any(connection.execute(each).first() is not None for each in (waits, died, asked))


def _due(connection: Connection, wanted: ParcelsWanted) -> list[OutboxRow]:
    asked = (
        select(*COLUMNS)
        .where(
            ROW.company == wanted.company,
            ROW.channel == wanted.channel,
            ROW.state == WAITING,
            ROW.next_attempt <= wanted.now,
        )
        .order_by(ROW.next_attempt)
        .limit(wanted.most * ROWS_A_PARCEL)
    )
    return [OutboxRow._make(each) for each in connection.execute(alone(connection, asked))]


def _parcels(connection: Connection, wanted: ParcelsWanted, found: Sequence[OutboxRow]) -> list[ClaimedParcel]:
    """Return parcels of what is due: retried ones as they were, fresh messages by whom they are for."""
    if wanted.grouping is not None:
        return wanted.grouping(connection, wanted, found)
    keys = list(dict.fromkeys(row.parcel for row in found if row.parcel is not None))
    people = list(dict.fromkeys(row.person for row in found if row.parcel is None and wanted.joined))
    of_key = _grouped(connection, wanted, keys, fresh=False) if keys else {}
    of_person = _grouped(connection, wanted, people, fresh=True) if people else {}
    parcels, known = list[ClaimedParcel](), set[tuple[str, str]]()
    for row in found:
        if row.parcel is None and not wanted.joined:
            parcels.append(ClaimedParcel(key=key_of([row]), rows=[row]))
            continue
        kind, name = ("person", row.person) if row.parcel is None else ("key", row.parcel)
        if (kind, name) in known:
            continue
        known.add((kind, name))
        rows = (of_person if kind == "person" else of_key).get(name, ())
        if rows:
            parcels.append(ClaimedParcel(key=row.parcel or key_of(rows), rows=rows))
    return parcels


def _grouped(
    connection: Connection, wanted: ParcelsWanted, names: Sequence[str], *, fresh: bool
) -> Mapping[str, Sequence[OutboxRow]]:
    column = ROW.person if fresh else ROW.parcel
    asked = select(*COLUMNS).where(
        ROW.company == wanted.company,
        column.in_(NAMES),
        ROW.channel == wanted.channel,
        ROW.state == WAITING,
        ROW.next_attempt <= wanted.now,
        ROW.parcel.is_(None) if fresh else ROW.parcel.is_not(None),
    )
    ordered = asked.order_by(ROW.position, ROW.notice)
    rows: dict[str, list[OutboxRow]] = {}
    for each in connection.execute(alone(connection, ordered), {"names": list(names)}):
        row = OutboxRow._make(each)
        rows.setdefault(row.person if fresh else str(row.parcel), []).append(row)
    return {name: found[:MOST_IN_PARCEL] for name, found in rows.items()}


def _within_address(
    connection: Connection, wanted: ParcelsWanted, parcels: Sequence[ClaimedParcel], limits: Sequence[Limit]
) -> list[ClaimedParcel]:
    """Return the parcels that the limits of each address let through; the others wait until they do."""
    through = list[ClaimedParcel]()
    for parcel in parcels:
        bucket = Bucket(wanted.company, f"{wanted.channel}\n{parcel.person}")
        room = allowed(connection, bucket, limits, 1, wanted.wall)
        if room.parcels:
            through.append(parcel)
            continue
        _hold(connection, wanted, parcel.rows, 0.0 if room.again_at is None else room.again_at - wanted.wall)
    return through


def _hold(connection: Connection, wanted: ParcelsWanted, rows: Sequence[OutboxRow], seconds: float) -> None:
    """Let messages wait for so many seconds more."""
    for row in rows:
        one = update(OUTBOX).where(ROW.company == wanted.company, ROW.notice == row.notice, ROW.channel == row.channel)
        connection.execute(one.values(next_attempt=wanted.now + seconds))


def alone(connection: Connection, asked: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Return a query whose rows nobody else takes at the same moment; SQLite has one that writes anyway."""
    return asked.with_for_update(skip_locked=True) if connection.dialect.name == POSTGRESQL else asked


def key_of(rows: Sequence[OutboxRow]) -> str:
    """Return the key of a parcel of fresh messages: that of its one message, or one made of all of theirs."""
    if len(rows) == 1 and len(rows[0].notice) == KEY_DIGITS and rows[0].instead_of is None:
        return rows[0].notice
    names = "\n".join((rows[0].channel, *sorted(row.notice for row in rows)))
    return hashlib.sha256(names.encode()).hexdigest()[:KEY_DIGITS]
