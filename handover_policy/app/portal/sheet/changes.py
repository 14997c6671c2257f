"""sheet_changes: what changed between two versions of a sheet, task by task, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.told import CaseTold, JsonObject
from handover_policy.model.case import Case

ACTS = ("by", "on_behalf_of", "deemed", "at", "provided", "remark", "items")
"""What the sheet holds of a step that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVersion:
    """A version of a sheet, its digest, and the position at which the ledger has it."""

    version: int
    sha256: str
    position: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChange:
    """One thing that another version says otherwise: `kind` is added, changed or undone."""

    kind: str
    task: str
    what: Saying


def sheet_versions(told: CaseTold) -> Sequence[SheetVersion]:
    """Return the versions of a sheet, the oldest first; silence that counts makes no new one."""
    found: dict[int, SheetVersion] = {}
    for row, effect in told.of("sheet"):
        if effect["version"] not in found:
            made = {"sha256": effect["sha256"], "position": row.position, "at": row.at}
            found[effect["version"]] = SheetVersion(version=effect["version"], **made)
    return list(found.values())


def signed_version(told: CaseTold, people: Sequence[str]) -> SheetVersion | None:
    """Return the newest version that one of these people signed; None where they signed none."""
    versions = sheet_versions(told)
    found: SheetVersion | None = None
    for row in told.rows:
        if row.own and row.type == "sheet.signed" and {row.actor, row.data.get("on_behalf_of")} & set(people):
            then = [each for each in versions if each.position <= row.position]
            found = then[-1] if then else found
    return found


def sheet_changes(view: View, case: Case, told: CaseTold, since: SheetVersion) -> Sequence[SheetChange]:
    """Return what the tasks of a case say otherwise now than they did in a version."""
    names = {task.id for task in case.handover_tasks}
    before = _tasks(told, names, since.position)
    now = _tasks(told, names, told.last)
    changes: list[SheetChange] = []
    for name, task in now.items():
        changes += _task(view, before.get(name), task)
    return changes


def _tasks(told: CaseTold, names: set[str], upto: int) -> Mapping[str, JsonObject]:
    """Return the tasks as the ledger had them at a position."""
    found: dict[str, JsonObject] = {}
    for row, effect in told.of("task"):
        if row.position <= upto and effect["id"] in names:
            found[effect["id"]] = effect
    return found


def _task(view: View, before: JsonObject | None, now: JsonObject) -> Iterator[SheetChange]:
    title = now["title"]
    if before is None:
        yield SheetChange(kind="added", task=title, what=saying("diff.task", task=title))
    if now["state"] == "waived" and (before is None or before["state"] != "waived"):
        told = {"who": person(view, now.get("waived_by")), "text": now["reason"] or ""}
        yield SheetChange(kind="changed", task=title, what=saying("diff.waived", task=title, **told))
        return
    if before is not None and before["state"] in {"waived", "done"} and now["state"] not in {"waived", "done"}:
        yield SheetChange(kind="undone", task=title, what=saying("diff.undone", task=title))
        return
    was = {(step["party"], step["do"]): _acted(step) for step in (before or {"steps": ()})["steps"]}
    for step in now["steps"]:
        acted = _acted(step)
        if acted and acted != was.get((step["party"], step["do"])):
            yield from _step(view, title, step, was.get((step["party"], step["do"]), {}))


def _step(view: View, title: str, step: JsonObject, was: JsonObject) -> Iterator[SheetChange]:
    at = datetime.fromisoformat(step["at"]).astimezone(view.now.tzinfo)
    who = person(view, step["by"] or step["person"])
    key = "diff.deemed" if step["deemed"] else "diff.step"
    told: dict[str, Any] = {"task": title, "who": who, "do": step["do"], "at": at}
    if step["remark"] and step["remark"] != was.get("remark"):
        key, told["text"] = "diff.step-said", step["remark"]
    files = len(step["provided"])
    if files != len(was.get("provided") or ()):
        key, told["count"] = ("diff.step-files" if key == "diff.step" else key), files
    yield SheetChange(kind="changed" if was else "added", task=title, what=saying(key, **told))


def _acted(step: JsonObject) -> JsonObject:
    return {name: step[name] for name in ACTS if name in step} if step["state"] == "done" else {}
