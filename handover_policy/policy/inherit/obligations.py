"""obligation_ids, without_obligations: the employer's own deadlines, as `remove` names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from handover_policy.findings.finding import Location
from handover_policy.model.words.duties import OBLIGATIONS
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node

KIND = "obligations"
ROOM = "obligation."


def obligation_ids(documents: Mapping[str, MappingNode]) -> Iterator[tuple[str, Location]]:
    """Yield the ids of the deadlines that a set has laid down, as tasks and `remove` name them, with their places."""
    document = documents.get(KIND)
    for name in OBLIGATIONS if document is not None else ():
        outer, _, inner = name.partition(".")
        node = document.get(outer) if document is not None else None
        inside = node.get(inner) if inner and isinstance(node, MappingNode) else node
        if inside is not None:
            yield f"{ROOM}{name}", inside.location


def without_obligations(document: MappingNode, ids: Collection[str]) -> MappingNode:
    """Return an `obligations` document without the deadlines of these ids."""
    gone = {name.removeprefix(ROOM) for name in ids if name.startswith(ROOM)}
    entries = (
        Entry(key=entry.key, key_location=entry.key_location, value=_without(entry.value, entry.key, gone))
        for entry in document.entries
        if entry.key not in gone
    )
    return MappingNode(entries=tuple(entries), location=document.location)


def _without(node: Node, outer: str, gone: Collection[str]) -> Node:
    if not isinstance(node, MappingNode):
        return node
    entries = tuple(entry for entry in node.entries if f"{outer}.{entry.key}" not in gone)
    return MappingNode(entries=entries, location=node.location)
