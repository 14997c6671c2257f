"""The long form of an attribute of the vocabulary: a title beside its values, where the short form has values only."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node

VALUES = "values"


def is_long(node: Node | None) -> bool:
    """Return whether an attribute of the vocabulary is written in the long form: its values stand in a mapping."""
    return isinstance(node, MappingNode) and isinstance(node.get(VALUES), MappingNode)


def values_in(node: Node) -> Node | None:
    """Return the node that holds the values of an attribute of the vocabulary, in whichever form it is written."""
    return node.get(VALUES) if isinstance(node, MappingNode) and is_long(node) else node


def in_long_form(node: MappingNode) -> MappingNode:
    """Return an attribute in the long form, so that a set may add values to one that it inherits in another form."""
    if is_long(node):
        return node
    entry = Entry(key=VALUES, key_location=node.location, value=node)
    return MappingNode(entries=(entry,), location=node.location)


def ids_of_values(vocabulary: MappingNode) -> Iterator[tuple[str, Location]]:
    """Yield by what name each value of a vocabulary is taken out, as `employee.role.sales`, with its place."""
    for attribute in vocabulary.entries:
        values = values_in(attribute.value)
        for entry in values.entries if isinstance(values, MappingNode) else ():
            yield f"{attribute.key}.{entry.key}", entry.key_location


def without_values(vocabulary: MappingNode, ids: Collection[str]) -> MappingNode:
    """Return a vocabulary without the values of these names."""
    entries = tuple(
        Entry(key=each.key, key_location=each.key_location, value=_kept(each.value, f"{each.key}.", ids))
        for each in vocabulary.entries
    )
    return MappingNode(entries=entries, location=vocabulary.location)


def _kept(attribute: Node, room: str, ids: Collection[str]) -> Node:
    if not isinstance(attribute, MappingNode):
        return attribute
    if is_long(attribute):
        entries = tuple(
            Entry(key=each.key, key_location=each.key_location, value=_kept(each.value, room, ids))
            if each.key == VALUES
            else each
            for each in attribute.entries
        )
    else:
        entries = tuple(each for each in attribute.entries if f"{room}{each.key}" not in ids)
    return MappingNode(entries=entries, location=attribute.location)
