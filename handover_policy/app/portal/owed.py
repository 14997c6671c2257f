"""owed_by, certificates_of: what is somebody's beside tasks: clauses to sign, the profile, uploads, a certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.own.agreements import clauses_owed
from handover_policy.app.portal.own.kept import gives_certificate
from handover_policy.app.portal.own.profile import ARCHIVE, standing_day
from handover_policy.app.portal.visitor import Visitor
from handover_policy.decide.evaluating.choosing import chosen_book
from handover_policy.decide.evaluating.duties import Duty, duties
from handover_policy.decide.facts import Surroundings
from handover_policy.model.case import Case
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.employee import Employee

OwedKind: TypeAlias = Literal["agreements", "section", "upload"]
AHEAD = timedelta(days=3)
"""How long before its day something is shown on the first page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something to sign, to fill in or to upload; `id` of the section or upload, `count` of the clauses."""

    kind: OwedKind
    id: str = ""
    title: str = ""
    due: date | None
    count: int = 1
    late: int = 0


def owed_by(view: View, visitor: Visitor) -> Sequence[Owed]:
    """Return what a visitor is to sign, to fill in and to upload now or soon, that which is latest first."""
    employee = visitor.employee
    if employee is None or visitor.private:
        return ()
    book = view.company.run.books.on(view.today)
    about = Surroundings(employee=employee, book=book, day=view.today, reckoner=DayReckoner(book.calendar))
    about = about._replace(book=chosen_book(about))
    found = [*_clauses(view, about), *_records(view, about)]
    return sorted(found, key=lambda each: (each.due or date.max, each.kind, each.id))


def certificates_of(view: View, visitor: Visitor) -> Sequence[Case]:
    """Return the cases whose leaving certificate is somebody's to take now: the last day is there."""
    return [
        case
        for case in view.state.cases_of(visitor.id)
        if gives_certificate(case) and case.last_day is not None and case.last_day <= view.today
        if case.state == "open" or (visitor.private and case.state == "closed")
    ]


def _clauses(view: View, about: Surroundings) -> Iterator[Owed]:
    clauses, due = clauses_owed(view, about)
    if clauses:
        yield Owed(kind="agreements", due=due, count=len(clauses), late=_late(view, due))


def _records(view: View, about: Surroundings) -> Iterator[Owed]:
    employee = about.employee
    for duty in duties(employee, about.book, view.today, DayReckoner(about.book.calendar)):
        done = _done(employee, duty)
        due = standing_day(employee.missed.get(duty.id), done, duty.due)
        if duty.kind == "signature" or due is None or done == view.today or due > view.today + AHEAD:
            continue
        kind: OwedKind = "upload" if duty.kind == "upload" else "section"
        name = duty.id.removeprefix(ARCHIVE) if kind == "section" else duty.id
        yield Owed(kind=kind, id=name, title=duty.title, due=due, late=_late(view, due))


def _done(employee: Employee, duty: Duty) -> date | None:
    """Return when a duty was done last."""
    if duty.kind == "upload":
        return employee.uploads.get(duty.id)
    told = employee.profile.get(duty.id.removeprefix(ARCHIVE))
    return None if told is None else told.updated_on


def _late(view: View, due: date | None) -> int:
    return 0 if due is None else max((view.today - due).days, 0)
