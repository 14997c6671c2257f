"""Finds the ids of rows and notes those that are used twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.node import MappingNode, mappings_in, text_of

ROWS = {
    "notice_days": ("rules",),
    "clauses": ("clauses",),
    "notices": ("notices",),
    "gates": ("gates",),
    "tasks": ("lists",),
    "archive": ("uploads",),
    "obligations": ("recurring",),
}
"""The lists that hold the rows of a kind."""


def ids_in(documents: Mapping[str, MappingNode]) -> Iterator[tuple[str, Location]]:
    """Yield the id of every row of gathered documents with its place; a task list comes before its tasks."""
    for kind, keys in ROWS.items():
        for key in keys if kind in documents else ():
            for row in mappings_in(documents[kind].get(key)):
                for member in (row, *mappings_in(row.get("tasks"))):
                    name = text_of(member.get("id"))
                    if name:
                        yield name, member.location


def check_unique(ids: Iterable[tuple[str, Location]], found: Collected) -> dict[str, Location]:
    """Note every id that is used twice and return the place of each."""
    seen: dict[str, Location] = {}
    for name, place in ids:
        if name in seen:
            found.error("duplicate-id", place, subject=name, first=str(seen[name]))
        else:
            seen[name] = place
    return seen
