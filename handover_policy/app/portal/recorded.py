"""recorded_for: what a work profile lists under the name of a task: assets to return, customers to hand over."""

from __future__ import annotations

from collections.abc import Sequence

from handover_policy.app.portal.own.profile import cell_text
from handover_policy.model.case import Task
from handover_policy.model.employee import Employee

MOST_RECORDED = 50


def recorded_for(employee: Employee | None, task: Task) -> Sequence[str]:
    """Return the records of the section that is named as a task is: what is to be returned, or handed over."""
    section = None if employee is None else employee.profile.get(task.rule.rpartition(".")[2])
    if section is None or task.items is not None or task.record is not None or task.finished:
        return ()
    return [
        " · ".join(cell_text(value) for value in each.values() if value) for each in section.records[:MOST_RECORDED]
    ]
