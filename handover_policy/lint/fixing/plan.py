"""Fix, plan_fixes: the edits that rules of law name for what offends them, where the set itself wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from handover_policy.findings.finding import Finding
from handover_policy.lint.evaluate import Offence, offences
from handover_policy.lint.jurisdiction import Statutes
from handover_policy.lint.readings.notice import FALLBACK
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.lint.statutes import Check
from handover_policy.policy.yaml_source.edit import Edit, Enter, Items, Replace, Written
from handover_policy.policy.yaml_source.node import (
    MappingNode,
    Node,
    ScalarNode,
    ScalarValue,
    SequenceNode,
    mappings_in,
    plain,
    text_of,
)

IsOwn = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What makes the findings of a rule about one subject go away."""

    code: str
    subject: str
    edits: tuple[Edit, ...]


def plan_fixes(
    statutes: Statutes,
    sheet: FactSheet,
    documents: Mapping[str, MappingNode],
    findings: Iterable[Finding],
    is_own: IsOwn,
) -> tuple[Fix, ...]:
    """Return what can be fixed of findings that stand, waived ones left alone.

    Nothing is planned for a subject of which one offence needs a person: where the rule names no new value, a value is
    inherited from a file that is not the set's own (`is_own` tells by the name of a file), or a row speaks of more
    people than the rule does.
    """
    standing = {(finding.code, finding.subject) for finding in findings}
    planned: dict[tuple[str, str], list[Edit | None]] = {}
    for rule in statutes.rules:
        for check in rule.checks:
            against = tuple(offences(check, sheet))
            for offence in against:
                name = (rule.id, offence.reading.subject)
                if name in standing:
                    edit = (
                        _edit_for(offence.reading, check, documents, is_own)
                        if _alone(offence, against, sheet)
                        else None
                    )
                    planned.setdefault(name, []).append(edit)
    return tuple(
        Fix(code=code, subject=subject, edits=tuple(edit for edit in edits if edit is not None))
        for (code, subject), edits in planned.items()
        if None not in edits
    )


def _alone(offence: Offence, against: tuple[Offence, ...], sheet: FactSheet) -> bool:
    """Return whether everybody of whom a row of the notice table speaks is among those whom the rule protects."""
    reading = offence.reading
    if reading.path != "notice.days":
        return True
    row = [
        each
        for each in sheet.readings(reading.path)
        if (each.location, each.subject) == (reading.location, reading.subject)
    ]
    offending = [each.reading for each in against]
    return all(each in offending for each in row)


def _edit_for(
    reading: SettingReading, check: Check, documents: Mapping[str, MappingNode], is_own: IsOwn
) -> Edit | None:
    if not check.mend:
        return None
    holder, path = _target(reading, documents)
    path = str(check.mend.get("key", path))
    return _edit(holder, path.split("."), check.mend, is_own) if holder is not None and path else None


def _target(reading: SettingReading, documents: Mapping[str, MappingNode]) -> tuple[MappingNode | None, str]:
    """Return in which row or file a reading would be written, and under which key."""
    if reading.holder is not None:
        return reading.holder, reading.key
    kind = {"notice": "notice_days", "gate": "gates"}.get(reading.path.partition(".")[0], "obligations")
    root = documents.get(kind)
    if root is None:
        return None, ""
    if reading.path == "notice.days":
        return (root, FALLBACK) if reading.subject == FALLBACK else (_row(root, "rules", reading.subject), "days")
    if reading.path == "notice.accepts":
        return root, f"accepts.{reading.traits['employee.stage']}"
    if kind == "gates":
        return _row(root, "gates", reading.subject), ""
    if "key" in reading.traits:
        return root, str(reading.traits["key"]).removeprefix("obligations.")
    name = reading.subject
    return root, name if "." in name else f"{name}.due"


def _row(root: MappingNode, key: str, name: str) -> MappingNode | None:
    return next((row for row in mappings_in(root.get(key)) if text_of(row.get("id")) == name), None)


def _edit(holder: MappingNode, path: list[str], fix: Mapping[str, object], is_own: IsOwn) -> Edit | None:
    """Return the edit that gives what a path below a holder is to say: in its place, or as a new key above it."""
    node: Node | None = holder
    above: tuple[MappingNode, list[str]] | None = None
    for depth, key in enumerate(path):
        if isinstance(node, MappingNode) and is_own(node.location.file):
            above = (node, path[depth:])
        node = node.get(key) if isinstance(node, MappingNode) else None
    before = None if node is None else plain(node)
    wanted = _wanted(before, fix)
    if wanted is None:
        return None
    if node is not None and is_own(node.location.file):
        return _in_place(node, before, wanted)
    if above is None:
        return None
    mapping, (first, *rest) = above
    for key in reversed(rest):
        wanted = {key: wanted}
    return Enter(at=mapping.location, key=first, value=wanted)


def _in_place(node: Node, before: object, wanted: Written) -> Edit | None:
    if isinstance(node, ScalarNode) and not isinstance(wanted, list | dict):
        return Replace(at=node.location, value=wanted)
    if isinstance(node, SequenceNode) and isinstance(wanted, list) and isinstance(before, list):
        gone = tuple(value for value in before if value not in wanted)
        return Items(at=node.location, drop=gone, add=tuple(value for value in wanted if value not in before))
    return None


def _wanted(before: object, fix: Mapping[str, object]) -> Written | None:
    """Return the new value; None where nothing can be said: the value is no list, or nothing would be left of it."""
    if "write" in fix:
        return cast("ScalarValue", fix["write"])
    listed = before if isinstance(before, list) else []
    keep = cast("list[ScalarValue] | None", fix.get("keep"))
    drop, add = (cast("list[ScalarValue]", fix.get(name, [])) for name in ("drop", "add"))
    kept = [value for value in listed if value not in drop and (keep is None or value in keep)]
    wanted = [*kept, *(value for value in add if value not in kept)]
    return None if keep and not wanted else wanted
