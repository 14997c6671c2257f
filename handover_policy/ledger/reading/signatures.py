"""signature_rows, touched_sheets: what the ledger tells of signed documents, and which sheets decisions spoke of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import orjson
from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import LEDGER

SignatureRow: TypeAlias = Mapping[str, Any]
KIND, SIGNED = "signature", "sheet.signed"
ROW = LEDGER.c
AFTER: BindParameter[int] = bindparam("after")
UPTO: BindParameter[int] = bindparam("upto")
OF_CASE = (
    select(ROW.position, ROW.body)
    .where(ROW.company == COMPANY, ROW.case_id == bindparam("of_case"), ROW.kind == KIND, ROW.body.is_not(None))
    .order_by(ROW.position)
)
OF_PERSON = (
    select(ROW.position, ROW.body)
    .where(ROW.company == COMPANY, ROW.subject == bindparam("of_person"), ROW.kind == KIND, ROW.body.is_not(None))
    .order_by(ROW.position)
)
SHEETS = (
    select(ROW.case_id, ROW.type, ROW.decision)
    .where(ROW.company == COMPANY, ROW.position > AFTER, ROW.position <= UPTO, ROW.outcome == "applied")
    .where(or_(ROW.type == SIGNED, ROW.decision.like('%"effect":"sheet"%')))
    .order_by(ROW.position)
)
AGREEMENTS = (
    select(ROW.subject)
    .where(ROW.company == COMPANY, ROW.position > AFTER, ROW.position <= UPTO, ROW.outcome == "applied")
    .where(ROW.type == "agreement.signed", ROW.subject.is_not(None))
)
WINDOW = 2_000


def signature_rows(connection: Connection, company: str, case: str) -> Sequence[SignatureRow]:
    """Return what the ledger tells of the signed documents of a case, the oldest first; each with its `position`."""
    return _told(connection.execute(OF_CASE, {"company": company, "of_case": case}))


def signatures_of(connection: Connection, company: str, person: str) -> Sequence[SignatureRow]:
    """Return what the ledger tells of what a person signed, the oldest first."""
    return _told(connection.execute(OF_PERSON, {"company": company, "of_person": person}))


def touched_sheets(connection: Connection, company: str, after: int, upto: int) -> frozenset[str]:
    """Return the cases whose sheets were made, signed or taken as signed in the rows between two positions."""
    found: set[str] = set()
    for start in range(after, upto, WINDOW):
        told = {"company": company, "after": start, "upto": min(start + WINDOW, upto)}
        for case, kind, decision in connection.execute(SHEETS, told):
            if kind == SIGNED and case is not None:
                found.add(case)
            elif decision is not None:
                found.update(_sheets_in(decision))
    return frozenset(found)


def touched_agreements(connection: Connection, company: str, after: int, upto: int) -> frozenset[str]:
    """Return the people who signed clauses in the rows between two positions."""
    found: set[str] = set()
    for start in range(after, upto, WINDOW):
        told = {"company": company, "after": start, "upto": min(start + WINDOW, upto)}
        found.update(connection.execute(AGREEMENTS, told).scalars())
    return frozenset(found)


def _sheets_in(decision: str) -> Iterable[str]:
    return (each["case"] for each in orjson.loads(decision).get("effects", ()) if each["effect"] == "sheet")


def _told(rows: Iterable[Any]) -> Sequence[SignatureRow]:
    return [{**orjson.loads(row.body), "position": row.position} for row in rows]
