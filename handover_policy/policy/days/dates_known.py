"""date_attributes, record_fields: what of employees is a date, and what the records of each section hold."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, text_of

DATES = ("hired_on", "contract_until", "known_since")
"""The attributes of every employee that are dates."""
EMPLOYEE, DATE = "employee.", "date"


def date_attributes(manifest: MappingNode) -> tuple[str, ...]:
    """Return the attributes of employees that are dates: those of everybody, and those that a manifest declares so."""
    node = manifest.get("attributes")
    declared = node.entries if isinstance(node, MappingNode) else ()
    own = (entry.key.removeprefix(EMPLOYEE) for entry in declared if _type_of(entry.value) == DATE)
    return tuple(dict.fromkeys((*DATES, *own)))


def _type_of(node: Node) -> str | None:
    return text_of(node.get("type")) if isinstance(node, MappingNode) else text_of(node)


def record_fields(archive: MappingNode | None) -> Mapping[str, tuple[str, ...]]:
    """Return the fields of the records of each section by its id."""
    node = archive.get("sections") if archive is not None else None
    sections = node.entries if isinstance(node, MappingNode) else ()
    return {entry.key: _fields(entry.value) for entry in sections}


def _fields(section: Node) -> tuple[str, ...]:
    node = section.get("fields") if isinstance(section, MappingNode) else None
    if isinstance(node, MappingNode):
        return tuple(node.keys())
    items = node.items if isinstance(node, SequenceNode) else ()
    return tuple(name for item in items if (name := text_of(item)) is not None)
