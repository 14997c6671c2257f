"""log_ages: how the logs of companies stand: since when no checkpoint was made, and what waits to be a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.proofs.checkpoints import newest_checkpoint
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import LEDGER

WAITING = select(func.count()).where(LEDGER_MARKS.c.company == COMPANY)
BEGUN = select(LEDGER.c.received_at).where(LEDGER.c.company == COMPANY).order_by(LEDGER.c.position).limit(1)
A_DAY = 86400.0
MOST_AGE = 2 * A_DAY
"""Seconds after which somebody has to look why no checkpoint is made: one is due each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAge:
    """How the log of a company stands.

    Args:
        company: its id.
        at: when the newest checkpoint was made; None where none was.
        age: the seconds since then, or since the first row where there is no checkpoint; 0 of an empty log.
        waiting: how many notes, of deliveries say, the writer has still to make rows of.

    """

    company: str
    at: str | None
    age: float
    waiting: int

    @property
    def old(self) -> bool:
        """Whether a checkpoint is long overdue."""
        return self.age > MOST_AGE


def log_ages(connection: Connection, companies: Sequence[str], now: datetime) -> list[LogAge]:
    """Return how the logs of companies stand."""
    return [_standing(connection, each, now) for each in companies]


def days_overdue(connection: Connection, company: str, now: datetime) -> int:
    """Return for how many days the log of a company has had no checkpoint; 0 where one was made of late."""
    found = _standing(connection, company, now)
    return int(found.age // A_DAY) if found.old else 0


def _standing(connection: Connection, company: str, now: datetime) -> LogAge:
    newest = newest_checkpoint(connection, company)
    since = connection.execute(BEGUN, {"company": company}).scalar() if newest is None else newest.at
    age = 0.0 if since is None else max(0.0, (now - datetime.fromisoformat(since)).total_seconds())
    waiting = connection.execute(WAITING, {"company": company}).scalar_one()
    return LogAge(company=company, at=None if newest is None else newest.at, age=age, waiting=waiting)
