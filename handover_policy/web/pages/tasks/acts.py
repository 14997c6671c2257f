"""act_of: what somebody does on the page of a task, as an act; or what is still missing for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handover_policy.app.filing.archive import is_picture
from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.task import TaskShown
from handover_policy.ledger.files.versions import FileVersion
from handover_policy.web.pages.tasks.filled import FilledForm
from handover_policy.web.pages.tasks.things import told_rows, told_ticks
from handover_policy.web.pages.visit import ACT, Visit

Json: TypeAlias = dict[str, Any]
SUBMIT, CONFIRM, RETURN, OBJECT = "submit", "confirm", "return", "object"
PHOTO, LINK = "photo", "link"
ADDRESS = re.compile(r"https?://[^\s<>\"']{3,2000}")
MOST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an act lacks: the field, and the name of its sentence among those of refusals."""

    field: str
    key: str


def lacking(shown: TaskShown, do: str, form: FilledForm) -> Lacking | None:
    """Return what an act still lacks; None where nothing."""
    if do == RETURN and not form.text("reason"):
        return Lacking("reason", "reason")
    if do == OBJECT and not form.text("objection"):
        return Lacking("objection", "objection")
    if do in {SUBMIT, CONFIRM} and shown.mine is not None:
        told = {each["kind"] for each in evidence_told(shown.mine.evidence, shown.ready, form.text("remark"))}
        missing = [kind for kind in shown.mine.evidence if kind not in told]
        if missing:
            return Lacking("files", f"evidence-{missing[0]}" if missing[0] in {PHOTO, LINK} else "evidence")
    return None


def act_of(visit: Visit, shown: TaskShown, do: str, form: FilledForm) -> PageAct:
    """Return what somebody does, as an act; nothing may be lacking."""
    data: Json = {"by": visit.visitor.id, "case": shown.case.id}
    if do == OBJECT:
        kind, more = _objection(shown, form)
    else:
        kind, more = _on_task(shown, do, form)
    return PageAct(
        name=form.text(ACT),
        by=visit.visitor,
        type=kind,
        subject=shown.case.employee,
        data=data | more,
    )


def _objection(shown: TaskShown, form: FilledForm) -> tuple[str, Json]:
    reason = f"{shown.task.title}\uff1a{form.text('objection')}"[:MOST_TEXT]
    if shown.objecting == "sheet":
        return "sheet.objected", {"party": shown.party, "reason": reason}
    return "task.reopened", {"task": shown.task.id, "reason": form.text("objection")[:MOST_TEXT]}


def _on_task(shown: TaskShown, do: str, form: FilledForm) -> tuple[str, Json]:
    told: Json = {"task": shown.task.id}
    if shown.instead is not None:
        told["on_behalf_of"] = shown.instead
    if do == RETURN:
        return "task.returned", told | {"reason": form.text("reason")[:MOST_TEXT]}
    remark = form.text("remark")[:MOST_TEXT]
    evidence = evidence_told(() if shown.mine is None else shown.mine.evidence, shown.ready, remark)
    items = told_ticks(shown, form) if shown.ticks else told_rows(shown, form)
    told |= {"evidence": evidence} if evidence else {}
    told |= {"remark": remark} if remark else {}
    told |= {"items": items} if shown.task.items is not None else {}
    return ("task.submitted" if do == SUBMIT else "task.confirmed"), told


def evidence_told(asked: Sequence[str], files: Sequence[FileVersion], remark: str) -> list[Json]:
    """Return files as the evidence that a step asks for: a photo is a picture, whatever else is asked for any file.

    Where a link is asked for, an address in the remark is one.
    """
    told = [_evidence(_kind(each, asked), each) for each in files]
    others = [kind for kind in asked if kind != PHOTO and kind not in {each["kind"] for each in told}]
    for kind in others:
        address = ADDRESS.search(remark) if kind == LINK else None
        if address is not None:
            told.append(_link(address[0]))
        elif files:
            told.append(_evidence(kind, files[0]))
    return told


def _kind(file: FileVersion, asked: Sequence[str]) -> str:
    picture = is_picture(file.file.media_type)
    if picture and PHOTO in asked:
        return PHOTO
    others = [kind for kind in asked if kind not in {PHOTO, LINK}]
    return others[0] if others else PHOTO if picture else "file"


def _evidence(kind: str, file: FileVersion) -> Json:
    return {"kind": kind, "path": file.name, "sha256": file.file.sha256, "size": file.file.size}


def _link(address: str) -> Json:
    written = address.encode()
    return {"kind": LINK, "path": address, "sha256": hashlib.sha256(written).hexdigest(), "size": len(written)}


def links_in(act: PageAct) -> Sequence[str]:
    """Return the addresses that an act tells as evidence."""
    told = act.data.get("evidence")
    return [each["path"] for each in told if ADDRESS.fullmatch(each["path"])] if isinstance(told, list) else []


def typed(form: FilledForm | None) -> Mapping[str, str]:
    """Return what was typed, to stand in its fields again."""
    names = ("remark", "reason", "objection")
    return {name: "" if form is None else form.text(name) for name in names}
