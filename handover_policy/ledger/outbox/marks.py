"""Mark, add_marks, take_marks: what senders say of deliveries, until the company's writer has it in the ledger."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, delete, select

from handover_policy.ledger.company import Batch
from handover_policy.ledger.entries import LedgerEntry, written_moment
from handover_policy.ledger.outbox.tables import DELIVERY_MARKS
from handover_policy.ledger.rows.access import COMPANY, write_rows

MOST_MARKS = 500
ROW = DELIVERY_MARKS.c
WAITING_MARKS = select(ROW.id, ROW.case_id, ROW.body).where(ROW.company == COMPANY).order_by(ROW.id).limit(MOST_MARKS)
ANY_MARK = select(ROW.id).where(ROW.company == COMPANY).limit(1)
ADDED = DELIVERY_MARKS.insert()
TAKEN = delete(DELIVERY_MARKS).where(ROW.company == COMPANY, ROW.id == bindparam("of_id"))


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
    def body(self) -> str:
        """Return what the ledger keeps of it."""
        told = {"notice": self.notice, "channel": self.channel, "to": self.person, "state": self.state}
        beside = {name: value for name, value in self.told.items() if value is not None}
        return orjson.dumps({**told, "at": written_moment(self.at), **beside}).decode()


def add_marks(connection: Connection, company: str, marks: Sequence[DeliveryMark]) -> None:
    """Keep marks until the company's writer takes them, in the order in which they were made.

    That is not the order of what they tell: a receipt may name a second that began before its message was taken.
    """
    moment = time.time_ns()
    rows = [
        {
            "company": company,
            "id": f"{moment:020d}-{place:06d}-{secrets.token_hex(8)}",
            "case_id": each.case,
            "body": each.body,
        }
        for place, each in enumerate(marks)
    ]
    write_rows(connection, ADDED, rows)


def marks_wait(connection: Connection, company: str) -> bool:
    """Return whether there is something for the company's writer to take."""
    return connection.execute(ANY_MARK, {"company": company}).first() is not None


def take_marks(batch: Batch, now: datetime) -> int:
    """Make rows of the ledger of what senders said, and return of how many; in the transaction of the writer."""
    found = batch.access.rows(WAITING_MARKS)
    for each in found:
        told = orjson.loads(each.body)
        entry = LedgerEntry(
            kind="delivery",
            received_at=now,
            body=each.body,
            type=f"delivery.{told['state']}",
            subject=told["to"],
            case=each.case_id,
        )
        batch.add(entry)
    batch.access.write(TAKEN, [{"of_id": each.id} for each in found])
    return len(found)
