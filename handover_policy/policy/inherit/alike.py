"""note_alike: rows whose ids are new in a set but look like inherited ones: a slip, where the row is not whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.inherit.ids import ROWS
from handover_policy.policy.yaml_source.node import MappingNode, mappings_in, text_of

NAMED = (("policy", "parties"), ("archive", "sections"))
"""Rows that have keys in the place of ids."""


def note_alike(parents: Mapping[str, MappingNode], own: Mapping[str, MappingNode], found: Collected) -> None:
    """Note of each row that is new in `own` the inherited row whose id is nearest to its own, if one is near."""
    for kind, document in own.items():
        if kind not in parents:
            continue
        inherited = {name: row for name, _, row in _rows(kind, parents[kind])}
        rows = list(_rows(kind, document))
        free = inherited.keys() - {name for name, _, _ in rows}
        for name, at, row in rows:
            near = "" if name in inherited else nearest(name, free)
            if near:
                found.note_alike(row.location, name, at, near, inherited[near].keys())


def _rows(kind: str, document: MappingNode) -> Iterator[tuple[str, Location, MappingNode]]:
    for key in ROWS.get(kind, ()):
        for row in mappings_in(document.get(key)):
            for member in (row, *mappings_in(row.get("tasks"))):
                node = member.get("id")
                name = text_of(node)
                if node is not None and name:
                    yield name, node.location, member
    for place, key in NAMED:
        node = document.get(key) if place == kind else None
        for entry in node.entries if isinstance(node, MappingNode) else ():
            if isinstance(entry.value, MappingNode):
                yield entry.key, entry.key_location, entry.value
