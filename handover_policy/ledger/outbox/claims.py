"""claim: messages that are due, taken by one sender for a while, as parcels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, func, select, update

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.parcels import (
    COLUMNS,
    IS_OPEN,
    ROW,
    ClaimedParcel,
    Claims,
    OutboxRow,
    ParcelsWanted,
    alone,
    key_of,
)
from handover_policy.ledger.outbox.rates import Bucket, allowed, allowed_each, rooms
from handover_policy.ledger.outbox.tables import OUTBOX, SENDING, UNKNOWN, WAITING
from handover_policy.ledger.rows.access import HERE, NAMES, write_rows
from handover_policy.ledger.rows.likely import Likely
from handover_policy.ports.channels import Limit

MOST_IN_PARCEL = 1000
ROWS_A_PARCEL = 4
"""How many rows are looked at for each parcel that is wanted: some of them are of one person."""
AFTER_ANOTHER = 1.0
"""Seconds for which something waits that no parcel was made of, for it is on its way already."""
TOO_LATE = "too-late-to-repeat"
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
        begun_at=bindparam("began"),
    )
)

ADDRESSED = (
    update(OUTBOX)
    .where(
        ROW.company == HERE,
        ROW.notice == bindparam("of_notice"),
        ROW.channel == bindparam("of_channel"),
        ROW.state == SENDING,
    )
    .values(address=bindparam("where"))
)


def waiting_parcels(connection: Connection, wanted: ParcelsWanted) -> Sequence[ClaimedParcel]:
    """Return messages that are due as they would go out; nothing is taken."""
    return _parcels(connection, wanted, _due(connection, wanted))[: wanted.most]


def claim(connection: Connection, wanted: ParcelsWanted) -> Claims:
    """Return messages that are due, taken for a sender: no other one gets them until its time is over.

    What is due for one person goes out together, and once joined stays joined: a provider tells a repeat by its key.
    """
    due = _due(connection, wanted)
    found = _parcels(connection, wanted, due)
    if wanted.grouping is not None:
        ready = {row.notice for parcel in found for row in parcel.rows}
        _hold(connection, wanted, [row for row in due if row.notice not in ready], AFTER_ANOTHER)
    parcels, too_late = list[ClaimedParcel](), list[OutboxRow]()
    for each in found[: wanted.most]:
        if _is_told_apart(each, wanted):
            parcels.append(each)
        else:
            too_late.extend(each.rows)
    _doubt(connection, wanted, too_late)
    parcels, again = _within_limits(connection, wanted, parcels)
    changes = [
        {
            "here": wanted.company,
            "of_notice": row.notice,
            "of_channel": row.channel,
            "as_parcel": parcel.key,
            "by": wanted.by,
            "till": wanted.until,
            "began": wanted.now,
        }
        for parcel in parcels
        for row in parcel.rows
    ]
    write_rows(connection, CLAIMED, changes)
    taken = [
        ClaimedParcel(key=each.key, rows=[row._replace(attempts=row.attempts + 1) for row in each.rows])
        for each in parcels
    ]
    return Claims(parcels=taken, again_at=again, too_late=too_late)


def note_addresses(connection: Connection, company: str, going: Sequence[tuple[OutboxRow, str]]) -> None:
    """Note where messages go before they do: a provider that is asked about one needs its number."""
    told = [
        {"here": company, "of_notice": row.notice, "of_channel": row.channel, "where": address}
        for row, address in going
    ]
    write_rows(connection, ADDRESSED, told)


def _is_told_apart(parcel: ClaimedParcel, wanted: ParcelsWanted) -> bool:
    """Return whether the provider would still know a repeat for one, where the parcel may have gone out before."""
    since = [row.doubted_at for row in parcel.rows if row.doubted_at is not None]
    return not since or wanted.repeats_within is None or wanted.now - min(since) <= wanted.repeats_within


def _doubt(connection: Connection, wanted: ParcelsWanted, rows: Sequence[OutboxRow]) -> None:
    for row in rows:
        one = update(OUTBOX).where(ROW.company == wanted.company, ROW.notice == row.notice, ROW.channel == row.channel)
        connection.execute(one.values(state=UNKNOWN, code=TOO_LATE, next_attempt=wanted.now, settled_at=wanted.now))


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
        Likely(ROW.company == wanted.company),
        column.in_(NAMES),
        ROW.channel == wanted.channel,
        ROW.state.in_((WAITING,)),  # written otherwise than the index of what waits: these few are found by their names
        ROW.next_attempt <= wanted.now,
    )
    asked = asked.where(ROW.parcel.is_(None)) if fresh else asked
    ordered = asked.order_by(ROW.position, ROW.notice)
    rows: dict[str, list[OutboxRow]] = {}
    for each in connection.execute(alone(connection, ordered), {"names": list(names)}):
        row = OutboxRow._make(each)
        rows.setdefault(row.person if fresh else str(row.parcel), []).append(row)
    if not fresh and connection.dialect.name == POSTGRESQL:
        rows = {name: found for name, found in rows.items() if len(found) == _size_of(connection, wanted, name)}
    return {name: found[:MOST_IN_PARCEL] for name, found in rows.items()}


def _size_of(connection: Connection, wanted: ParcelsWanted, key: str) -> int:
    """Return how many messages wait as one parcel: a part of them, while another process holds the rest, is none."""
    asked = select(func.count()).where(
        Likely(ROW.company == wanted.company),
        ROW.parcel == key,
        ROW.channel == wanted.channel,
        ROW.state.in_((WAITING,)),
    )
    return connection.execute(asked).scalar_one()


def _within_limits(
    connection: Connection, wanted: ParcelsWanted, parcels: Sequence[ClaimedParcel]
) -> tuple[list[ClaimedParcel], float | None]:
    """Return the parcels that all limits let through, and from when on the channel takes more.

    Those of each address are looked at first: what one person must wait for takes nobody else's room.
    """
    through = [limit for limit in wanted.limits if limit.scope == "channel"]
    to_one = [limit for limit in wanted.limits if limit.scope == "address"]
    fit = _within_addresses(connection, wanted, parcels, to_one) if to_one and parcels else parcels
    room = allowed(connection, Bucket(wanted.company, wanted.channel), through, len(fit), wanted.wall)
    going = list(fit[: room.parcels])
    if to_one and going:
        counts = Counter(_bucket(wanted, each) for each in going)
        allowed_each(connection, wanted.company, counts, to_one, wanted.wall)
    return going, room.again_at


def _within_addresses(
    connection: Connection, wanted: ParcelsWanted, parcels: Sequence[ClaimedParcel], limits: Sequence[Limit]
) -> list[ClaimedParcel]:
    """Return the parcels that the limits of each address let through; the others wait until they do."""
    counts = Counter(_bucket(wanted, each) for each in parcels)
    found = rooms(connection, wanted.company, counts, limits, wanted.wall)
    left = {name: room.parcels for name, room in found.items()}
    through = list[ClaimedParcel]()
    for parcel in parcels:
        bucket = _bucket(wanted, parcel)
        if left[bucket]:
            left[bucket] -= 1
            through.append(parcel)
            continue
        again = found[bucket].again_at
        _hold(connection, wanted, parcel.rows, 0.0 if again is None else again - wanted.wall)
    return through


def _bucket(wanted: ParcelsWanted, parcel: ClaimedParcel) -> str:
    return f"{wanted.channel}\n{parcel.person}"


def _hold(connection: Connection, wanted: ParcelsWanted, rows: Sequence[OutboxRow], seconds: float) -> None:
    """Let messages wait for so many seconds more."""
    for row in rows:
        one = update(OUTBOX).where(ROW.company == wanted.company, ROW.notice == row.notice, ROW.channel == row.channel)
        connection.execute(one.values(next_attempt=wanted.now + seconds))
