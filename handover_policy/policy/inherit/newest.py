"""with_newest_ids: rows of a set that name an inherited row by its old id, taken for the row that it is today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.renamed import newest_of
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode, mappings_in, text_of

NodeT = TypeVar("NodeT", bound=Node)


def renamed_in(documents: Mapping[str, MappingNode]) -> dict[str, str]:
    """Return the newest name of every id that the manifest among these documents renames."""
    manifest = documents.get("policy")
    rows = mappings_in(manifest.get("moved")) if manifest is not None else ()
    following = {text_of(row.get("from")) or "": text_of(row.get("to")) or "" for row in rows}
    return newest_of(following)


def newest(name: str, at: Location, renamed: Mapping[str, str], found: Collected) -> str:
    """Return what an id is called today, with a finding where that is something else."""
    new = renamed.get(name)
    if new is None:
        return name
    found.warning("old-id", at, subject=name, new=new)
    return new


def with_newest_ids(node: NodeT, renamed: Mapping[str, str], found: Collected) -> NodeT:
    """Return a document whose rows, at any depth, bear the ids of today; each old one is a finding."""
    if isinstance(node, MappingNode):
        entries = (replace(entry, value=with_newest_ids(entry.value, renamed, found)) for entry in node.entries)
        return replace(node, entries=tuple(entries))
    if isinstance(node, SequenceNode):
        return replace(node, items=tuple(_row(item, renamed, found) for item in node.items))
    return node


def _row(item: Node, renamed: Mapping[str, str], found: Collected) -> Node:
    inner = with_newest_ids(item, renamed, found)
    named = inner.get("id") if isinstance(inner, MappingNode) else None
    if not isinstance(inner, MappingNode) or not isinstance(named, ScalarNode) or text_of(named) not in renamed:
        return inner
    new = newest(str(named.value), named.location, renamed, found)
    entries = (
        replace(entry, value=replace(named, value=new)) if entry.value is named else entry for entry in inner.entries
    )
    return replace(inner, entries=tuple(entries))
