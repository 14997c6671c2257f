"""ScalarNode, SequenceNode, MappingNode: the content of a policy file, every part with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from handover_policy.findings.finding import Location

ScalarValue: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "ScalarValue | list[Plain] | dict[str, Plain]"
"""A node's content without places, as JSON knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """A single value; `is_date` for an ISO date (its value stays text), `broken` where a finding already told of it.

    `written` is the text as it stands in the file: `1.10` is the number 1.1, but was meant as a version.
    """

    value: ScalarValue
    is_date: bool = False
    broken: bool = False
    written: str = field(default="", compare=False)
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceNode:
    """A list."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key and its value; the key is the text as written."""

    key: str
    key_location: Location
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """A mapping; its keys are unique."""

    entries: tuple[Entry, ...]
    location: Location

    def entry(self, key: str) -> Entry | None:
        """Return the entry of a key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def get(self, key: str) -> Node | None:
        """Return the value of a key."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def keys(self) -> Iterator[str]:
        """Yield the keys as written."""
        return (entry.key for entry in self.entries)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def plain(node: Node) -> Plain:
    """Return the content of a node without places: dicts, lists and scalars."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def text_of(node: Node | None) -> str | None:
    """Return the text of a scalar that holds text; None for everything else."""
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


def mappings_in(node: Node | None) -> tuple[MappingNode, ...]:
    """Return the items of a list that are mappings."""
    return tuple(item for item in node.items if isinstance(item, MappingNode)) if isinstance(node, SequenceNode) else ()
