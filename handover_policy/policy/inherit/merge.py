"""Merges documents: files of one kind to one, and a set with the set it extends (contract, "Manifest", `extends`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.suggestion import nearest
from handover_policy.model.words.counting import LENGTHS
from handover_policy.policy.inherit.folder import Folder, documents_of
from handover_policy.policy.inherit.long_form import ids_of_values, in_long_form, is_long, without_values
from handover_policy.policy.names import KINDS_ONCE
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, SequenceNode, text_of

LISTS = {
    "clauses": "clauses",
    "notices": "notices",
    "gates": "gates",
    "waivers": "waivers",
    "approvals": "approvals",
    "tasks": "lists",
}
"""The list in which the rows of a kind are gathered; `lists` holds whole task files, which have ids of their own."""
CONDITIONS = frozenset(
    {"when", "opens_when", "plain"}
)  # a condition is one value: merged parts would mean something new
NAMED_BY_KEY = frozenset({"sections", "parties"})
VOCABULARY = "vocabulary"
OWN = frozenset({"extends", "remove"})  # what a file says about its parent is not inherited

Merged = Mapping[str, MappingNode]


def gather(folder: Folder, found: Collected) -> dict[str, MappingNode]:
    """Return one document a kind: files of one kind one after another, in the order of their paths."""
    gathered: dict[str, MappingNode] = {}
    for kind in KINDS_ONCE:
        documents = list(documents_of(folder, kind))
        for extra in documents[1:]:
            found.error("kind-twice", extra.root.location, subject=kind, first=documents[0].file)
        if documents:
            gathered[kind] = documents[0].root
    for kind, key in LISTS.items():
        items = tuple(
            item for document in documents_of(folder, kind) for item in _rows(kind, key, document.root, found)
        )
        place = next((document.root.location for document in documents_of(folder, kind)), None)
        if place is not None:
            gathered[kind] = mapping(
                {"kind": kind_node(folder, kind), key: SequenceNode(items=items, location=place)}, place
            )
    archive = _gather_archive(folder, found)
    if archive is not None:
        gathered["archive"] = archive
    return gathered


def kind_node(folder: Folder, kind: str) -> Node:
    """Return the node that tells the kind in the folder's first document of that kind."""
    return next(
        entry.value for document in documents_of(folder, kind) for entry in document.root.entries if entry.key == "kind"
    )


def _rows(kind: str, key: str, root: MappingNode, found: Collected) -> tuple[Node, ...]:
    if kind == "tasks":
        return (root,)
    node = root.get(key)
    if node is None and root.get("remove") is None and key not in {nearest(each, [key]) for each in list(root.keys())}:
        found.error("missing-key", root.location, subject=key)
    return node.items if isinstance(node, SequenceNode) else ()


def _gather_archive(folder: Folder, found: Collected) -> MappingNode | None:
    roots = [document.root for document in documents_of(folder, "archive")]
    if not roots:
        return None
    sections: dict[str, Entry] = {}
    uploads: list[Node] = []
    for root in roots:
        node = root.get("sections")
        for entry in node.entries if isinstance(node, MappingNode) else ():
            if entry.key in sections:
                first = sections[entry.key].key_location
                found.error("duplicate-id", entry.key_location, subject=entry.key, first=str(first))
            sections.setdefault(entry.key, entry)
        listed = root.get("uploads")
        uploads += listed.items if isinstance(listed, SequenceNode) else ()
    place = roots[0].location
    gathered = {
        "kind": kind_node(folder, "archive"),
        "sections": MappingNode(entries=tuple(sections.values()), location=place),
        "uploads": SequenceNode(items=tuple(uploads), location=place),
    }
    return mapping(gathered, place)


def mapping(values: Mapping[str, Node], place: Location) -> MappingNode:
    """Return a mapping of values that stand where they stood, at `place`."""
    entries = (Entry(key=key, key_location=place, value=value) for key, value in values.items())
    return MappingNode(entries=tuple(entries), location=place)


def merge(parent: Node, child: Node, key: str = "") -> Node:
    """Return the child's content over the parent's: maps by key, lists of rows by id, everything else replaced."""
    if isinstance(parent, MappingNode) and isinstance(child, MappingNode) and key not in CONDITIONS:
        if is_long(parent) or is_long(child):
            return merge_maps(in_long_form(parent), in_long_form(child))
        if key == "consequence" and text_of(parent.get("kind")) != (
            text_of(child.get("kind")) or text_of(parent.get("kind"))
        ):
            return child
        return merge_maps(parent, child)
    if isinstance(parent, SequenceNode) and isinstance(child, SequenceNode):
        if key == "moved":
            return SequenceNode(items=(*parent.items, *child.items), location=child.location)
        # A list without rows adds none and takes none away: what a file takes out stands under `remove`.
        if all(map(_row_id, parent.items)) and (not child.items or any(map(_row_id, child.items))):
            return _merge_lists(parent, child)
    return child


def merge_maps(parent: MappingNode, child: MappingNode) -> MappingNode:
    """Return the child's entries over the parent's, new ones last."""
    own = {entry.key: entry for entry in child.entries}
    entries = []
    for entry in parent.entries:
        over = own.pop(entry.key, None)
        if over is None:
            entries.append(entry)
        else:
            value = merge(entry.value, over.value, entry.key)
            entries.append(Entry(key=entry.key, key_location=over.key_location, value=value))
    return MappingNode(entries=(*entries, *own.values()), location=child.location)


def _merge_lists(parent: SequenceNode, child: SequenceNode) -> SequenceNode:
    own = {name: item for item in child.items if (name := _row_id(item)) is not None}
    items: list[Node] = []
    for row in parent.items:
        over = own.pop(_row_id(row) or "", None)
        items.append(row if over is None else merge(_without_other_lengths(row, over), over))
    nameless = (item for item in child.items if _row_id(item) is None)  # each has a finding of its own
    return SequenceNode(items=(*items, *own.values(), *nameless), location=child.location)


def _without_other_lengths(row: Node, over: Node) -> Node:
    """Return a row without the length of its notice where another is written over it: a row has one."""
    if not isinstance(row, MappingNode) or not isinstance(over, MappingNode) or LENGTHS.keys().isdisjoint(over.keys()):
        return row
    entries = tuple(entry for entry in row.entries if entry.key not in LENGTHS)
    return MappingNode(entries=entries, location=row.location)


def _row_id(node: Node) -> str | None:
    return text_of(node.get("id")) if isinstance(node, MappingNode) else None


def removed(folder: Folder) -> Iterator[tuple[str, Location]]:
    """Yield every id that a folder's files take out of the set they extend, with its place."""
    for document in folder.documents:
        node = document.root.get("remove")
        for item in node.items if isinstance(node, SequenceNode) else ():
            name = text_of(item)
            if name is not None:
                yield name, item.location


def without(document: MappingNode, ids: frozenset[str], key: str = "") -> MappingNode:
    """Return a document without the rows, sections, parties and values of the vocabulary of these ids."""
    if key == VOCABULARY:
        return without_values(document, ids)
    named = key in NAMED_BY_KEY
    entries = tuple(
        Entry(key=entry.key, key_location=entry.key_location, value=_pruned(entry.value, ids, entry.key))
        for entry in document.entries
        if not (named and entry.key in ids)
    )
    return MappingNode(entries=entries, location=document.location)


def _pruned(node: Node, ids: frozenset[str], key: str = "") -> Node:
    if isinstance(node, MappingNode):
        return without(node, ids, key)
    if isinstance(node, SequenceNode):
        kept = (item for item in node.items if not (isinstance(item, MappingNode) and text_of(item.get("id")) in ids))
        return SequenceNode(items=tuple(_pruned(item, ids) for item in kept), location=node.location)
    return node


def row_ids(node: Node, key: str = "") -> Iterator[tuple[str, Location]]:
    """Yield the ids of rows, sections, parties and values of the vocabulary in a document, with their places."""
    if isinstance(node, SequenceNode):
        for item in node.items:
            name = text_of(item.get("id")) if isinstance(item, MappingNode) else None
            if name is not None:
                yield name, item.location
            yield from row_ids(item)
    elif isinstance(node, MappingNode) and key == VOCABULARY:
        yield from ids_of_values(node)
    elif isinstance(node, MappingNode):
        for entry in node.entries:
            if key in NAMED_BY_KEY:
                yield entry.key, entry.key_location
            yield from row_ids(entry.value, entry.key)


def without_own(node: MappingNode) -> MappingNode:
    """Return a document without what its file says about the set it extends."""
    return MappingNode(entries=tuple(entry for entry in node.entries if entry.key not in OWN), location=node.location)


def all_row_ids(documents: Iterable[MappingNode]) -> dict[str, Location]:
    """Return every id of the documents with its place."""
    return {name: place for document in documents for name, place in row_ids(document)}
