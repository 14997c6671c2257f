"""DeliveryMark, add_delivery_marks: what senders say of deliveries, for the company's writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection

from handover_policy.ledger.entries import written_moment
from handover_policy.ledger.notes.marks import LedgerMark, add_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMark:
    """What happened to a message on a channel.

    Args:
        notice: the key of the message.
        channel: on which it went.
        person: whom it is for.
        case: whose departure it is about.
        state: as it stands from then on.
        at: when it happened.
        told: what else is known of it: attempt, parcel, provider's id, code, reason, address; None values left out.

    """

    notice: str
    channel: str
    person: str
    case: str | None
    state: str
    at: datetime
    told: Mapping[str, object]

    @property
    def mark(self) -> LedgerMark:
        """Return it as the ledger keeps it."""
        told = {"notice": self.notice, "channel": self.channel, "to": self.person, "state": self.state}
        beside = {name: value for name, value in self.told.items() if value is not None}
        body = orjson.dumps({**told, "at": written_moment(self.at), **beside}).decode()
        state = f"delivery.{self.state}"
        return LedgerMark(kind="delivery", type=state, subject=self.person, case=self.case, body=body)


def add_delivery_marks(connection: Connection, company: str, marks: Iterable[DeliveryMark]) -> None:
    """Keep what happened until the company's writer takes it, in the order in which it was told.

    That is not the order of what it tells: a receipt may name a second that began before its message was taken.
    """
    add_marks(connection, company, [each.mark for each in marks])
