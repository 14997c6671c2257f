"""put_back, take_out, hold: messages that wait again without having been tried, or by themselves, or a while.

lost, give_up: messages that wait on channels that are not set up, and what becomes of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, select, update

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.parcels import COLUMNS, ROW, OutboxRow
from handover_policy.ledger.outbox.tables import OUTBOX, SENDING, UNDELIVERABLE, WAITING
from handover_policy.ledger.rows.access import HERE

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


def lost(connection: Connection, company: str, channels: Collection[str], most: int) -> list[OutboxRow]:
    """Return messages that wait on some channels, which nobody serves; one sender gets each."""
    asked = select(*COLUMNS).where(ROW.company == company, ROW.channel.in_(sorted(channels)), ROW.state == WAITING)
    if connection.dialect.name == POSTGRESQL:
        asked = asked.with_for_update(skip_locked=True)
    return [OutboxRow._make(each) for each in connection.execute(asked.limit(most))]


def give_up(connection: Connection, company: str, row: OutboxRow, code: str, now: float) -> None:
    """Let a message wait no longer: it cannot be delivered, and why."""
    one = update(OUTBOX).where(ROW.company == company, ROW.notice == row.notice, ROW.channel == row.channel)
    told = {"state": UNDELIVERABLE, "code": code, "next_attempt": None, "settled_at": now}
    connection.execute(one.values(**told))


def _named(row: OutboxRow) -> dict[str, object]:
    return {"of_notice": row.notice, "of_channel": row.channel}
