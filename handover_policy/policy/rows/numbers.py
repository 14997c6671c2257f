"""Reads numbers, plain or by date."""

from __future__ import annotations

from typing import TypeGuard

from handover_policy.findings.collected import Collected
from handover_policy.model.dated import Dated
from handover_policy.policy.meant.values import day_meant, number_meant, written_as
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode
from handover_policy.policy.yaml_source.scalars import iso_date


def is_dated(node: Node) -> TypeGuard[MappingNode]:
    """Return whether a node is a mapping with a date as its first key: numbers by the day from which each counts."""
    return isinstance(node, MappingNode) and bool(node.entries) and node.entries[0].key[:4].isdigit()


def read_number(
    node: Node,
    found: Collected,
    *,
    name: str = "",
    least: float = 0,
    most: float = 10**12,
    whole: bool = False,
) -> int | float | Dated | None:
    """Return the number, or the numbers by date, that a node tells; None where it does not fit.

    `name` is that of the key or fact, for what was probably meant.
    """
    if isinstance(node, MappingNode) and node.entries:
        return _dated(node, found, name=name, least=least, most=most, whole=whole)
    if not isinstance(node, ScalarNode) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        if not (isinstance(node, ScalarNode) and node.broken):
            meant = number_meant(node.written, name) if isinstance(node, ScalarNode) else ""
            found.error("number-expected", node.location, **written_as(meant))
        return None
    if not least <= node.value <= most:
        found.error("number-out-of-range", node.location, subject=str(node.value), least=least, most=most)
        return None
    if whole and node.value != int(node.value):
        found.error("whole-number-expected", node.location, subject=str(node.value))
        return None
    return int(node.value) if whole else node.value


def _dated(node: MappingNode, found: Collected, *, name: str, least: float, most: float, whole: bool) -> Dated | None:
    values = {}
    for entry in node.entries:
        day = iso_date(entry.key)
        if day is None:
            found.error("not-a-date", entry.key_location, subject=entry.key, **written_as(day_meant(entry.key)))
            continue
        if isinstance(entry.value, MappingNode):
            found.error("number-expected", entry.value.location)
            continue
        number = read_number(entry.value, found, name=name, least=least, most=most, whole=whole)
        if isinstance(number, int | float):
            values[day] = number
    return Dated(values=tuple(sorted(values.items()))) if values else None
