"""case_file, DocumentShown: what the documents of a case are made from, and which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType

import orjson
from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.app.library import Library
from handover_policy.app.portal.case.sayings import Saying, saying
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.ledger.tables import LEDGER
from handover_policy.model.case import Case
from handover_policy.render.documents.casefile import CaseFile, Dossier

DOCUMENTS = ("task-list", "confirmation-sheet", "leaving-certificate", "handover-package")
FORMS = MappingProxyType({"html": "text/html; charset=utf-8", "pdf": "application/pdf"})
TELLING = ("agreement.signed", "document.uploaded")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentShown:
    """A document of a case, and what is to be said of it."""

    name: str
    state: Saying


def documents_of(view: View, case: Case) -> Sequence[DocumentShown]:
    """Return the documents that a case gives."""
    found = [DocumentShown(name="task-list", state=saying("documents.as-of", day=view.today))]
    sheet = case.sheet
    if sheet is None:
        found.append(DocumentShown(name="confirmation-sheet", state=saying("documents.draft")))
    else:
        count = len(sheet.signatures)
        found.append(
            DocumentShown(
                name="confirmation-sheet", state=saying("documents.sheet", version=sheet.version, count=count)
            )
        )
    if case.cause not in {"transfer", "death"} and case.state != "withdrawn":
        found.append(DocumentShown(name="leaving-certificate", state=_certificate(view.today, case)))
    found.append(DocumentShown(name="handover-package", state=saying("documents.package")))
    return found


def case_file(view: View, case: Case) -> CaseFile:
    """Return what a document of a case is made from."""
    state, books = view.state, view.company.run.books
    known = state.employee(case.employee)
    employee = case.person or known
    if employee is None:
        raise KeyError(case.employee)
    book = book_of_case(books.book(case.policy, case.arrival), case, employee)
    return CaseFile(
        case=case,
        employee=employee,
        policy=book.policy,
        digest=book.digest,
        at=_at(view, case),
        people=state.people(),
        dossier=_dossier(view, case.employee),
        versions={policy.manifest.version: policy for policy in view.company.opened.policies},
        laws=laws(),
        contacts={name: each.name for name, each in view.contacts.items()},
    )


@cache
def laws() -> dict[str, str]:
    """Return how laws are cited, by id, read once."""
    return Library().citations


def _certificate(today: date, case: Case) -> Saying:
    if case.last_day is None:
        return saying("documents.undated")
    return saying(
        "documents.certificate" if case.last_day <= today else "documents.certificate-from", day=case.last_day
    )


def _at(view: View, case: Case) -> datetime:
    return view.state.reached(case) if case.state == "open" else case.now


def _dossier(view: View, person: str) -> Dossier:
    """Return what a person signed and uploaded, as the ledger tells it."""
    row = LEDGER.c
    asked = (
        select(row.body)
        .where(row.company == view.company.id, row.subject == person, row.type.in_(TELLING))
        .where(row.outcome == "applied", row.body.is_not(None))
        .order_by(row.position)
    )
    dossier = Dossier()
    for (body,) in view.connection.execute(asked):
        event = orjson.loads(body)
        dossier = dossier.told(event["type"], datetime.fromisoformat(event["time"]), event.get("data") or {})
    return dossier
