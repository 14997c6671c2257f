"""Follows `extends` from a set to its oldest ancestor and merges the documents on the way back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.inherit.alike import note_alike
from handover_policy.policy.inherit.folder import FileRefusal, Folder, SourceFolder, documents_of, read_folder
from handover_policy.policy.inherit.ids import check_unique, ids_in
from handover_policy.policy.inherit.merge import all_row_ids, gather, merge_maps, removed, without, without_own
from handover_policy.policy.inherit.newest import newest, renamed_in, with_newest_ids
from handover_policy.policy.inherit.obligations import KIND, obligation_ids, without_obligations
from handover_policy.policy.yaml_source.node import MappingNode, text_of

LONGEST_CHAIN = 10
MOST_KEYS = 50  # among which a misspelt `extends` is looked for
FetchParent = Callable[[str, SourceFolder], SourceFolder | FileRefusal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The documents of a set with inheritance applied; `whole` is false where a file or a parent could not be read.

    `inherits` is true where the set extends another, or may do so for all that could be read.
    """

    folders: tuple[Folder, ...]
    documents: dict[str, MappingNode]
    whole: bool
    inherits: bool


ALWAYS_THERE = "builtin:default"
"""What may be extended wherever nobody says what else may."""


def resolve_chain(folder: SourceFolder, fetch_parent: FetchParent, found: Collected) -> Resolved:
    """Read a set and all it extends, the youngest first, and merge them, the oldest first."""
    sources = [folder]
    folders = [read_folder(folder, found)]
    whole = True
    while (extends := _extends(folders[-1])) is not None:
        name, at = extends
        parent = fetch_parent(name, sources[-1])
        if parent is None:
            found.error("extends-not-found", at, subject=name, allowed=(ALWAYS_THERE,))
        elif isinstance(parent, FileRefusal):
            details: dict[str, Any] = {**parent.details}
            found.error(parent.code, at, subject=name, **details)
        elif len(sources) == LONGEST_CHAIN or any(
            parent.name == each.name or parent.files == each.files for each in sources
        ):
            found.error("extends-cycle", at, subject=name, chain=" → ".join(each.name or "." for each in sources))
        else:
            sources.append(parent)
            folders.append(read_folder(parent, found))
            continue
        whole = False
        break
    inherits = len(folders) > 1 or _may_extend(folders[0])
    whole = whole and all(each.whole for each in folders) and inherits == (len(folders) > 1)
    documents: dict[str, MappingNode] = {}
    for each in reversed(folders):
        documents = _over(documents, each, found, whole=whole)
    return Resolved(folders=tuple(folders), documents=documents, whole=whole, inherits=inherits)


def _extends(folder: Folder) -> tuple[str, Location] | None:
    for document in documents_of(folder, "policy"):
        node = document.root.get("extends")
        name = text_of(node)
        if node is not None and name:
            return name, node.location
    return None


def _may_extend(folder: Folder) -> bool:
    """Return whether a manifest says `extends`, perhaps misspelt, or cannot be read."""
    manifests = list(documents_of(folder, "policy"))
    if not manifests:
        return not folder.whole
    return any(nearest(key, ("extends",)) for each in manifests for key in islice(each.root.keys(), MOST_KEYS))


def _over(parents: dict[str, MappingNode], folder: Folder, found: Collected, *, whole: bool) -> dict[str, MappingNode]:
    """Return the documents of a folder over those it inherits."""
    known = {**all_row_ids(parents.values()), **dict(obligation_ids(parents))}
    renamed = {old: new for old, new in renamed_in(parents).items() if old not in known and new in known}
    taken = [(newest(name, at, renamed, found), at) for name, at in removed(folder)]
    for name, at in taken:
        if name not in known and whole:
            found.error("unknown-removal", at, subject=name, suggestion=_alike(name, known))
    ids = frozenset(name for name, _ in taken)
    own_documents = gather(folder, found)
    if renamed:  # a row over an inherited one that was renamed since would stand beside it, half a rule
        own_documents = {kind: with_newest_ids(node, renamed, found) for kind, node in own_documents.items()}
    check_unique(ids_in(own_documents), found)  # merging by id would hide the second of two rows
    note_alike(parents, own_documents, found)
    documents = {kind: without(document, ids) for kind, document in parents.items()}
    if KIND in documents:
        documents[KIND] = without_obligations(documents[KIND], ids)
    for kind, document in own_documents.items():
        own = without_own(document)
        documents[kind] = merge_maps(documents[kind], own) if kind in documents else own
    return documents


def _alike(name: str, known: Collection[str]) -> str:
    """Return the inherited id that is meant: one of the same room where the room is one, as dropping is no small thing.

    `obligation.certificat` is a deadline, and never the gate of that name.
    """
    room = name.partition(".")[0] + "."
    inside = [each for each in known if each.startswith(room)]
    return nearest(name, inside or known)
