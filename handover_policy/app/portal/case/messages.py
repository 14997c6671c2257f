"""messages_sent: the messages of a case, the newest first, and how each arrived on each channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.reasons import Reasons, StatedReason
from handover_policy.app.portal.case.sayings import person
from handover_policy.app.portal.case.told import CaseTold, NewestEffect
from handover_policy.ledger.reading.cases import Delivery, deliveries_of
from handover_policy.ledger.reading.messages import PORTAL, opened_messages


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How a message stands on a channel; `state` is a word of the outbox."""

    channel: str
    state: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """A message: to whom, what about, when, and how it arrived."""

    key: str
    subject: str
    who: object
    at: datetime
    channels: Sequence[ChannelState]
    reason: StatedReason


def count_messages(told: CaseTold) -> int:
    """Return how many messages there were."""
    return sum(1 for _ in told.of("notice"))


def messages_sent(view: View, told: CaseTold, reasons: Reasons, most: int | None) -> Sequence[MessageSent]:
    """Return the newest messages; all where `most` is None."""
    listed = list(told.of("notice"))[::-1][:most]
    keys = {str(effect["key"]) for _, effect in listed}
    sent = deliveries_of(view.connection, view.company.id, keys)
    opened = opened_messages(view.connection, view.company.id, keys)
    return [
        MessageSent(
            key=effect["key"],
            subject=effect.get("subject") or effect["notice"],
            who=person(view, effect["to"]),
            at=row.at,
            channels=[
                ChannelState(channel=each.channel, state=_state(each, opened), attempts=each.attempts)
                for each in sent.get(effect["key"], ())
            ],
            reason=reasons.of_message(effect, NewestEffect(effect=effect, row=row)),
        )
        for row, effect in listed
    ]


def _state(sent: Delivery, opened: Collection[str]) -> str:
    """Return how a message stands on a channel: in the portal it has arrived once it is written."""
    if sent.channel != PORTAL:
        return sent.state
    return "read" if sent.notice in opened else "delivered"
