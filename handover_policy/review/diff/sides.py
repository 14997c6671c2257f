"""Side, Scene: one of the two policy sets as it counts on a day, and what both are looked at with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Protocol, TypeVar

from handover_policy.findings.finding import Location
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, mappings_in, plain, text_of
from handover_policy.review.diff.flow import flow
from handover_policy.review.diff.measuring.moments import Almanac

LISTS = {
    "notice_days": "rules",
    "clauses": "clauses",
    "notices": "notices",
    "gates": "gates",
    "tasks": "lists",
    "archive": "uploads",
}
"""The key under which a document holds rows that have ids."""
DOCUMENT, SECTION = "kind:", "section:"


class Named(Protocol):
    """A row with an id and a place."""

    @property
    def id(self) -> str:
        """Return the permanent name."""
        ...

    @property
    def location(self) -> Location:
        """Return where it stands."""
        ...


RowT = TypeVar("RowT", bound=Named)
Pair = tuple[RowT | None, RowT | None]


class Side:
    """A policy set with its numbers resolved for a day, its documents and the messages of its own."""

    def __init__(
        self,
        policy: PolicySet,
        documents: Mapping[str, MappingNode],
        messages: Mapping[str, str],
        *,
        empty: bool = False,
    ) -> None:
        """Look up where rows stand; `empty` where there is no set at all, and the other side lends its manifest."""
        self.policy = policy
        self.documents = documents
        self.messages = messages
        self.empty = empty
        self._rows = dict(rows_of(documents))
        self._lines: dict[str, str] = {}

    def on(self, policy: PolicySet) -> Side:
        """Return the side with its numbers resolved for another day."""
        other = copy(self)
        other.policy = policy
        return other

    def node(self, row: str, *path: str) -> Node | None:
        """Return what stands under the keys of a row, as `rows_of` names it."""
        node: Node | None = self._rows.get(row)
        for key in path:
            node = _inner(node, key)
        return node

    def at(self, row: str, *path: str) -> Location | None:
        """Return the place of the last key of a path that is there; None where there is no such row."""
        for length in range(len(path), -1, -1):
            node = self.node(row, *path[:length])
            if node is not None:
                return node.location
        return None

    def written(self, row: str, *path: str) -> str:
        """Return what stands there as one line of YAML, empty where nothing does."""
        if path:
            node = self.node(row, *path)
            return "" if node is None else flow(plain(node))
        if row not in self._lines:
            whole = self.node(row)
            self._lines[row] = "" if whole is None else flow(plain(whole))
        return self._lines[row]

    @property
    def rows(self) -> Iterable[str]:
        """Return the names of all rows and documents."""
        return self._rows.keys()


def _inner(node: Node | None, key: str) -> Node | None:
    """Return the value of a key, or the item of a list by its number from 1."""
    if isinstance(node, MappingNode):
        return node.get(key)
    if isinstance(node, SequenceNode) and key.isdecimal():
        return dict(enumerate(node.items, start=1)).get(int(key))
    return None


def rows_of(documents: Mapping[str, MappingNode]) -> Iterator[tuple[str, MappingNode]]:
    """Yield every row of a set by its id, profile sections as `section:<name>`, and every document as `kind:<kind>`."""
    for kind, document in documents.items():
        yield f"{DOCUMENT}{kind}", document
        for row in mappings_in(document.get(LISTS[kind])) if kind in LISTS else ():
            for member in (row, *mappings_in(row.get("tasks"))):
                yield text_of(member.get("id")) or "", member
        sections = document.get("sections")
        for entry in sections.entries if isinstance(sections, MappingNode) else ():
            if isinstance(entry.value, MappingNode):
                yield f"{SECTION}{entry.key}", entry.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What both sides are looked at with: the words of both vocabularies, the renamed ids, and days to try."""

    before: Side
    after: Side
    vocabulary: Mapping[str, Mapping[str, str]]
    renamed: Mapping[str, str]
    almanac: Almanac

    def pairs(self, before: Iterable[RowT], after: Iterable[RowT]) -> list[Pair[RowT]]:
        """Return rows that are the same rule in pairs, renamed ones too; what is new or gone stands alone."""
        old = {self.renamed.get(row.id, row.id): row for row in before}
        found: list[Pair[RowT]] = [(old.pop(row.id, None), row) for row in after]
        return [*found, *((row, None) for row in old.values())]

    def differing(self, before: Iterable[RowT], after: Iterable[RowT], room: str = "") -> Iterator[Pair[RowT]]:
        """Yield the pairs in which something else is written; `room` is what goes before ids in names of rows."""
        for old, new in self.pairs(before, after):
            if old is None or new is None or self.written_otherwise(old, new, room):
                yield old, new

    def written_otherwise(self, old: Named, new: Named, room: str = "") -> bool:
        """Return whether two rows say something else in their files."""
        return self.before.written(f"{room}{old.id}") != self.after.written(f"{room}{new.id}")


def joined_vocabulary(before: PolicySet, after: PolicySet) -> Mapping[str, Mapping[str, str]]:
    """Return the words of both vocabularies, those of `after` first."""
    words = {name: dict(values) for name, values in after.manifest.vocabulary.items()}
    for name, values in before.manifest.vocabulary.items():
        words[name] = {
            **words.get(name, {}),
            **{key: text for key, text in values.items() if key not in words.get(name, {})},
        }
    return words


def renamed_ids(after: PolicySet) -> dict[str, str]:
    """Return the newest name of every id that `moved` renames."""
    moved = {each["from"]: each["to"] for each in after.manifest.moved}
    newest = {}
    for old in moved:
        name, seen = old, set[str]()
        while name in moved and name not in seen:
            seen.add(name)
            name = moved[name]
        newest[old] = name
    return newest
