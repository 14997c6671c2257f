"""LedgerMark, add_marks, take_marks: what is to be said in a ledger, until the company's writer makes rows of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

import orjson
from sqlalchemy import Connection, bindparam, delete, select

from handover_policy.ledger.company import Batch
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.rows.access import COMPANY, write_rows

MarkKind: TypeAlias = Literal["delivery", "signature", "file"]
"""Kinds of rows that others than the writer have to say."""
EVENT = "event"
"""The kind of what is no mark but an event that a command tells beside a service: the writer decides it."""
MOST_MARKS = 500
ROW = LEDGER_MARKS.c
OF_COMPANY = ROW.company == COMPANY
WAITING_MARKS = (
    select(ROW.id, ROW.kind, ROW.type, ROW.subject, ROW.case_id, ROW.body)
    .where(OF_COMPANY, ROW.kind != EVENT)
    .order_by(ROW.id)
    .limit(MOST_MARKS)
)
EVENTS = select(ROW.id, ROW.body).where(OF_COMPANY, ROW.kind == EVENT).order_by(ROW.id).limit(MOST_MARKS)
ANY_MARK = select(ROW.id).where(OF_COMPANY).limit(1)
ADDED = LEDGER_MARKS.insert()
TAKEN = delete(LEDGER_MARKS).where(OF_COMPANY, ROW.id == bindparam("of_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMark:
    """What is to be a row of the ledger.

    Args:
        kind: of the row.
        type: what happened, as `file.brought`.
        subject: whom it is about.
        case: whose departure it belongs to.
        body: what the ledger keeps of it, JSON in one line.

    """

    kind: MarkKind
    type: str
    subject: str | None
    case: str | None
    body: str


def add_marks(connection: Connection, company: str, marks: Iterable[LedgerMark]) -> None:
    """Keep marks until the company's writer takes them, in the order in which they were made.

    They are there with what they tell of, or not at all: `connection` is of the transaction that writes that.
    """
    moment = time.time_ns()
    rows = [
        {
            "company": company,
            "id": f"{moment:020d}-{place:06d}-{secrets.token_hex(8)}",
            "kind": each.kind,
            "type": each.type,
            "subject": each.subject,
            "case_id": each.case,
            "body": each.body,
        }
        for place, each in enumerate(marks)
    ]
    write_rows(connection, ADDED, rows)


def leave_events(connection: Connection, company: str, told: Mapping[str, str]) -> None:
    """Leave events for the company's writer, by id and body; one that waits already is left once."""
    waiting = {orjson.loads(each.body)["id"] for each in connection.execute(EVENTS, {"company": company})}
    moment = time.time_ns()
    rows = [
        {
            "company": company,
            "id": f"{moment:020d}-{place:06d}-{secrets.token_hex(8)}",
            "kind": EVENT,
            "type": EVENT,
            "subject": None,
            "case_id": None,
            "body": body,
        }
        for place, (name, body) in enumerate(told.items())
        if name not in waiting
    ]
    write_rows(connection, ADDED, rows)


def left_events(connection: Connection, company: str) -> Sequence[tuple[str, str]]:
    """Return the events that wait for the company's writer, each with the id of its mark."""
    return [(row.id, row.body) for row in connection.execute(EVENTS, {"company": company})]


def take_events(connection: Connection, company: str, marks: Iterable[str]) -> None:
    """Forget events that were decided."""
    write_rows(connection, TAKEN, [{"company": company, "of_id": each} for each in marks])


def marks_wait(connection: Connection, company: str) -> bool:
    """Return whether there is something for the company's writer to take."""
    return connection.execute(ANY_MARK, {"company": company}).first() is not None


def take_marks(batch: Batch, now: datetime) -> int:
    """Make rows of the ledger of what waits, MOST_MARKS at most; return how many. In the writer's transaction."""
    found = batch.access.rows(WAITING_MARKS)
    for each in found:
        entry = LedgerEntry(
            kind=each.kind,
            received_at=now,
            body=each.body,
            type=each.type,
            subject=each.subject,
            case=each.case_id,
        )
        batch.add(entry)
    batch.access.write(TAKEN, [{"of_id": each.id} for each in found])
    return len(found)


def take_all(batch: Batch, now: datetime) -> int:
    """Make rows of the ledger of everything that waits; return how many."""
    whole, taken = 0, MOST_MARKS
    while taken == MOST_MARKS:
        taken = take_marks(batch, now)
        whole += taken
    return whole


def columns_told(kind: str, body: str) -> Mapping[str, str | None]:
    """Return the columns of a row that its body tells: an export holds the body alone."""
    told: Mapping[str, Any] = orjson.loads(body)
    return {
        "type": f"{kind}.{told['state']}",
        "subject": told.get("person", told.get("to")),
        "case_id": told.get("case"),
    }
