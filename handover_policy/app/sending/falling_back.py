"""fall_back: another channel for a message that failed for good, or that nobody could be reached with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from handover_policy.app.asking.view import View
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.reached import address_for
from handover_policy.ledger.database import SQLITE
from handover_policy.ledger.outbox.claims import ROW, OutboxRow
from handover_policy.ledger.outbox.rows import EMPTY
from handover_policy.ledger.outbox.tables import ACCEPTED, DELIVERED, OUTBOX, PORTAL, READ, SENDING, UNKNOWN, WAITING

ON_ITS_WAY = frozenset({WAITING, SENDING, ACCEPTED, DELIVERED, READ, UNKNOWN})


def fall_back(view: View, carriers: Mapping[str, Carrier], rows: Sequence[OutboxRow], now: float) -> int:
    """Let messages go out on another channel of their people, on each once at most; return how many do.

    None does while the message is on its way, or has arrived, on another channel: of two that fail together only one is
    sent in their place. Where that one is not sent either, the next channel is tried.
    """
    return sum(_instead(view, carriers, each, now) for each in rows)


def _instead(view: View, carriers: Mapping[str, Carrier], failed: OutboxRow, now: float) -> bool:
    asked = select(ROW.channel, ROW.state).where(ROW.company == view.company.id, ROW.notice == failed.notice)
    standing = {row.channel: row.state for row in view.connection.execute(asked)}
    if any(state in ON_ITS_WAY for channel, state in standing.items() if channel not in {PORTAL, failed.channel}):
        return False
    for name, carrier in carriers.items():
        kind = carrier.channel.address_kind
        if name in standing or kind is None or not carrier.plain or address_for(view, failed.person, kind) is None:
            continue
        told = failed._asdict() | {"channel": name, "attempts": 0, "parcel": None, "instead_of": failed.channel}
        first = {"state": WAITING, "next_attempt": now, "company": view.company.id, "code": None, "settled_at": None}
        view.connection.execute(_unless_there(view.connection.dialect.name), EMPTY | told | first)
        return True
    return False


@cache
def _unless_there(dialect: str) -> Insert:
    """Return the statement that adds a message, and leaves it as it is where another sender has added it."""
    told = sqlite.insert(OUTBOX) if dialect == SQLITE else postgresql.insert(OUTBOX)
    return told.on_conflict_do_nothing(index_elements=["company", "notice", "channel"])
