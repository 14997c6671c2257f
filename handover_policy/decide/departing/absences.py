"""Absences that are no departure yet: noted, ended by a return, and opening a case when their days are over (2.4)."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.departing import departure
from handover_policy.decide.departing.away import ABSENT, opens_on
from handover_policy.decide.departing.employment import case_meant
from handover_policy.decide.handover.authority import must_speak_for_employer
from handover_policy.decide.moment import Moment
from handover_policy.decide.wording import problem
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.effects import Effect
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import EmployeeAbsent, EmployeeReturned


def settled(employee: Employee) -> Employee:
    """Return a person of whom no absence waits: they are here again, or a case says what became of them."""
    return employee if employee.away_since is None else altered(employee, away_since=None, absence_opens=None)


def without_case(moment: Moment, employee: Employee) -> tuple[Employee, list[Effect]] | None:
    """Return the person as an event leaves them that begins or ends an absence of which no case tells; None for others.

    Raises Refused where the event may not say so.
    """
    told = moment.event.told
    if isinstance(told, EmployeeAbsent) and told.case is None:
        return _begun(moment, employee, told.since)
    if isinstance(told, EmployeeReturned) and told.case is None and employee.away_since is not None:
        _not_ahead(moment, told.on)
        must_speak_for_employer(_opened(moment, employee, employee.away_since), told)
        return settled(employee), []
    return None


def is_due(employee: Employee, day: date) -> bool:
    """Return whether the days of a person's absence are over, so that it is a case."""
    return employee.absence_opens is not None and employee.absence_opens <= day


def opened_by_absence(moment: Moment, employee: Employee) -> CaseWork | None:
    """Return the work on the case that a person's absence opens by now; None where none is due."""
    if employee.away_since is None or not is_due(employee, moment.day):
        return None
    work = _opened(moment, employee, employee.away_since)
    work.trigger(ABSENT)
    return work


def _opened(moment: Moment, employee: Employee, since: date) -> CaseWork:
    leaving = altered(settled(employee), departures=employee.departures + 1)
    arrival = employee.absence_opens or moment.day
    work = departure.open_case(
        moment.books, moment.register, moment.event, leaving, min(arrival, moment.day), opened_by=ABSENT
    )
    departure.begin_absence(work, since)
    return work


def _begun(moment: Moment, employee: Employee, since: date) -> tuple[Employee, list[Effect]] | None:
    """Note an absence whose days are not over; None where it opens a case at once, or one is open or over."""
    case = case_meant(moment.register, moment.event)
    if employee.left or is_due(employee, moment.day) or not _has_no_case(case):
        return None
    _not_ahead(moment, since)
    opens = opens_on(moment.book, since)
    if opens <= moment.day:
        return None
    noted = altered(employee, away_since=since, absence_opens=opens)
    days = {"since": since.isoformat(), "day": opens.isoformat()}
    told = problem("absence-noted", days, moment.book.words, case=None, subject=employee.id, severity="info")
    return noted, [told]


def _has_no_case(case: Case | None) -> bool:
    """Return whether no departure is open; a transfer is none."""
    return case is None or case.state != "open" or case.cause == "transfer"


def _not_ahead(moment: Moment, day: date) -> None:
    if day > moment.day:
        raise Refused("out-of-order", reason="ahead", day=day.isoformat())


def stands_for_itself(event: Event) -> bool:
    """Return whether an event names a case or a task, so that an absence that nobody has looked at is not meant."""
    told = event.told
    return getattr(told, "case", None) is not None or getattr(told, "task", None) is not None
