"""release_expired, put_off, put_back, take_out, hold: messages let go of, for now or for good; lost ones given up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update

from handover_policy.ledger.outbox.parcels import COLUMNS, ROW, OutboxRow, alone
from handover_policy.ledger.outbox.tables import OUTBOX, PORTAL, SENDING, UNDELIVERABLE, UNKNOWN, WAITING
from handover_policy.ledger.rows.access import HERE

MOST_RELEASED = 200
"""Messages let go of in one transaction: events wait meanwhile."""
SENDER_DIED, CHANNEL_GONE = "sender-died", "channel-gone"
OF_ROW = (ROW.company == HERE, ROW.notice == bindparam("of_notice"), ROW.channel == bindparam("of_channel"))
PUT_BACK = (
    update(OUTBOX)
    .where(*OF_ROW, ROW.state == SENDING, ROW.claimed_by == bindparam("by"))
    .values(
        state=WAITING,
        attempts=ROW.attempts - 1,
        next_attempt=bindparam("again_at"),
        claimed_by=None,
        claimed_until=None,
    )
)
TAKEN_OUT = update(OUTBOX).where(*OF_ROW).values(parcel=None)


def release_expired(
    connection: Connection,
    company: str,
    channel: str,
    moment: tuple[float, float],
    *,
    repeats: bool,
    held: Collection[str] = (),
) -> list[OutboxRow]:
    """Let go of what a sender took that has died, and return it, at most `MOST_RELEASED` messages.

    Where the provider tells repeats it is sent again under its key. Elsewhere nobody knows whether it went out: it is
    `unknown`, to be asked about, and never sent again by itself.

    Args:
        connection: of a transaction that writes.
        company: its id.
        channel: the channel's name.
        moment: by the company's clock and by the machine's.
        repeats: whether the provider tells repeats.
        held: keys of parcels that are on their way, however long: they are not let go.

    """
    now, wall = moment
    asked = select(*COLUMNS).where(
        ROW.company == company, ROW.channel == channel, ROW.state == SENDING, ROW.claimed_until < wall
    )
    if held:
        asked = asked.where(ROW.parcel.not_in(list(held)))
    some = asked.order_by(ROW.claimed_until).limit(MOST_RELEASED)
    found = [OutboxRow._make(each) for each in connection.execute(alone(connection, some))]
    free = {"claimed_by": None, "claimed_until": None, "next_attempt": now}
    told: dict[str, Any] = {"state": WAITING} if repeats else {"state": UNKNOWN, "code": SENDER_DIED, "settled_at": now}
    doubted = func.coalesce(ROW.doubted_at, ROW.sent_at)
    for each in found:
        one = update(OUTBOX).where(ROW.company == company, ROW.notice == each.notice, ROW.channel == channel)
        connection.execute(one.values(**free, **told, doubted_at=doubted))
    return found


def strand(connection: Connection, company: str, channels: Collection[str], now: float) -> list[OutboxRow]:
    """Let nothing wait for a channel that the company has no more, and return what did, `MOST_RELEASED` at most.

    What was on its way there nobody asks about: its state stands as it is known, see `on_their_way`.

    Args:
        connection: of a transaction that writes.
        company: its id.
        channels: those that it has.
        now: seconds since 1970.

    """
    found = list[OutboxRow]()
    for name in [each for each in _with_some(connection, company, WAITING) if each not in {*channels, PORTAL}]:
        mine = (ROW.company == company, ROW.channel == name, ROW.state == WAITING)
        asked = select(*COLUMNS).where(*mine).order_by(ROW.next_attempt).limit(MOST_RELEASED - len(found))
        found.extend(OutboxRow._make(each) for each in connection.execute(alone(connection, asked)))
    told = {"state": UNDELIVERABLE, "code": CHANNEL_GONE, "next_attempt": None, "settled_at": now}
    for each in found:
        one = update(OUTBOX).where(ROW.company == company, ROW.notice == each.notice, ROW.channel == each.channel)
        connection.execute(one.values(**told))
    return found


def on_their_way(connection: Connection, company: str, channels: Collection[str]) -> list[str]:
    """Return the channels with messages that a sender took, other than some."""
    return [each for each in _with_some(connection, company, SENDING) if each not in channels]


def _with_some(connection: Connection, company: str, state: str) -> Iterator[str]:
    """Yield the channels with messages in a state: each the next after the one before, found by the index."""
    name = ""
    while True:
        asked = select(func.min(ROW.channel)).where(ROW.company == company, ROW.channel > name, ROW.state == state)
        found = connection.execute(asked).scalar()
        if found is None:
            return
        name = found
        yield name


def put_off(connection: Connection, company: str, channel: str, now: float, until: float) -> None:
    """Let reminders of a channel that are due wait until a moment: the quiet hours."""
    due = update(OUTBOX).where(
        ROW.company == company, ROW.channel == channel, ROW.state == WAITING, ROW.next_attempt <= now, ROW.reminder
    )
    connection.execute(due.values(next_attempt=until))


def put_back(connection: Connection, company: str, *, by: str, rows: Sequence[OutboxRow], again_at: float) -> None:
    """Let messages that a sender took wait again, as if they had never been taken.

    Args:
        connection: of a transaction that writes.
        company: its id.
        by: names the sender; what is another one's by now stays so.
        rows: the messages.
        again_at: when they are next sent (seconds since 1970).

    """
    told = {"here": company, "by": by, "again_at": again_at}
    if rows:
        connection.execute(PUT_BACK, [told | _named(each) for each in rows])


def take_out(connection: Connection, company: str, rows: Sequence[OutboxRow]) -> None:
    """Take messages out of their parcel that did not go out with it: what becomes of that one is not theirs."""
    if rows:
        connection.execute(TAKEN_OUT, [{"here": company} | _named(each) for each in rows])


def hold(connection: Connection, company: str, channel: str, person: str, until: float) -> None:
    """Let what waits for a person on a channel wait until a moment (seconds since 1970): no more is taken for them."""
    waits = update(OUTBOX).where(
        ROW.company == company,
        ROW.person == person,
        ROW.channel == channel,
        ROW.state == WAITING,
        ROW.next_attempt < until,
    )
    connection.execute(waits.values(next_attempt=until))


def anything_waits(connection: Connection, company: str) -> bool:
    """Return whether a message of a company waits, on whatever channel."""
    asked = select(ROW.notice).where(ROW.company == company, ROW.state == WAITING).limit(1)
    return connection.execute(asked).first() is not None


def any_lost(connection: Connection, company: str, channels: Collection[str], lists: Collection[str]) -> bool:
    """Return whether there is something that `lost` returns."""
    asked = select(ROW.notice).where(*_lost(company, channels, lists)).limit(1)
    return connection.execute(asked).first() is not None


def lost(
    connection: Connection, company: str, channels: Collection[str], lists: Collection[str], most: int
) -> list[OutboxRow]:
    """Return messages that wait on channels that nobody serves, or on lists that take none; one sender gets each."""
    asked = select(*COLUMNS).where(*_lost(company, channels, lists))
    return [OutboxRow._make(each) for each in connection.execute(alone(connection, asked.limit(most)))]


def _lost(company: str, channels: Collection[str], lists: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    there = ROW.channel.in_(sorted({*channels, *lists}))
    return (ROW.company == company, there, ROW.state == WAITING, or_(ROW.channel.not_in(lists), ROW.item.is_(None)))


def give_up(connection: Connection, company: str, row: OutboxRow, code: str, now: float) -> None:
    """Let a message wait no longer: it cannot be delivered, and why."""
    one = update(OUTBOX).where(ROW.company == company, ROW.notice == row.notice, ROW.channel == row.channel)
    told = {"state": UNDELIVERABLE, "code": code, "next_attempt": None, "settled_at": now}
    connection.execute(one.values(**told))


def _named(row: OutboxRow) -> dict[str, object]:
    return {"of_notice": row.notice, "of_channel": row.channel}
