"""certificate_for, CertificatePage: a leaving certificate, prepared; and what hr sees of how it was handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from handover_policy.app.asking.gates import OBLIGATIONS
from handover_policy.app.asking.view import View
from handover_policy.app.library import Library
from handover_policy.app.portal.codes import codes_to_tell
from handover_policy.app.portal.own.kept import OpeningLine, addresses_of, gives_certificate
from handover_policy.app.render import PreparedDocument, prepare_document
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.ledger.codes import CodeKept
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.personal.certificates import newest_link
from handover_policy.ledger.personal.openings import openings_of
from handover_policy.model.case import Case
from handover_policy.render.documents.casefile import CaseFile, Dossier

CERTIFICATE = "leaving-certificate"
PURPOSE = "certificate"
OPENED, PAPER = "certificate", "certificate-paper"


PRIVATE = frozenset({"private_phone", "private_email"})


class NotYetDue(LookupError):
    """The last day is still to come, so that there is no certificate yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """How the certificate of a case was handed out: the newest link, who opened it, codes that wait to be told."""

    case: Case
    name: str
    last_day: date
    link_until: datetime | None
    openings: Sequence[OpeningLine]
    codes: Sequence[CodeKept]


def certificate_for(view: View, case: Case, language: str) -> PreparedDocument:
    """Return the leaving certificate of a case, ready to be written.

    Raises:
        NotYetDue: the last day is still to come, or is not known.
        DocumentDenied: the case gives none; the text says why.
        KeyError: nobody knows whose case it is.

    """
    if case.last_day is None or case.last_day > view.today:
        raise NotYetDue(case.id)
    employee = case.person or view.state.employee(case.employee)
    if employee is None:
        raise KeyError(case.employee)
    book = book_of_case(view.company.run.books.book(case.policy, case.arrival), case, employee)
    file = CaseFile(
        case=case,
        employee=employee,
        policy=book.policy,
        digest=book.digest,
        at=view.state.reached(case) if case.state == "open" else case.now,
        people={employee.id: employee},
        dossier=Dossier(),
        versions={policy.manifest.version: policy for policy in view.company.opened.policies},
        laws=Library().citations,
    )
    return prepare_document(CERTIFICATE, file, view.company.opened, language)


def is_reachable(view: View, person: str) -> bool:
    """Return whether a private phone or mail of somebody is known, to which a code may go."""
    beside = view.company.settings.people.get(person)
    known = {**addresses_of(view, person), **({} if beside is None else beside.addresses)}
    return any(known.get(kind) for kind in PRIVATE)


def is_issued(case: Case) -> bool:
    """Return whether hr has issued the certificate of a case."""
    task = case.tasks.get(f"{case.id}:{OBLIGATIONS['leaving_certificate']}")
    return task is not None and task.state == "done"


def certificate_page(view: View, name: str, envelope: Envelope) -> CertificatePage | None:
    """Return how the certificate of a case was handed out; None where the case gives none."""
    case = view.state.case(name)
    if case is None or case.last_day is None or not gives_certificate(case):
        return None
    company, connection = view.company.id, view.connection
    link = newest_link(connection, company, case.id)
    codes = codes_to_tell(connection, envelope, company, view.now)
    return CertificatePage(
        case=case,
        name=view.called(case.employee) or case.employee,
        last_day=case.last_day,
        link_until=None if link is None else datetime.fromtimestamp(link.until, UTC),
        openings=[
            OpeningLine(by=each.by or None, what=each.what, at=datetime.fromisoformat(each.at))
            for each in openings_of(connection, company, case.employee)
            if each.what in {OPENED, PAPER}
        ],
        codes=[each for each in codes if (each.person, each.purpose) == (case.employee, PURPOSE)],
    )
