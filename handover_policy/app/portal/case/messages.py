"""messages_sent: the messages of a case, the newest first, and how each arrived on each channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.reasons import Reasons, StatedReason
from handover_policy.app.portal.case.sayings import person
from handover_policy.app.portal.case.told import CaseTold, NewestEffect
from handover_policy.app.portal.deliveries.standing import DeliveriesSaid, DeliveryShown
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.reading.cases import deliveries_of
from handover_policy.ledger.reading.messages import opened_messages
from handover_policy.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """A message: to whom, what about, when, and how it arrived."""

    key: str
    subject: str
    who: object
    at: datetime
    channels: Sequence[DeliveryShown]
    reason: StatedReason


def count_messages(told: CaseTold) -> int:
    """Return how many messages there were."""
    return sum(1 for _ in told.of("notice"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesReader:
    """Who reads the messages of a case, and in which language: everything of those to them, or to anybody."""

    visitor: Visitor
    words: Texts

    def sees_whole(self, to: object) -> bool:
        """Return whether attempts, addresses and ids of messages to somebody are theirs to see."""
        return self.visitor.reads_all or to == self.visitor.id


def messages_sent(
    view: View, told: CaseTold, reasons: Reasons, reader: MessagesReader, most: int | None
) -> Sequence[MessageSent]:
    """Return the newest messages; all where `most` is None."""
    listed = list(told.of("notice"))[::-1][:most]
    keys = {str(effect["key"]) for _, effect in listed}
    sent = deliveries_of(view.connection, view.company.id, keys)
    opened = opened_messages(view.connection, view.company.id, keys)
    said = DeliveriesSaid(view, reader.words, told.deliveries)
    return [
        MessageSent(
            key=effect["key"],
            subject=effect.get("subject") or effect["notice"],
            who=person(view, effect["to"]),
            at=row.at,
            channels=[
                said.shown(
                    each,
                    whole=reader.sees_whole(effect["to"]),
                    own=effect["to"] == reader.visitor.id,
                    opened=effect["key"] in opened,
                )
                for each in sent.get(effect["key"], ())
            ],
            reason=reasons.of_message(effect, NewestEffect(effect=effect, row=row)),
        )
        for row, effect in listed
    ]
