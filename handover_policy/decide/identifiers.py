"""Ids derived from what they name, never drawn (contract section 2, "Ids")."""

from __future__ import annotations

import re

from handover_policy.model.case import Case

_ENCODED = re.compile(r"[%:/\x00-\x1f\x7f-\x9f]")


def encoded(part: str) -> str:
    """Return an employee id or record key fit to stand inside a longer id: `%`, `:`, `/` and controls as %XX."""
    if not _ENCODED.search(part):
        return part
    return _ENCODED.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), part)


def case_id(employee: str, number: int) -> str:
    """Return the id of the n-th departure of an employee."""
    return f"{encoded(employee)}/{number}"


def task_id(case: str, rule: str, record_key: str | None = None) -> str:
    """Return the id of a task, with the key of its record where it stands for one."""
    return f"{case}:{rule}" if record_key is None else f"{case}:{rule}:{encoded(record_key)}"


def case_of_task(task: str) -> str:
    """Return the id of the case that a task's id begins with."""
    return task.partition(":")[0]


def by_number(case: Case) -> tuple[str, int]:
    """Return what cases are sorted by: employee, and the number of the departure."""
    return case.employee, int(case.id.rpartition("/")[2])
