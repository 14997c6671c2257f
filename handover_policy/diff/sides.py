"""Side, Scene: one of the two policy sets as it counts on a day, and what both are looked at with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from handover_policy.diff.flow import flow
from handover_policy.diff.measuring.moments import Almanac
from handover_policy.findings.finding import Location
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, mappings_in, plain, text_of

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
        node: Node | None = self._rows.get(row)
        place = None if node is None else node.location
        for key in path:
            node = _inner(node, key)
            place = place if node is None else node.location
        return place

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
        entries = sections.entries if isinstance(sections, MappingNode) else ()
        yield from ((f"{SECTION}{each.key}", each.value) for each in entries if isinstance(each.value, MappingNode))


@dataclass(frozen=True, slots=True, kw_only=True)
class Met(Generic[RowT]):
    """The rows of both sides: those that came, those that went, and the same rule on both sides in pairs."""

    added: tuple[RowT, ...]
    gone: tuple[RowT, ...]
    kept: tuple[tuple[RowT, RowT], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What both sides are looked at with: the words of both vocabularies, the renamed ids, and days to try."""

    before: Side
    after: Side
    vocabulary: Mapping[str, Mapping[str, str]]
    renamed: Mapping[str, str]
    almanac: Almanac

    def met(self, before: Iterable[RowT], after: Iterable[RowT]) -> Met[RowT]:
        """Return rows by whether they came, went or stayed; renamed ones stayed."""
        old = {self.renamed.get(row.id, row.id): row for row in before}
        new = {row.id: row for row in after}
        return Met(
            added=tuple(row for name, row in new.items() if name not in old),
            gone=tuple(row for name, row in old.items() if name not in new),
            kept=tuple((old[name], row) for name, row in new.items() if name in old),
        )

    def differing(self, before: Iterable[RowT], after: Iterable[RowT], room: str = "") -> Met[RowT]:
        """Return what `met` does, without the pairs in which nothing else is written.

        `room` is what goes before ids in names of rows.
        """
        met = self.met(before, after)
        kept = tuple(pair for pair in met.kept if self.written_otherwise(*pair, room))
        return Met(added=met.added, gone=met.gone, kept=kept)

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
