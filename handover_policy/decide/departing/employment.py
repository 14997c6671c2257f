"""Employments: when one has ended, which case an event is for, what an ended one keeps, leaps (contract 2.2, 2.4)."""

from __future__ import annotations

from datetime import date, datetime

from handover_policy.decide.identifiers import case_of_task
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.state.register import Register
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import CaseEvent, TaskAct

MOST_DAYS = 400
"""How far an event of an open case, or a clock event, may lie ahead of everything told before."""
KEEPS_POST = frozenset({"role", "stage", "track", "title", "department", "location", "manager", "team_leader"})
"""What makes a post: a transfer hands over the one of before."""


def ended_on(directory: Directory, employee: Employee) -> date | None:
    """Return the last day of a person's employment of now, past or ahead; None where no departure has set one."""
    days = [
        day
        for case in directory.cases_of(employee.id)
        if case.employment == employee.employment and case.cause != "transfer" and case.state != "withdrawn"
        for day in (case.last_day, case.left_on)
        if day is not None
    ]
    return min(days, default=None)


def case_meant(directory: Register, event: Event) -> Case | None:
    """Return the case an event is for: the one that it names itself or by a task, else the newest employment's.

    An employment told in advance has no events of its own before its first day: they are still of the one before.
    """
    named = event.told.case if isinstance(event.told, CaseEvent) else None
    if named is None and isinstance(event.told, TaskAct):
        named = case_of_task(event.told.task)
    if named is not None:
        case = directory.case(named)
        return case if case is not None and case.employee == event.subject else None
    employee, case = directory.employee(event.subject), directory.case_of(event.subject)
    ahead = employee is not None and employee.hired_on > event.time.astimezone(directory.zone).date()
    if ahead and case is not None and case.state == "open":
        return case
    if case is None or employee is None or case.employment != employee.employment:
        return None
    # What was taken back stands in nobody's way: a transfer may still be open beside it.
    return directory.open_case(event.subject) or case if case.state == "withdrawn" else case


def keep_people(register: Register, known: Employee, changed: Employee, day: date) -> None:
    """Let the cases of a person keep them as they were, before news that comes after what those cases are about.

    A case is about the employment up to its last day, a transfer's about the post before.
    """
    for case in register.cases_of(known.id):
        if case.person is None and case.state != "withdrawn" and _is_past(case, known, changed, day):
            register.keep_person(case, known)


def _is_past(case: Case, known: Employee, changed: Employee, day: date) -> bool:
    if case.employment != changed.employment:
        return True
    if case.cause == "transfer" and any(
        known.attributes.get(name) != changed.attributes.get(name) for name in KEEPS_POST
    ):
        return True
    return case.last_day is not None and case.last_day < day


def leap(register: Register, moment: datetime, case: Case | None = None) -> int:
    """Return by how many days a moment lies ahead of everything told before; 0 where that is no leap (contract 2.2)."""
    reached = register.agenda.reached()
    if case is not None:
        reached = case.now if reached is None else max(reached, case.now)
    if reached is None:
        return 0
    days = (moment - reached).days
    return days if days > MOST_DAYS else 0
