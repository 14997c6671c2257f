"""fall_back, find_ways: another channel for a message that failed for good, or none of whose own is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from handover_policy.app.asking.view import View
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.reached import ReadAhead, address_for, read_ahead
from handover_policy.ledger.database import SQLITE
from handover_policy.ledger.outbox.afterwards.following import follow_up
from handover_policy.ledger.outbox.marks import DeliveryMark, add_delivery_marks
from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.ledger.outbox.private import private_in
from handover_policy.ledger.outbox.releasing import CHANNEL_GONE, give_up, lost
from handover_policy.ledger.outbox.rows import EMPTY, NO_ADDRESS, NOT_SET_UP
from handover_policy.ledger.outbox.tables import (
    ACCEPTED,
    DELIVERED,
    OUTBOX,
    PORTAL,
    READ,
    SENDING,
    UNDELIVERABLE,
    UNKNOWN,
    WAITING,
)
from handover_policy.model.words.channels import CHANNELS

MOST_LOST = 200
ON_ITS_WAY = frozenset({WAITING, SENDING, ACCEPTED, DELIVERED, READ, UNKNOWN})


def fall_back(view: View, carriers: Mapping[str, Carrier], rows: Sequence[OutboxRow], now: float) -> int:
    """Let messages go out on another channel of their people, on each once at most; return how many do.

    None does while the message is on its way, or has arrived, on another channel: of two that fail together only one is
    sent in their place. Where that one cannot even be handed over, the next channel is tried. None does that is told to
    one person alone: it has channels of its own.
    """
    messages = [each for each in rows if each.item is None and private_in(each) is None]
    known = read_ahead(view, {each.person for each in messages}) if messages else None
    return sum(_instead(view, carriers, each, now, known) for each in messages)


def unserved(carriers: Mapping[str, Carrier]) -> Sequence[str]:
    """Return the channels of messages that the company has not set up."""
    return [name for name in CHANNELS if name != PORTAL and name not in carriers]


def lists_in(carriers: Mapping[str, Carrier]) -> Sequence[str]:
    """Return the channels that keep lists of what people have to do: no message goes out on them."""
    return [name for name, carrier in carriers.items() if carrier.items]


def find_ways(view: View, carriers: Mapping[str, Carrier], now: datetime) -> None:
    """Let messages none of whose channels is set up go out on another one; where there is none, somebody is told.

    Nobody is where the company has no channel at all on which any message could go to a person.
    """
    connection, company = view.connection, view.company.id
    hopeless = NO_ADDRESS if any(each.plain for each in carriers.values()) else NOT_SET_UP
    rows = lost(connection, company, unserved(carriers), lists_in(carriers), MOST_LOST)
    known = read_ahead(view, {each.person for each in rows})
    for row in rows:
        of_notice = row.item is None and private_in(row) is None
        found = of_notice and _instead(view, carriers, row, now.timestamp(), known)
        found = found or (of_notice and _is_on_its_way(view, carriers, row))
        code = NOT_SET_UP if found else hopeless if of_notice else CHANNEL_GONE
        give_up(connection, company, row, code, now.timestamp())
        if code != NOT_SET_UP:
            mark = DeliveryMark(
                notice=row.notice,
                channel=row.channel,
                person=row.person,
                case=row.case_id,
                state=UNDELIVERABLE,
                at=now,
                told={"code": code},
            )
            add_delivery_marks(connection, company, [mark])
            follow_up(connection, company, [row], code, now)


def _instead(
    view: View, carriers: Mapping[str, Carrier], failed: OutboxRow, now: float, known: ReadAhead | None
) -> bool:
    standing = _standing(view, failed.notice)
    if failed.instead_of is not None and standing.get(failed.channel) not in {UNDELIVERABLE, WAITING}:
        return False
    if _is_on_its_way(view, carriers, failed):
        return False
    for name, carrier in carriers.items():
        kind = carrier.channel.address_kind
        if name in standing or kind is None or not carrier.plain:
            continue
        if address_for(view, failed.person, kind, known=known) is None:
            continue
        told = failed._asdict() | {"channel": name, "attempts": 0, "parcel": None, "instead_of": failed.channel}
        first = {"state": WAITING, "next_attempt": now, "company": view.company.id}
        first |= dict.fromkeys(("code", "settled_at", "doubted_at"))
        view.connection.execute(_unless_there(view.connection.dialect.name), {**EMPTY, **told, **first})
        return True
    return False


def _standing(view: View, notice: str) -> Mapping[str, str]:
    asked = select(ROW.channel, ROW.state).where(ROW.company == view.company.id, ROW.notice == notice)
    return {row.channel: row.state for row in view.connection.execute(asked)}


def _is_on_its_way(view: View, carriers: Mapping[str, Carrier], failed: OutboxRow) -> bool:
    """Return whether a message is on its way, or has arrived, on another channel than the one that failed.

    What a group was told reached nobody in particular.
    """
    groups = {name for name, each in carriers.items() if not each.personal}
    beside = _standing(view, failed.notice).items()
    return any(state in ON_ITS_WAY for channel, state in beside if channel not in {PORTAL, failed.channel, *groups})


@cache
def _unless_there(dialect: str) -> Insert:
    """Return the statement that adds a message, and leaves it as it is where another sender has added it."""
    told = sqlite.insert(OUTBOX) if dialect == SQLITE else postgresql.insert(OUTBOX)
    return told.on_conflict_do_nothing(index_elements=["company", "notice", "channel"])
