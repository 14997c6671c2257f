"""What the ledger holds of one person: what they told, were told, and who asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from handover_policy.ledger.tables import LEDGER

APPLIED = "applied"


class OwnRow(NamedTuple):
    """A row about a person; the body is None where it was erased."""

    position: int
    type: str
    received_at: str
    outcome: str
    body: str | None


def rows_about(
    connection: Connection, company: str, person: str, types: Collection[str] = (), most: int | None = None
) -> Sequence[OwnRow]:
    """Return the events about a person, of some types where any are named, the newest first."""
    row = LEDGER.c
    asked = select(row.position, row.type, row.received_at, row.outcome, row.body)
    asked = asked.where(row.company == company, row.subject == person, row.kind == "event")
    if types:
        asked = asked.where(row.type.in_(list(types)), row.outcome == APPLIED)
    return [OwnRow(*each) for each in connection.execute(asked.order_by(row.position.desc()).limit(most))]
