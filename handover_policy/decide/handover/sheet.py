"""The sheet: what the parties sign when the handover is done (contract 2.9)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.rulebook import Quoting
from handover_policy.model.case import Case, Task
from handover_policy.model.effects import SheetEffect
from handover_policy.model.sheet import Sheet
from handover_policy.policy.renamed import NO_NAMES, renamed_task


def sheet_content(case: Case, quoting: Quoting | None = None) -> dict[str, object]:
    """Return the canonical content of a case's sheet: the tasks with who did what, when, on which evidence.

    With `quoting` it is written as another version of the rules would, by its number and its names of the tasks.
    """
    version, names = quoting or (case.policy, NO_NAMES)
    return {
        "case": case.id,
        "employee": case.employee,
        "policy": version,
        "tasks": [_task_content(task, renamed_task(task.id, case.id, names)) for task in case.handover_tasks],
    }


def _task_content(task: Task, name: str) -> dict[str, object]:
    content = _acts_content(task, name)
    if task.items is not None:
        content["items"] = [_cells_content(row) for row in task.rows]
        content["checked"] = [
            [_cells_content(tick) for tick in step.done.items]
            for step in task.steps
            if step.done is not None and step is not task.giver
        ]
    return content


def _cells_content(cells: Mapping[str, object]) -> dict[str, object]:
    """Return the cells of a row; what is no whole number is written as the text of its decimal."""
    return {
        name: format(Decimal(str(value)).normalize(), "f") if isinstance(value, float) else value
        for name, value in sorted(cells.items())
    }


def _acts_content(task: Task, name: str) -> dict[str, object]:
    return {
        "id": name,
        "title": task.title,
        "state": task.state,
        "reason": task.reason,
        "waived_by": task.waived_by,
        "steps": [
            {
                "party": step.party,
                "do": step.do,
                "due": step.due.isoformat(),
                "done": None
                if step.done is None
                else {
                    "at": step.done.at.isoformat(),
                    "by": step.done.by,
                    "on_behalf_of": step.done.on_behalf_of,
                    "deemed": step.done.deemed,
                    "remark": step.done.remark,
                    "evidence": [dict(item) for item in step.done.evidence],
                },
            }
            for step in task.steps
        ],
    }


def content_digest(content: dict[str, object]) -> str:
    """Return the SHA-256 (hex) of a sheet's content in RFC 8785 form.

    The content holds only strings, booleans, nulls and integers under ASCII keys, for which sorted compact JSON is
    that form.
    """
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def renew_sheet(work: CaseWork) -> None:
    """Write a sheet when all tasks are done, a new version when a task changed after that; signatures then are void."""
    case = work.case
    if case.state == "withdrawn" or (case.sheet is None and work.unfinished):
        return
    if case.sheet is not None and work.before is not None and work.before.tasks is case.tasks:
        return
    digest = content_digest(sheet_content(case, work.book.quoting))
    if case.sheet is not None and case.sheet.sha256 == digest:
        return
    version = 1 if case.sheet is None else case.sheet.version + 1
    voided = tuple(case.sheet.signatures) if case.sheet is not None else ()
    reminding = {rule.id for rule in work.book.notices_by_trigger.get("sheet", ())}
    agenda = tuple([item for item in case.agenda if not (item.fixed and item.notice in reminding)])
    work.change(sheet=Sheet(version=version, sha256=digest, since=work.day), agenda=agenda)
    work.effect(SheetEffect(case=case.id, version=version, sha256=digest, voided=voided))
    work.trigger("sheet")
