"""leftover_changes: what is written otherwise and no family has told, so that nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handover_policy.policy.yaml_source.node import MappingNode, text_of
from handover_policy.review.diff.change import Change, Direction
from handover_policy.review.diff.sides import DOCUMENT, LISTS, Side

SILENT = frozenset({"kind", "id", "version", "moved", "extends", "remove", "tasks", "approvals"})
"""Keys that are told otherwise, or carry no meaning of their own."""
OF_ITS_OWN = {"kind:obligations": "obligation-setting-changed"}
NESTED = frozenset({*LISTS.values(), "sections", "waivers"})


def leftover_changes(before: Side, after: Side, renamed: Mapping[str, str], told: Iterable[Change]) -> Iterator[Change]:
    """Yield a change of a setting for each key that differs and that no change in `told` speaks of."""
    if before.empty:
        return
    spoken: dict[str, set[str]] = {}
    for change in told:
        spoken.setdefault(change.subject, set()).add(change.part.partition(".")[0])
    names = {renamed.get(name, name): name for name in before.rows}
    for name in after.rows:
        old_name = names.get(name)
        if old_name is None or before.written(old_name) == after.written(name):
            continue
        parts = spoken.get(_subject(name), set())
        for key in () if "" in parts else _keys(before, old_name, after, name):
            if key not in parts and before.written(old_name, key) != after.written(name, key):
                yield _change(before, old_name, after, name, key)


def _keys(before: Side, old: str, after: Side, new: str) -> Iterator[str]:
    nodes = after.node(new), before.node(old)
    keys = dict.fromkeys(entry.key for node in nodes if isinstance(node, MappingNode) for entry in node.entries)
    left_out = SILENT | NESTED if new.startswith(DOCUMENT) else SILENT
    return (key for key in keys if key not in left_out)


def _subject(name: str) -> str:
    return name.rpartition(":")[2]


def _change(before: Side, old: str, after: Side, new: str, key: str) -> Change:
    title = after.node(new, "title")
    return Change(
        id=OF_ITS_OWN.get(new, "setting-changed"),
        subject=_subject(new),
        title=text_of(title) or "",
        part=key,
        old=before.written(old, key),
        new=after.written(new, key),
        old_at=before.at(old, key),
        new_at=after.at(new, key),
        direction=Direction.UNCLEAR,
    )
