"""How many messages stand in which state on each channel, and how late those are that are due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from handover_policy.ledger.outbox.tables import OUTBOX, WAITING
from handover_policy.ledger.tables import LEDGER


class Backlog(NamedTuple):
    """Messages of a company on one channel in one state."""

    company: str
    channel: str
    state: str
    messages: int


def backlogs(connection: Connection, companies: Collection[str]) -> Sequence[Backlog]:
    """Return how many messages stand in each state, by company and channel."""
    row = OUTBOX.c
    parts = (row.company, row.channel, row.state)
    asked = select(*parts, func.count()).where(row.company.in_(companies)).group_by(*parts).order_by(*parts)
    return [Backlog(*each) for each in connection.execute(asked)]


class OutboxLag(NamedTuple):
    """By how many seconds the oldest message is late that is due on a channel of a company."""

    company: str
    channel: str
    seconds: float


def outbox_lags(connection: Connection, company: str, now: float) -> Sequence[OutboxLag]:
    """Return how late the oldest due message of each channel is; 0 where none is, channels without messages left out.

    A message is due from its decision on, one that is tried again or was put off from the moment set for it.
    """
    row = OUTBOX.c
    mine = (row.company == company, row.state == WAITING)
    fresh = select(row.channel, func.min(row.position)).where(*mine, row.next_attempt == 0.0)
    again = select(row.channel, func.min(row.next_attempt)).where(*mine, row.next_attempt > 0.0)
    positions: dict[str, int] = {each[0]: each[1] for each in connection.execute(fresh.group_by(row.channel))}
    asked = select(LEDGER.c.position, LEDGER.c.received_at)
    asked = asked.where(LEDGER.c.company == company, LEDGER.c.position.in_(set(positions.values())))
    decided = {each[0]: datetime.fromisoformat(each[1]).timestamp() for each in connection.execute(asked)}
    due = {channel: decided.get(first, now) for channel, first in positions.items()}
    for channel, moment in connection.execute(again.group_by(row.channel)):
        due[channel] = min(moment, due.get(channel, moment))
    return [OutboxLag(company, channel, max(0.0, now - moment)) for channel, moment in sorted(due.items())]
