"""Tasks that wait for others: pending until these are finished, and begun that day (contract "tasks", `after`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.model.altered import altered
from handover_policy.model.case import Task
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import TaskRule


def waiting(work: CaseWork, tasks: Mapping[str, Task], new: Iterable[str]) -> dict[str, Task]:
    """Return the new tasks that wait for others of a case, as they begin: waiting, or free as of today."""
    found: dict[str, Task] = {}
    for name in new:
        rule = work.book.task_rules.get(tasks[name].rule)
        if rule is not None and rule.after:
            before = _before(rule, tasks)
            unfinished = _unfinished(before)
            released = work.day if before and not unfinished else None
            found[name] = altered(tasks[name], waits_for=unfinished, released_on=released)
    return found


def freed(work: CaseWork) -> tuple[Task, ...]:
    """Return the tasks of a case with what they still wait for, where that has changed."""
    tasks = work.case.tasks
    found = []
    for task in tasks.values():
        if task.waits_for and task.state not in FINISHED:
            unfinished = _unfinished(_before(work.book.task_rules[task.rule], tasks))
            if unfinished != task.waits_for:
                released = None if unfinished else work.day
                found.append(altered(task, waits_for=unfinished, released_on=released))
    return tuple(found)


def must_not_wait(work: CaseWork, task: Task) -> None:
    """Refuse an act on a task that others come before, naming them."""
    if task.waits_for and not task.finished:
        titles = tuple(work.case.tasks[name].title for name in task.waits_for)
        raise Refused("wrong-state", reason="task-waits", task=task.title, act=work.event.type, tasks=titles)


def _before(rule: TaskRule, tasks: Mapping[str, Task]) -> list[Task]:
    return [task for task in tasks.values() if task.rule in rule.after]


def _unfinished(tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple([task.id for task in tasks if task.state not in FINISHED])
