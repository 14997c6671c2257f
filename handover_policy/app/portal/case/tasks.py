"""task_groups: the tasks of a case by whose turn it is, the employer's own duties last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.acts import acceptance_day
from handover_policy.model.case import NOT_YET, Case, Task
from handover_policy.policy.called import party_title


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInGroup:
    """A task in a list: `state` is late, returned, waived, cancelled, done, deemed, later or now."""

    task: Task
    state: str
    late: int
    due: date | None
    more: Saying | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroup:
    """Tasks that wait for one person; `kind` is turn, own, duty, over or cancelled."""

    kind: str
    who: object
    party: str
    tasks: Sequence[TaskInGroup]


def task_groups(view: View, case: Case, work: CaseWork) -> Sequence[TaskGroup]:
    """Return the unfinished handover tasks by whose turn it is, the employer's own, the duties, then what is over."""
    turns: dict[tuple[str | None, str], list[TaskInGroup]] = {}
    duties: list[TaskInGroup] = []
    own: list[TaskInGroup] = []
    over: list[TaskInGroup] = []
    cancelled: list[TaskInGroup] = []
    for task in case.tasks.values():
        row = _row(view, task, work)
        if task.state == "cancelled":
            cancelled.append(row)
        elif task.obligation:
            (own if task.rule in work.book.task_rules else duties).append(row)
        elif task.finished:
            over.append(row)
        else:
            for step in task.turns[:1]:
                turns.setdefault((step.person, step.party), []).append(row)
    groups = [
        TaskGroup(
            kind="turn",
            who=person(view, who),
            party=party_title(view.policy, party),
            tasks=sorted(rows, key=lambda each: (each.task.due, each.task.id)),
        )
        for (who, party), rows in turns.items()
    ]
    groups.sort(key=lambda group: (-max(each.late for each in group.tasks), group.tasks[0].task.due))
    hr = party_title(view.policy, "hr")
    groups += [
        TaskGroup(kind=kind, who=hr, party=hr, tasks=rows) for kind, rows in (("own", own), ("duty", duties)) if rows
    ]
    if over:
        groups.append(TaskGroup(kind="over", who="", party="", tasks=over))
    if cancelled:
        groups.append(TaskGroup(kind="cancelled", who="", party="", tasks=cancelled))
    return groups


def _row(view: View, task: Task, work: CaseWork) -> TaskInGroup:
    late = 0 if task.finished or task.due == NOT_YET else max(0, (view.today - task.due).days)
    due = None if task.due == NOT_YET else task.due
    more = _more(view, task, work)
    return TaskInGroup(task=task, state=_state(view, task, late), late=late, due=due, more=more)


def _state(view: View, task: Task, late: int) -> str:
    if task.state == "done":
        silent = any(step.done is not None and step.done.deemed for step in task.steps)
        return "deemed" if silent else "done"
    if task.finished:
        return task.state
    if late:
        return "late"
    if task.returned:
        return "returned"
    if task.waits_for or task.start > view.today:
        return "later"
    return "now" if task.turns and task.begins_with(task.turns[0]) else "passed-on"


def _more(view: View, task: Task, work: CaseWork) -> Saying | None:
    if task.finished:
        return _over(view, task)
    if task.waits_for:
        return saying("task.waits-for", tasks=tuple(work.case.tasks[name].title for name in task.waits_for))
    if task.obligation and task.due == NOT_YET:
        return saying("task.after-gate")
    if task.returned:
        return saying("task.returned", text=task.reason or "")
    step = task.turns[0]
    silent = None if task.begins_with(step) else acceptance_day(work, task)
    if silent is not None:
        return saying("task.deemed-on", day=silent)
    following = next((each for each in task.steps if each.index > step.index and each.done is None), None)
    if task.start > view.today:
        return saying("task.begins", day=task.start)
    return None if following is None else saying("task.then", who=person(view, following.person))


def _over(view: View, task: Task) -> Saying | None:
    """Return who brought a task to its end, and when."""
    if task.state == "waived":
        return saying("task.waived", who=person(view, task.waived_by), text=task.reason or "")
    last = [step.done for step in task.steps if step.done is not None]
    if not last or task.state == "cancelled":
        return None
    by, day = last[-1].by, last[-1].at.astimezone(view.now.tzinfo).date()
    return saying("task.done-silent" if by is None else "task.done", who=person(view, by), day=day)
