"""Outdated obligations: certificate, pay, transfers done for another last day than the case has now (contract 2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.obligations import obligation_day
from handover_policy.model.case import Case, Task


def note_outdated(work: CaseWork) -> None:
    """Note every obligation that was done before its last day moved, or before the departure was taken back."""
    before, case = work.before, work.case
    if before is None:
        return
    if case.state == "withdrawn" and before.state != "withdrawn":
        for task in _done(before, case):
            _note(work, before, task, "withdrawn")
    elif case.last_day != before.last_day:
        for task in _done(before, case):
            rule = work.book.obligation_rules.get(task.rule)
            if rule is not None and obligation_day(work, rule) != task.steps[-1].due:
                _note(work, before, task, "moved")


def _note(work: CaseWork, before: Case, task: Task, reason: str) -> None:
    old, new = str(before.last_day), str(work.case.last_day)
    subject = f"{task.id}:{new if reason == 'moved' else reason}"
    work.problem("done-for-another-day", subject, reason=reason, what=task.title, before=old, last_day=new)


def _done(before: Case, case: Case) -> Iterator[Task]:
    """Yield the obligations that were done already before this event."""
    for name, task in before.tasks.items():
        if task.obligation and task.state == "done" and case.tasks[name].state == "done":
            yield task
