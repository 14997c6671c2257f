"""met_task, may_see: which tasks somebody sees, and what they are told of those that are not theirs."""

from __future__ import annotations

from urllib.parse import unquote

from handover_policy.app.asking.view import View
from handover_policy.app.portal.colleagues import stands_with
from handover_policy.app.portal.visitor import Visitor, may_know, sees_case, sees_task, takes_part
from handover_policy.model.case import Case, Step, Task


class TaskNotTheirs(Exception):
    """A task is not a reader's to see; `person` is who has the turn, None where nobody has, or they learn of nobody."""

    def __init__(self, person: str | None) -> None:
        """Take who has the turn, as people call them."""
        super().__init__(person)
        self.person = person


def met_task(view: View, visitor: Visitor, case_name: str, task_name: str) -> tuple[Case, Task] | None:
    """Return a case and a task of it that are a reader's to see; None where there is none; raises TaskNotTheirs."""
    case = view.state.case(case_name)
    task = None if case is None else case.tasks.get(task_name)
    if case is None or task is None:
        known = may_know(view, visitor, unquote(case_name.rpartition("/")[0]))
        if known or (case is not None and sees_case(view, visitor, case)):
            return None
        raise TaskNotTheirs(None)
    if not may_see(view, visitor, case, task):
        current = task.current
        named = current is not None and _has_part(view, visitor, case)
        raise TaskNotTheirs(view.called(current.person) if current is not None and named else None)
    return case, task


def may_see(view: View, visitor: Visitor, case: Case, task: Task) -> bool:
    """Return whether a task is somebody's to see, those included who stand behind the same contact."""
    return sees_task(view, visitor, case, task) or any(is_colleague(view, visitor, case, step) for step in task.steps)


def has_step(view: View, visitor: Visitor, case: Case, task: Task) -> bool:
    """Return whether somebody has a step in a task, did one, or may do one, for somebody or for the same contact."""
    if any(is_colleague(view, visitor, case, step) for step in task.steps):
        return True
    return takes_part(view, visitor, task)


def _has_part(view: View, visitor: Visitor, case: Case) -> bool:
    """Return whether somebody has to do with a case: nobody else is told by a task of it that somebody leaves."""
    return any(may_see(view, visitor, case, task) for task in case.tasks.values())


def is_colleague(view: View, visitor: Visitor, case: Case, step: Step) -> bool:
    """Return whether somebody is named in the contact that a step's person is named in: never in their own case."""
    return visitor.id != case.employee and stands_with(view, visitor, step.parties, step.person)
