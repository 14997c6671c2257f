"""Sending, waiting_row: a message on one channel as a decision asks for it, and its first row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from handover_policy.ledger.outbox.tables import DELIVERED, PORTAL, UNDELIVERABLE, WAITING

NOT_SET_UP = "channel-not-set-up"
"""Why a message is not sent: the company has not set its channel up."""
NOT_THEIRS = "not-theirs"
"""Why a message is not sent: what it asks for has gone on to somebody else, who is told. Nobody has to look."""
NO_ADDRESS = "no-address"
"""Why a message is not sent: the channel is set up, and the person has no address on it."""
NO_LIST = "no-list"
"""Why an item is not made: the person has no list of what they have to do. Messages tell them."""
EMPTY: dict[str, object] = dict.fromkeys(
    (
        "item",
        "parcel",
        "claimed_by",
        "claimed_until",
        "instead_of",
        "address",
        "provider_id",
        "reason",
        "begun_at",
        "sent_at",
        "doubted_at",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message on one channel that a decision asks for; `reminder` says that it is one of a planned day.

    `item` is the task that it is about, on a channel that keeps lists of what people have to do.
    """

    notice: str
    channel: str
    person: str
    case: str | None = None
    reminder: bool = False
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A machine that is told of decisions: its channel, and the effects it wants; all where none is named."""

    channel: str
    effects: frozenset[str] = frozenset()

    def wants(self, effects: Collection[str]) -> bool:
        """Return whether it is told of a decision with effects of these kinds."""
        return bool(self.effects.intersection(effects) if self.effects else effects)


def waiting_row(sending: Sending, position: int, channels: Collection[str], now: float) -> dict[str, object]:
    """Return the row of a message.

    It waits where its channel is set up. What a company sets up later sends nothing of before: people would get
    messages of long ago.

    Args:
        sending: the message.
        position: of the decision that asks for it.
        channels: those that the company has set up.
        now: seconds since 1970.

    """
    state = DELIVERED if sending.channel == PORTAL else WAITING if sending.channel in channels else UNDELIVERABLE
    return EMPTY | {
        "notice": sending.notice,
        "channel": sending.channel,
        "position": position,
        "person": sending.person,
        "case_id": sending.case,
        "item": sending.item,
        "reminder": sending.reminder,
        "state": state,
        "attempts": 0,
        "next_attempt": now if state == WAITING else None,
        "code": NOT_SET_UP if state == UNDELIVERABLE else None,
        "settled_at": None if state == WAITING else now,
    }


def first_rows(
    sendings: Sequence[Sending], position: int, channels: Collection[str], now: float
) -> Iterator[dict[str, object]]:
    """Yield the rows of messages, as `waiting_row` makes them.

    Of a message none of whose channels is set up, while others are, the first one waits all the same: a sender looks
    for another way to its person.
    """
    served = {each.notice for each in sendings if each.channel in channels}
    for each in sendings:
        lost = bool(channels) and each.channel != PORTAL and each.notice not in served
        served.update([each.notice] if lost else ())
        yield waiting_row(each, position, {*channels, each.channel} if lost else channels, now)
