"""Outdated obligations: certificate, pay, transfers done for another last day than the case has now (contract 2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.decide.casework import CaseWork
from handover_policy.model.case import Case, Task

OUTDATED = "done-for-another-day"


def note_outdated(work: CaseWork) -> None:
    """Note every obligation that was done before its last day moved, or before the departure was taken back.

    It is told for each other last day, and is over once it is done anew, or the day is again the one it was done for.
    """
    before, case = work.before, work.case
    if before is None:
        return
    _note_mended(work)
    if case.state == "withdrawn" and before.state != "withdrawn":
        for task in _done(work, before, case):
            _note(work, task, "withdrawn")
    elif case.last_day != before.last_day:
        for task in _done(work, before, case):
            if task.done_for != case.last_day:
                _note(work, task, "moved")


def _note_mended(work: CaseWork) -> None:
    for code, subject in work.case.problems:
        if code == OUTDATED:
            task = work.case.tasks.get(subject.rpartition(":")[0])
            if task is not None and (task.state != "done" or task.done_for == work.case.last_day):
                work.well(code, subject)


def _note(work: CaseWork, task: Task, reason: str) -> None:
    old, new = str(task.done_for), str(work.case.last_day)
    subject = f"{task.id}:{new if reason == 'moved' else reason}"
    work.problem("done-for-another-day", subject, reason=reason, what=task.title, before=old, last_day=new)


def _done(work: CaseWork, before: Case, case: Case) -> Iterator[Task]:
    """Yield the obligations that were done already before this event; what else the employer does has no such day."""
    for name, task in before.tasks.items():
        owed = task.obligation and task.rule not in work.book.task_rules
        if owed and task.state == "done" and case.tasks[name].state == "done":
            yield task
