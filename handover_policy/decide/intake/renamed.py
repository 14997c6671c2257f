"""What is told under the old or newer id of a rule, read as the version at hand calls it (contract, "Ids").

A rename changes no decision but the ids: events name tasks, clauses and duties as whoever sent them knew them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from handover_policy.model.altered import altered
from handover_policy.model.employee import Employee
from handover_policy.model.events import AgreementSigned, DocumentUploaded, Event, EventData
from handover_policy.model.events_of_cases import BreachRecorded, ClaimDecided, SuccessorAssigned, TaskAct
from handover_policy.policy.renamed import Names, renamed_task


def by_names_here(event: Event, names: Names, case: str = "") -> Event:
    """Return an event with the rules its data names called as `names` says; `case` is the id of its case."""
    if not names:
        return event
    told = event.told
    if isinstance(told, TaskAct):
        task = renamed_task(told.task, case, names)
        return _told_here(event, altered(told, task=task), task=task)
    if isinstance(told, SuccessorAssigned) and told.tasks:
        tasks = tuple(names.get(each, renamed_task(each, case, names)) for each in told.tasks)
        return _told_here(event, altered(told, tasks=tasks), tasks=list(tasks))
    if isinstance(told, DocumentUploaded) and told.duty is not None:
        duty = names.get(told.duty, told.duty)
        return _told_here(event, altered(told, duty=duty), duty=duty)
    if isinstance(told, BreachRecorded | ClaimDecided):
        clause = names.get(told.clause, told.clause)
        return _told_here(event, altered(told, clause=clause), clause=clause)
    if isinstance(told, AgreementSigned):
        clauses = tuple(names.get(each, each) for each in told.clauses)
        return _told_here(event, altered(told, clauses=clauses), clauses=list(clauses))
    return event


def _told_here(event: Event, told: EventData, **data: object) -> Event:
    return altered(event, told=told, data=MappingProxyType({**event.data, **data}))


def known_here(employee: Employee, names: Names) -> Employee:
    """Return an employee whose signed clauses, uploads and missed duties bear the names they have in a version.

    What was noted under several names of one duty counts by its newest day.
    """
    if not names or not (employee.signed or employee.uploads or employee.missed):
        return employee
    return altered(
        employee,
        signed=frozenset(names.get(each, each) for each in employee.signed),
        uploads=_newest_days(employee.uploads, names),
        missed=_newest_days(employee.missed, names),
    )


def _newest_days(days: Mapping[str, date], names: Names) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for name, day in days.items():
        here = names.get(name, name)
        found[here] = max(day, found.get(here, day))
    return MappingProxyType(found)
