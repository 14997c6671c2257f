"""imagined_act: the event by which a step would be done, for those who tell how a handover may go on."""

from __future__ import annotations

from typing import Any, TypeAlias

from handover_policy.model.case import Step, Task
from handover_policy.model.items import DATE, FLAG, NUMBER, ItemColumn

Json: TypeAlias = dict[str, Any]


def imagined_act(task: Task, step: Step) -> tuple[str, Json]:
    """Return the type of the event that does a step, and what it tells of the list of things: all is there."""
    first = task.begins_with(step)
    kind = "task.submitted" if first else "task.confirmed"
    if task.items is None:
        return kind, {}
    if not first or task.giver.done is not None:
        return kind, {"items": [{"row": number, "ok": True} for number in range(1, len(task.rows) + 1)]}
    listed = task.items
    given = listed.rows or (({},) if listed.add else ())
    rows = [{column.id: row.get(column.id, _example(column, task)) for column in listed.columns} for row in given]
    return kind, {"items": rows}


def _example(column: ItemColumn, task: Task) -> object:
    examples = {NUMBER: 1, DATE: task.start.isoformat(), FLAG: True}
    return examples.get(column.type, column.title)
