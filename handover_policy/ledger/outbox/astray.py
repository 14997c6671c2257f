"""any_astray, call_back: messages that wait for a moment of no schedule: a clock was wrong, and is right again."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select, update

from handover_policy.ledger.outbox.parcels import ROW
from handover_policy.ledger.outbox.tables import OUTBOX, WAITING

FURTHEST = 2 * 86_400.0
"""Seconds: retries and quiet hours end within a day."""


def any_astray(connection: Connection, company: str, channel: str, now: float) -> bool:
    """Return whether a message of a channel waits for longer than any may."""
    return connection.execute(select(ROW.notice).where(*_astray(company, channel, now)).limit(1)).first() is not None


def call_back(connection: Connection, company: str, channel: str, now: float) -> None:
    """Let messages of a channel that wait for longer than any may be sent now."""
    connection.execute(update(OUTBOX).where(*_astray(company, channel, now)).values(next_attempt=now))


def _astray(company: str, channel: str, now: float) -> tuple[ColumnElement[bool], ...]:
    waits = (ROW.company == company, ROW.channel == channel, ROW.state == WAITING)
    return (*waits, ROW.next_attempt > now + FURTHEST)
