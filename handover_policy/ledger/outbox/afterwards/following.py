"""follow_up: what hr is to see once a message has settled: who has no address, and which links nothing carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from handover_policy.ledger.outbox.afterwards.unreached import note_unreached
from handover_policy.ledger.outbox.parcels import OutboxRow
from handover_policy.ledger.outbox.private import note_private, private_in
from handover_policy.ledger.outbox.rows import NO_ADDRESS


def follow_up(connection: Connection, company: str, rows: Sequence[OutboxRow], code: str | None, now: datetime) -> None:
    """Note what hr is to see of messages that went out as one, or could not; `code` says why they did not."""
    note_private(connection, company, rows, now)
    if code == NO_ADDRESS and all(private_in(row) is None for row in rows):
        note_unreached(connection, company, rows, now)
