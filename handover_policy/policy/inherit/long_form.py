"""The long form of an attribute of the vocabulary: a title beside its values, where the short form has values only."""

from __future__ import annotations

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
