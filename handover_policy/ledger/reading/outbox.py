"""How many messages stand in which state on each channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from handover_policy.ledger.outbox.tables import OUTBOX


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
