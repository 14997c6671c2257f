"""What is told of deliveries: the messages of one person on each channel, and every attempt, receipt and decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import orjson
from sqlalchemy import ColumnElement, Connection, select

from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.reading.cases import Delivery
from handover_policy.ledger.tables import LEDGER

KIND = "delivery"
ToldDelivery: TypeAlias = Mapping[str, Any]
"""What a sender, a provider or a person said of a message on a channel, as the ledger keeps it."""


def deliveries_to(
    connection: Connection, company: str, person: str, most: int | None
) -> Sequence[tuple[int, Delivery]]:
    """Return how messages to somebody stand, each with the position of its decision, the newest first."""
    row = OUTBOX.c
    asked = select(row.position, *(row[name] for name in Delivery._fields))
    mine = asked.where(row.company == company, row.person == person)
    newest = mine.order_by(row.position.desc(), row.notice, row.channel).limit(most)
    return [(each[0], Delivery(*each[1:])) for each in connection.execute(newest)]


def told_to(connection: Connection, company: str, person: str, after: int = 0) -> Sequence[ToldDelivery]:
    """Return everything that was told of deliveries to somebody beyond a position, in the order of acceptance."""
    return _told(connection, company, LEDGER.c.subject == person, LEDGER.c.position > after)


def told_about(connection: Connection, company: str, message: tuple[str, str], person: str) -> Sequence[ToldDelivery]:
    """Return everything that was told of one message on a channel, what no writer has taken yet last.

    Args:
        connection: a transaction.
        company: its id.
        message: its key and its channel.
        person: whom it is for.

    """
    row = LEDGER_MARKS.c
    told_of = (row.company == company, row.kind == KIND)
    waiting = select(row.body).where(*told_of, row.body.contains(message[0], autoescape=True))
    marked = [orjson.loads(body) for (body,) in connection.execute(waiting.order_by(row.id))]
    noted = _told(connection, company, LEDGER.c.subject == person, LEDGER.c.body.contains(message[0], autoescape=True))
    return [each for each in (*noted, *marked) if (each["notice"], each["channel"]) == message]


def _told(connection: Connection, company: str, *which: ColumnElement[bool]) -> Sequence[ToldDelivery]:
    row = LEDGER.c
    asked = select(row.body).where(row.company == company, row.kind == KIND, row.body.is_not(None), *which)
    return [orjson.loads(body) for (body,) in connection.execute(asked.order_by(row.position))]
