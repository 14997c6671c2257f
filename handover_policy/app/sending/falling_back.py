"""fall_back: another channel for a message that failed for good, or that nobody could be reached with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.reached import address_for
from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.ledger.outbox.private import private_in
from handover_policy.ledger.outbox.rows import EMPTY
from handover_policy.ledger.outbox.tables import ACCEPTED, DELIVERED, OUTBOX, PORTAL, READ, SENDING, UNKNOWN, WAITING

ON_ITS_WAY = frozenset({WAITING, SENDING, ACCEPTED, DELIVERED, READ, UNKNOWN})


def fall_back(view: View, carriers: Mapping[str, Carrier], rows: Sequence[OutboxRow], now: float) -> int:
    """Let messages go out on another channel of their people, once each; return how many do.

    None does while the message is on its way, or has arrived, on another channel that the decision asked for, and none
    that is told to one person alone: it has channels of its own.
    """
    own = [each for each in rows if each.instead_of is None and each.item is None]
    messages = [each for each in own if private_in(each) is None]
    added = [row for each in messages for row in _instead(view, carriers, each, now)]
    if added:
        view.connection.execute(OUTBOX.insert(), added)
    return len(added)


def _instead(view: View, carriers: Mapping[str, Carrier], failed: OutboxRow, now: float) -> Iterator[dict[str, object]]:
    asked = select(ROW.channel, ROW.state).where(ROW.company == view.company.id, ROW.notice == failed.notice)
    standing = {row.channel: row.state for row in view.connection.execute(asked)}
    if any(state in ON_ITS_WAY for channel, state in standing.items() if channel not in {PORTAL, failed.channel}):
        return
    for name, carrier in carriers.items():
        kind = carrier.channel.address_kind
        if name in standing or kind is None or carrier.templated or carrier.items:
            continue
        if address_for(view, failed.person, kind) is None:
            continue
        told = failed._asdict() | {"channel": name, "attempts": 0, "parcel": None, "instead_of": failed.channel}
        first = {"state": WAITING, "next_attempt": now, "company": view.company.id, "code": None, "settled_at": None}
        yield EMPTY | told | first
        return
