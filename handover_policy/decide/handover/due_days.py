"""Due days of handover steps: none lies before the day on which it is set (contract 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.anchors import day_told, step_anchors
from handover_policy.decide.wording import problem
from handover_policy.model.case import Step, Task
from handover_policy.model.employee import Record
from handover_policy.policy.policy_set import StepRule


class DueDay(NamedTuple):
    """The day on which a step is due, the one the policy asks for, and the one on which that was settled."""

    due: date
    wanted: date
    set_on: date


class AboutTask(NamedTuple):
    """The task whose steps are dated: its id and title, its start, and the record that it is for, if it is for one."""

    id: str
    title: str
    start: date
    record: Record | None = None


def due_day(  # noqa: PLR0917 - called in one place, with names that say what they are
    work: CaseWork, rule: StepRule, known: Step | None, index: int, earlier: Sequence[Step], task: AboutTask
) -> DueDay:
    """Return the day on which a step is due.

    What the policy asks for as it did before stays, past or not. A day that is new, or that has moved, lies on the day
    of the event at the earliest; the task is then noted as short of time.

    Args:
        work: the case under decision; its day is the one on which days are set now.
        rule: the step as the policy has it.
        known: the step as it was planned before, alone or merged into another; None where it is new.
        index: the place of the step in the policy.
        earlier: the steps before this one, done ones first.
        task: the task of the step.
    """
    last = _last_of(earlier, rule.group)
    follows = all(step.done is not None for step in last)
    after = max((step.due for step in last), default=work.case.arrival)
    arrival, wanted = work.case.arrival, _wanted(work, rule, task, after)
    if known is not None:
        set_on = known.set_on or arrival
        floor = arrival if follows else after
        if index != known.covers[-1] and floor <= known.due:
            return DueDay(min(max(wanted, floor, set_on), known.due), wanted, set_on)
        if known.wanted == wanted and floor <= known.due:
            return DueDay(known.due, wanted, set_on)
    floor = min(after, max(work.case.last_day or work.case.plan_day, work.day)) if follows else after
    if wanted < work.day:
        work.hurried.add(task.id)
    return DueDay(max(wanted, floor, arrival, work.day), wanted, work.day)


def _last_of(earlier: Sequence[Step], group: int) -> list[Step]:
    """Return the steps that come just before one of a group (0: of none): the last, with those done beside it."""
    before = [step for step in earlier if not group or step.group != group]
    if not before:
        return []
    last = before[-1]
    return [step for step in before if step is last or (last.group and step.group == last.group)]


def planned_before(task: Task) -> dict[int, Step]:
    """Return the steps of a task by each place in the policy that they cover."""
    return {index: step for step in task.steps for index in step.covers}


def tell_hurry(work: CaseWork) -> None:
    """Tell once for an event which tasks are due on its own day, because the day they should have had is past."""
    tasks = work.case.tasks
    titles = dict.fromkeys(tasks[name].title for name in tasks if name in work.hurried)
    if titles:
        params = {"tasks": tuple(titles), "day": work.day.isoformat()}
        work.effect(problem("no-time", params, work.book.words, case=work.case.id, subject=None))


def _wanted(work: CaseWork, rule: StepRule, task: AboutTask, floor: date) -> date:
    """Return the day that the policy asks for, whatever day it is now."""
    if rule.due is None:
        return work.case.last_day or work.case.plan_day
    anchors = step_anchors(work, task.start, task.record)
    anchors["task.due"] = floor
    return day_told(work, rule.due, anchors, subject=task.id, title=task.title) or floor
