"""case_file, DocumentShown: what the documents of a case are made from, and which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from types import MappingProxyType

import orjson
from sqlalchemy import select

from handover_policy.app.asking.gates import OBLIGATIONS
from handover_policy.app.asking.view import View
from handover_policy.app.library import Library
from handover_policy.app.portal.case.sayings import Saying, saying
from handover_policy.app.signing.found import signed_sheet
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
    more: Saying | None = None


def documents_of(view: View, case: Case) -> Sequence[DocumentShown]:
    """Return the documents that a case gives."""
    found = [DocumentShown(name="task-list", state=saying("documents.as-of", day=view.today))]
    sheet = case.sheet
    if sheet is None:
        found.append(DocumentShown(name="confirmation-sheet", state=saying("documents.draft")))
    else:
        count = len(sheet.signatures)
        state = saying("documents.sheet", version=sheet.version, count=count)
        signed = signed_sheet(view.connection, view.company.id, case)
        more = None if signed is None else saying("documents.signed", count=len(signed.parties))
        found.append(DocumentShown(name="confirmation-sheet", state=state, more=more))
    if case.cause not in {"transfer", "death"} and case.state != "withdrawn":
        state = _certificate(view.today, view.policy.manifest.timezone, case)
        blank = saying("documents.no-end") if state.key != "documents.certificate" and _lacks_end(view, case) else None
        found.append(DocumentShown(name="leaving-certificate", state=state, more=blank))
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


def _certificate(today: date, zone: tzinfo, case: Case) -> Saying:
    if case.last_day is None:
        return saying("documents.undated")
    task = case.tasks.get(f"{case.id}:{OBLIGATIONS['leaving_certificate']}")
    done = None if task is None or task.state != "done" else task.steps[-1].done
    if done is not None:
        return saying("documents.certificate", day=done.at.astimezone(zone).date())
    late = case.last_day < today
    return saying("documents.certificate-late" if late else "documents.certificate-from", day=case.last_day)


def _lacks_end(view: View, case: Case) -> bool:
    """Return whether a certificate that is not issued yet lacks the end of the contract's term."""
    employee = case.person or view.state.employee(case.employee)
    china = view.policy.manifest.jurisdiction.partition("-")[0] == "CN"
    return china and employee is not None and not employee.attributes.get("contract_until")


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
