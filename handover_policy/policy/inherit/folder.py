"""SourceFile, SourceFolder, FileRefusal, Document: a set's files as the edges hand them over, and what is in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.names import KINDS, KINDS_ELSEWHERE
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, ScalarNode, text_of
from handover_policy.policy.yaml_source.slips import repaired
from handover_policy.policy.yaml_source.text import decode

MODELINE = "# yaml-language-server: $schema="
FIRST_KEYS = ("kind", "id", "title")
MOST_KEYS = 50  # among which a misspelt `kind` is looked for
READ_TWICE = "read-twice"
WARNED = (READ_TWICE, "file-left-aside")
"""Files by which no rule is missing."""
LEFT_OUT = ("tests/", "notifications/")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file; `path` is relative to the set, with `/` between its parts."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """A file, or a parent, that is not read: its path in the set, the code of the finding, and what its text needs."""

    path: str
    code: str
    details: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """A set's files; `name` goes before paths in findings: empty for the set, `builtin:default/` for a parent."""

    name: str
    files: tuple[SourceFile, ...]
    refused: tuple[FileRefusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One readable file of a known kind."""

    kind: str
    file: str
    root: MappingNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The readable documents of one folder; `whole` is false where a file could not be read."""

    name: str
    documents: tuple[Document, ...]
    whole: bool


def read_folder(folder: SourceFolder, found: Collected) -> Folder:
    """Read every policy file of a folder, in order of their paths; tests and notifications are left out.

    What was refused is a finding each, be it a rule or not.
    """
    documents: list[Document] = []
    refused = [report_refusal(each, folder.name, found) for each in folder.refused]
    whole = not any(refused)
    for source in sorted(folder.files, key=lambda each: each.path):
        if not source.path.endswith((".yaml", ".yml")) or source.path.startswith(LEFT_OUT):
            continue
        document = read_document(source, folder.name, found)
        if document is None:
            whole = False
        else:
            documents.append(document)
    return Folder(name=folder.name, documents=tuple(documents), whole=whole)


def report_refusal(refusal: FileRefusal, prefix: str, found: Collected) -> bool:
    """Note that a file was not read; return whether something may be missing for it."""
    harmless = refusal.code in WARNED
    note = found.warning if harmless else found.error
    details: dict[str, Any] = {**refusal.details}
    note(refusal.code, Location(prefix + refusal.path), subject=refusal.path, **details)
    return not harmless


def read_document(source: SourceFile, prefix: str, found: Collected, kinds: tuple[str, ...] = KINDS) -> Document | None:
    """Return what stands in a file; None, with findings, where it cannot be read or is of no kind that belongs here."""
    file = prefix + source.path
    text = decode(source.content, file, found)
    if text is None:
        return None
    plain = repaired(text)
    for slip in plain.slips:
        found.error(
            slip.code,
            Location(file, slip.line, slip.column),
            subject=slip.found,
            replacement=slip.replacement.strip() or " ",
        )
    root = Composer(file, found, plain.inserted).compose(plain.text)
    if root is None:
        return None
    if not isinstance(root, MappingNode):
        found.error("mapping-expected", root.location)
        return None
    kind = _kind(root, found, kinds)
    if kind is None:
        return None
    _check_modeline(plain.text, kind, file, found)
    return Document(kind=kind, file=file, root=root)


def _kind(root: MappingNode, found: Collected, kinds: tuple[str, ...]) -> str | None:
    node = root.get("kind")
    if node is None:
        _tell_kind_missing(root, found, kinds)
        return None
    kind = text_of(node)
    if kind in kinds:
        return kind
    if kind in KINDS_ELSEWHERE:
        found.error("kind-elsewhere", node.location, subject=kind)
    elif not (isinstance(node, ScalarNode) and node.broken):
        found.error("unknown-kind", node.location, subject=kind or "", known=kinds, allowed=", ".join(kinds))
    return None


def _tell_kind_missing(root: MappingNode, found: Collected, kinds: tuple[str, ...]) -> None:
    for entry in root.entries[:MOST_KEYS]:
        if nearest(entry.key, FIRST_KEYS) == "kind":
            found.error("unknown-key", entry.key_location, subject=entry.key, suggestion="kind", allowed="kind")
            return
    found.error("kind-missing", root.location, allowed=", ".join(kinds))


def _check_modeline(text: str, kind: str, file: str, found: Collected) -> None:
    line = text.partition("\n")[0].strip()
    if not line.startswith(MODELINE):
        found.warning("modeline-missing", Location(file), kind=kind)
    elif line.rpartition("/")[2] != f"{kind}.schema.json":
        found.warning("modeline-wrong", Location(file), subject=line.removeprefix(MODELINE), kind=kind)


def documents_of(folder: Folder, kind: str) -> Iterator[Document]:
    """Yield the documents of one kind, in order."""
    return (document for document in folder.documents if document.kind == kind)
