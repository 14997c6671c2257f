"""release_expired, put_off, strand: messages let go of: their sender died, the hour is quiet, the channel is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, func, select, update

from handover_policy.ledger.outbox.parcels import COLUMNS, ROW, OutboxRow, alone
from handover_policy.ledger.outbox.tables import OUTBOX, PORTAL, SENDING, UNDELIVERABLE, UNKNOWN, WAITING

MOST_RELEASED = 200
"""Messages let go of in one transaction: events wait meanwhile."""
SENDER_DIED, CHANNEL_GONE = "sender-died", "channel-gone"


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

    What was on its way there is left to be asked about by nobody: its state stands as it is known.

    Args:
        connection: of a transaction that writes.
        company: its id.
        channels: those that it has.
        now: seconds since 1970.

    """
    found = list[OutboxRow]()
    for name in [each for each in _waited_for(connection, company) if each not in {*channels, PORTAL}]:
        mine = (ROW.company == company, ROW.channel == name, ROW.state == WAITING)
        asked = select(*COLUMNS).where(*mine).order_by(ROW.next_attempt).limit(MOST_RELEASED - len(found))
        found.extend(OutboxRow._make(each) for each in connection.execute(alone(connection, asked)))
    told = {"state": UNDELIVERABLE, "code": CHANNEL_GONE, "next_attempt": None, "settled_at": now}
    for each in found:
        one = update(OUTBOX).where(ROW.company == company, ROW.notice == each.notice, ROW.channel == each.channel)
        connection.execute(one.values(**told))
    return found


def _waited_for(connection: Connection, company: str) -> Iterator[str]:
    """Yield the channels on which something waits: each the next after the one before, found by the index."""
    name = ""
    while True:
        asked = select(func.min(ROW.channel)).where(ROW.company == company, ROW.channel > name, ROW.state == WAITING)
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
