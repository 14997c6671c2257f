"""Lasting: what goes on in a case that is closed, for what recurs after the end; and how each next one is planned."""

from __future__ import annotations

from datetime import datetime

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.recurring import goes_on, next_day, recurring_owed
from handover_policy.decide.evaluating.messages import moment_planned
from handover_policy.decide.handover.planning import new_obligation, replan
from handover_policy.decide.identifiers import task_id


def plan_recurring(work: CaseWork) -> None:
    """Add what the employer owes again and again and is planned by now."""
    for name, rule in recurring_owed(work).items():
        if task_id(work.case.id, name) not in work.case.tasks:
            task = new_obligation(work, name, rule)
            work.put_tasks({**work.case.tasks, task.id: task})


def settle_closed(work: CaseWork) -> None:
    """Let what recurs after the end be for whoever is here today."""
    if goes_on(work.case):
        replan(work, always=True)


def next_of_closed(work: CaseWork) -> datetime | None:
    """Return when a clock event next has something to do in a closed case; None where nothing waits for one."""
    if not goes_on(work.case):
        return None
    undone = [task for task in work.case.tasks.values() if not task.finished]
    moments = [moment_planned(work, item) for task in undone for item in task.agenda]
    further = next_day(work)
    moments += [work.midnight(further)] if further is not None and further > work.day else []
    return min(moments, default=None)
