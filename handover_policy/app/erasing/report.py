"""ErasureReport, report_on: what of somebody may go, and what is kept, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

from sqlalchemy import func, select

from handover_policy.app.asking.view import View
from handover_policy.app.erasing.retention import RetentionTerm, last_day_of, reckoner_of, terms_of
from handover_policy.ledger.files.holds import holds_of
from handover_policy.ledger.files.tables import FILE_VERSIONS
from handover_policy.ledger.keeping.passing import passing_of
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.model.words.states import FINISHED

GroundCode: TypeAlias = Literal[
    "employed", "open-case", "open-duty", "others-case", "no-last-day", "retention", "hold", "retained"
]
OPEN = "open"
NO_PARAMS: Mapping[str, str] = MappingProxyType({})


class NobodyKnown(LookupError):
    """Nobody of an id is known, or what was kept of them was erased before."""

    def __init__(self, person: str) -> None:
        """Take the id."""
        super().__init__(person)
        self.person = person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why what is kept of somebody stays, and until when; no day where that is not known yet."""

    code: GroundCode
    until: date | None = None
    params: Mapping[str, str] = field(default_factory=lambda: NO_PARAMS)
    term: RetentionTerm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What of somebody may go now, and what stays.

    Args:
        person: whose it is.
        name: how they are called.
        grounds: why what is kept of them stays; none where all of it may go.
        terms: how long things are kept, each with its last day, whether that is over or not.
        passing: how many rows of each kind may go in any case, for nothing asks that they be kept.
        cases: the ids of their own departures.

    """

    person: str
    name: str
    grounds: Sequence[Ground]
    terms: Sequence[tuple[RetentionTerm, date | None]]
    passing: Mapping[str, int]
    cases: tuple[str, ...]

    @property
    def all_goes(self) -> bool:
        """Whether nothing asks that anything be kept."""
        return not self.grounds

    @property
    def until(self) -> date | None:
        """The last day on which something is kept; None where it is not known yet, or over."""
        days = [each.until for each in self.grounds]
        return None if not days or None in days else max(day for day in days if day is not None)


def report_on(view: View, person: str) -> ErasureReport:
    """Return what of somebody may go today, and what stays.

    Raises:
        NobodyKnown: there is nobody of this id.

    """
    employee = view.state.employee(person)
    if employee is None:
        raise NobodyKnown(person)
    cases = [each for each in view.state.cases_of(person) if each.state != "withdrawn"]
    last = last_day_of(cases)
    reckoner = reckoner_of(view)
    terms = [(each, None if last is None else each.until(last, reckoner)) for each in terms_of(view)]
    own, by_terms = _grounds(view, employee, cases), _held_by_terms(view, employee, terms)
    grounds = [*_held_by_holds(view, person), *own, *by_terms, *_held_by_files(view, person)]
    return ErasureReport(
        person=person,
        name=view.called(person) or person,
        grounds=grounds,
        terms=terms,
        passing=passing_of(view.connection, view.company.id, person, view.now),
        cases=tuple(each.id for each in view.state.cases_of(person)),
    )


def due_reports(view: View) -> Iterator[ErasureReport]:
    """Yield the reports of all of whom nothing needs to be kept any more."""
    for person, employee in view.state.people().items():
        if employee.left:
            report = report_on(view, person)
            if report.all_goes:
                yield report


def _grounds(view: View, employee: Employee, cases: Sequence[Case]) -> Iterator[Ground]:
    """Yield why anything of somebody stays, whatever day it is."""
    opened = [each for each in cases if each.state == OPEN]
    if not employee.left and not opened:
        yield Ground(code="employed")
    for case in opened:
        yield Ground(code="open-case", params={"case": case.id})
    for case in cases:
        unfinished = [task for task in case.tasks.values() if task.state not in FINISHED]
        undecided = [claim for claim in case.claims.values() if claim.state == OPEN]
        if case.state != OPEN and (unfinished or undecided):
            named = [*(task.title for task in unfinished), *(claim.title for claim in undecided)]
            yield Ground(code="open-duty", params={"case": case.id, "what": named[0], "count": str(len(named))})
    own = {each.id for each in cases}
    others = [each for each in view.state.watching(employee.id) if each not in own]
    if others:
        yield Ground(code="others-case", params={"case": others[0], "count": str(len(others))})


def _held_by_holds(view: View, person: str) -> Iterator[Ground]:
    """Yield the legal holds on anything that is kept of somebody."""
    for hold in holds_of(view.connection, view.company.id, standing=True):
        if hold.on.whose.person == person:
            yield Ground(code="hold", params={"since": hold.at[:10], "why": hold.why})


def _held_by_files(view: View, person: str) -> Iterator[Ground]:
    """Yield the last day on which a file of somebody's must be there, where that is to come."""
    row = FILE_VERSIONS.c
    asked = select(func.max(row.retain_until)).where(row.company == view.company.id, row.owner == person)
    told = view.connection.execute(asked.where(row.erased_at.is_(None))).scalar()
    if told is not None and view.today.isoformat() <= told:
        yield Ground(code="retained", until=date.fromisoformat(told))


def _held_by_terms(
    view: View, employee: Employee, terms: Sequence[tuple[RetentionTerm, date | None]]
) -> Iterator[Ground]:
    """Yield the terms that are not over yet of whoever has left."""
    if not employee.left:
        return
    for term, until in terms:
        if until is None:
            yield Ground(code="no-last-day")
            return
        if view.today <= until:
            yield Ground(code="retention", until=until, term=term)
