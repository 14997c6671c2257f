"""task_json: a task with its steps, as the contract writes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.case import Step, Task
from handover_policy.model.items import ItemList
from handover_policy.model.written.scalars import Json, due_json

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def task_json(task: Task, names: Mapping[str, str] = NO_NAMES) -> Json:
    """Return what the contract writes of a task; `names` tells by id how people are called.

    `current_step` counts from 0 and is null where nothing is left to do, `planned_due` is the day of the last step.
    """
    current, done = task.current, [step.done for step in task.steps if step.done is not None]
    content: Json = {
        "id": task.id,
        "task": task.rule,
        "state": task.state,
        "title": task.title,
        "start": task.start.isoformat(),
        "due": due_json(task.due),
        **_due_time(current or task.steps[-1]),
        "planned_due": due_json(task.steps[-1].due),
        "current_step": None if current is None else task.steps.index(current),
        "done_at": done[-1].at.isoformat() if done and task.state == "done" else None,
        "record": dict(task.record) if task.record is not None else None,
        "reason": task.reason,
        "steps": [_step(step, names) for step in task.steps],
    }
    if task.waived_by is not None:
        content["waived_by"] = task.waived_by
    if task.waits_for and not task.finished:
        content["waits_for"] = list(task.waits_for)
    if task.items is not None:
        content["items"] = _items(task, task.items)
    return content


def _items(task: Task, listed: ItemList) -> Json:
    columns = [
        {"id": each.id, "title": each.title, "type": each.type, "required": each.required} for each in listed.columns
    ]
    return {"columns": columns, "rows": [dict(row) for row in task.rows], "add": listed.add}


def _step(step: Step, names: Mapping[str, str]) -> Json:
    content: Json = {
        "party": step.party,
        "person": step.person,
        "name": None if step.person is None else names.get(step.person),
        "do": step.do,
        "due": due_json(step.due),
        **_due_time(step),
        "evidence": list(step.evidence),
        "state": "waiting" if step.done is None else "done",
    }
    if len(step.parties) > 1:
        content["parties"] = list(step.parties)
    if step.group:
        content["group"] = step.group
    if step.never_silent:
        content["never_silent"] = True
    if step.where is not None:
        content["where"] = step.where
    if step.done is not None:
        done = step.done
        content |= {"by": done.by, "on_behalf_of": done.on_behalf_of, "deemed": done.deemed}
        content |= {"at": done.at.isoformat(), "provided": [dict(item) for item in done.evidence]}
        content["remark"] = done.remark
        if done.items:
            content["items"] = [dict(row) for row in done.items]
    return content


def _due_time(step: Step) -> Json:
    """Return the time of the due day, where the policy names one."""
    return {} if step.due_time is None else {"due_time": f"{step.due_time:%H:%M}"}
