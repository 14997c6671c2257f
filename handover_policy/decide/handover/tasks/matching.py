"""Which tasks and steps a case has: the conditions of lists, tasks, records and steps (contract "tasks")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handover_policy.conditions.every import step_rule
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import Surroundings, fired, rule_holds, surroundings
from handover_policy.decide.handover.anchors import records_of
from handover_policy.decide.handover.tasks.things import listed_things
from handover_policy.decide.identifiers import task_id
from handover_policy.model.altered import altered
from handover_policy.model.case import Task
from handover_policy.model.employee import Record
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import TaskRule


class Match(NamedTuple):
    """A task that the case should have: its rule, its id, its record with the key, and the steps that fall away."""

    rule: TaskRule
    name: str
    key: str | None
    record: Record | None
    left_out: tuple[int, ...]


def matching_tasks(work: CaseWork) -> Iterator[Match]:
    """Yield the tasks that the policy asks for now, in policy order."""
    about = surroundings(work)
    applying, trouble = fired("tasks", work.book, about)
    _tell(work, trouble)
    for rule in work.book.policy.tasks:
        if rule.list_id in applying:
            for key, record in _records(rule, work):
                left_out = _left_out(work, rule, about._replace(record=record))
                if left_out is not None:
                    yield Match(rule, task_id(work.case.id, rule.id, key), key, record, left_out)


def judged_anew(work: CaseWork, task: Task) -> Task:
    """Return an unfinished task with what falls away of it now, and with the things that are listed now.

    What is done stays; where nothing would be left of a task it stays as it was, for none is taken away.
    """
    rule = work.book.task_rules.get(task.rule)
    if rule is None or task.state in FINISHED:
        return task
    items = task.items if any(step.done for step in task.steps) else listed_things(work, rule)
    if items != task.items:
        task = altered(task, items=items)
    if rule.id not in work.book.tasks_with_conditions:
        return task
    left_out = _fallen(work, rule, surroundings(work)._replace(record=task.record))
    if left_out == task.left_out or len(left_out) == len(rule.steps):
        return task
    return altered(task, left_out=left_out)


def _records(rule: TaskRule, work: CaseWork) -> Iterator[tuple[str | None, Record | None]]:
    if rule.for_each is None:
        yield None, None
        return
    yield from records_of(work, rule)


def _left_out(work: CaseWork, rule: TaskRule, about: Surroundings) -> tuple[int, ...] | None:
    """Return the steps of a task that fall away; None where there is no such task."""
    if rule.id not in work.book.tasks_with_conditions:
        return ()
    if not (_holds(work, "each_task", rule.id, about) and _holds(work, "records", rule.id, about)):
        return None
    left_out = _fallen(work, rule, about)
    return None if len(left_out) == len(rule.steps) else left_out


def _fallen(work: CaseWork, rule: TaskRule, about: Surroundings) -> tuple[int, ...]:
    steps = enumerate(rule.steps)
    return tuple([index for index, step in steps if not _holds(work, "steps", step_rule(rule.id, step), about)])


def _holds(work: CaseWork, kind: str, rule: str, about: Surroundings) -> bool:
    holding, trouble = rule_holds(kind, rule, about)
    _tell(work, trouble)
    return holding


def _tell(work: CaseWork, trouble: tuple[str, ...]) -> None:
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
