"""Standing: how a case, its tasks and its sheet stand on a day, for facts and for whoever asks the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType

from handover_policy.model.case import Case, Task
from handover_policy.model.employee import Employee


def deemed(task: Task) -> bool:
    """Return whether the step of a task that was done last was accepted by silence."""
    done = [step.done for step in task.steps if step.done is not None]
    return bool(done) and done[-1].deemed


def last_day_reached(case: Case, day: date) -> bool:
    """Return whether a case's last day has begun on a local day."""
    return case.last_day is not None and day >= case.last_day


def overdue(case: Case, open_tasks: Iterable[str], day: date) -> tuple[str, ...]:
    """Return the ids of the unfinished handover tasks whose current step was due before a day."""
    return tuple([name for name in open_tasks if case.tasks[name].due < day])


def sheet_signed(case: Case, parties: Iterable[str], day: date) -> bool:
    """Return whether all parties have signed the current sheet, or are taken to have.

    Nobody waits for a leaver who is gone, or whose last day is past.
    """
    sheet = case.sheet
    if sheet is None:
        return False
    gone = case.leaver_gone or (case.last_day is not None and day > case.last_day)
    return all(sheet.stands_for(party) for party in parties if party != "leaver" or not gone)


def tenure_months(employee: Employee, day: date) -> int:
    """Return the full months from the hired day to a day, 0 before it."""
    start = employee.hired_on
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    return max(0, months)


def tenure_days(employee: Employee, day: date) -> int:
    """Return the days from the hired day to a day, 0 before it: 26 weeks of service are 182."""
    return max(0, (day - employee.hired_on).days)


TENURES = MappingProxyType({"employee.tenure_months": tenure_months, "employee.tenure_days": tenure_days})
"""The facts that are reckoned of the hired day, and what reckons each."""
