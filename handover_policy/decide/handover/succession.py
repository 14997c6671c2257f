"""Succession: who takes over, the whole work or single tasks, and who no longer does (contract 2.5)."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.authority import called, must_speak_for_employer
from handover_policy.decide.handover.out_of_turn import no_such_task
from handover_policy.decide.handover.planning import replan
from handover_policy.decide.people import is_known
from handover_policy.model.events import EventData
from handover_policy.model.events_of_cases import SuccessorAssigned


def assign_successor(work: CaseWork, told: SuccessorAssigned) -> None:
    """Name who takes over; undone steps are resolved anew, and whoever is replaced is told.

    A slip in a number must not hand the work over to nobody, so somebody unknown is refused.
    """
    must_speak_for_employer(work, told)
    if not is_known(told.successor, work.here, work.directory):
        raise Refused("unknown-employee", who=told.successor[:200])
    if told.tasks:
        _for_tasks(work, told)
    else:
        before = work.case.successor
        work.change(successor=told.successor)
        _replaced(work, before, told.successor)
    if told.successor == work.case.employee:
        work.problem("successor-is-leaver")
    elif work.directory.has_left(told.successor, work.today):
        work.problem("successor-gone", told.successor, who=called(told.successor, work.here, work.directory))
    replan(work)


def named_by(told: EventData) -> str | None:
    """Return the successor whom an event names; None for every other event."""
    return told.successor if isinstance(told, SuccessorAssigned) else None


def _for_tasks(work: CaseWork, told: SuccessorAssigned) -> None:
    """Name who takes over single tasks, by the ids of rules or of tasks."""
    tasks = work.case.tasks
    unknown = [name for name in told.tasks if not any(name in {task.id, task.rule} for task in tasks.values())]
    if unknown:
        raise no_such_task(work.case, unknown[0])
    successors = dict(work.case.successors)
    replaced = [successors.get(name) or work.case.successor for name in told.tasks]
    successors |= dict.fromkeys(told.tasks, told.successor)
    work.change(successors=MappingProxyType(successors))
    for before in dict.fromkeys(replaced):
        _replaced(work, before, told.successor)


def _replaced(work: CaseWork, before: str | None, successor: str) -> None:
    """Note that somebody no longer takes over, unless they are not there to be told."""
    if before is None or before in {successor, work.case.employee} or work.directory.has_left(before, work.today):
        return
    work.trigger("successor.replaced", person=before)
