"""Composes YAML text to nodes with places, from parser events, so that no depth and no alias can hurt."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

import yaml

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.lines import LINE_END
from handover_policy.policy.yaml_source.faults import fault_in, pasted_rows
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from handover_policy.policy.yaml_source.scalars import resolve

DEEPEST = 100  # libyaml's own composer recurses and takes the process down at 30,000 levels
NO_COLON = "could not find expected ':'"
NOTHING: Mapping[int, tuple[int, ...]] = MappingProxyType({})
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters no value may hold: controls, those that turn the direction of writing, surrogates and marks of order."""


class _Mark(Protocol):
    """A place as PyYAML's two parsers tell it, counted from 0."""

    line: int
    column: int


class _End(NamedTuple):
    """The place after the last character of a text, counted from 0."""

    line: int
    column: int


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    is_mapping: bool
    location: Location
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str | None, Location] | None = None


class _Unusable(Exception):
    """The rest of the file cannot be read; the finding is noted."""


class Composer:
    """Builds the nodes of one file; `file` is the name that findings show."""

    __slots__ = ("_file", "_found", "_inserted", "_open", "_root")

    def __init__(self, file: str, found: Collected, inserted: Mapping[int, tuple[int, ...]] = NOTHING) -> None:
        """Start with an empty document; `inserted` tells, by line and in order, columns that the file lacks."""
        self._file = file
        self._found = found
        self._inserted = inserted
        self._open: list[_Open] = []
        self._root: Node | None = None

    def compose(self, text: str) -> Node | None:
        """Return the root node of the text's only document; None, with findings, where there is none to be had."""
        for number in pasted_rows(text) if "\t" in text else ():
            self._found.error("pasted-table", Location(self._file, number))
            return None
        try:
            for event in yaml.parse(text, Loader=LOADER):
                self._take(event)
        except _Unusable:
            return None
        except yaml.YAMLError as problem:
            self._note_syntax(problem, text)
            return None
        if self._root is None:
            self._found.error("empty-file", Location(self._file))
        return self._root

    def _take(self, event: yaml.Event) -> None:
        at = self._at(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            if self._root is not None:
                self._found.error("several-documents", at)
                raise _Unusable
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, at)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, at)
        elif isinstance(event, yaml.AliasEvent):
            self._found.error("alias", at, subject=str(event.anchor))
            self._place(ScalarNode(value=None, broken=True, location=at))

    def _at(self, mark: _Mark | None) -> Location:
        if mark is None:
            return Location(self._file)
        line, column = mark.line + 1, mark.column + 1
        return Location(self._file, line, column - bisect_left(self._inserted.get(line, ()), column))

    def _begin(self, event: yaml.CollectionStartEvent, at: Location) -> None:
        if len(self._open) == DEEPEST:
            self._found.error("too-deep", at, levels=DEEPEST)
            raise _Unusable
        if event.tag is not None:
            self._found.error("tag", at, subject=event.tag)
        self._open.append(_Open(is_mapping=isinstance(event, yaml.MappingStartEvent), location=at))

    def _end(self) -> None:
        closed = self._open.pop()
        if closed.is_mapping:
            self._place(MappingNode(entries=tuple(closed.entries.values()), location=closed.location))
        else:
            self._place(SequenceNode(items=tuple(closed.items), location=closed.location))

    def _scalar(self, event: yaml.ScalarEvent, at: Location) -> None:
        value = event.value
        broken = False
        hidden = CONTROL.search(value)
        if hidden:
            self._found.error("control-character", at, subject=f"U+{ord(hidden[0]):04X}")
            value, broken = CONTROL.sub(" ", value), True
        if event.tag is not None:
            self._found.error("tag", at, subject=event.tag)
        if self._awaits_key():
            self._open[-1].key = (self._key(value, at), at)
            return
        if broken or event.tag is not None or not event.implicit[0]:
            self._place(ScalarNode(value=value, broken=broken, written=value, location=at))
            return
        meaning = resolve(value)
        if meaning.problem:
            self._found.error(meaning.problem, at, subject=value)
        self._place(
            ScalarNode(
                value=meaning.value,
                is_date=meaning.is_date,
                broken=meaning.problem is not None,
                written=value,
                location=at,
            )
        )

    def _awaits_key(self) -> bool:
        return bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None

    def _key(self, key: str, at: Location) -> str | None:
        if key == "<<":
            self._found.error("merge-key", at)
            return None
        if key in self._open[-1].entries:
            first = self._open[-1].entries[key].key_location
            self._found.error("duplicate-key", at, subject=key, first=first.line)
            return None
        return key

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs: the root, the next item, a key or the value of the key before it."""
        if not self._open:
            self._root = node
            return
        inside = self._open[-1]
        if not inside.is_mapping:
            inside.items.append(node)
        elif inside.key is None:
            self._found.error("complex-key", node.location)
            inside.key = (None, node.location)
        else:
            key, key_location = inside.key
            inside.key = None
            if key is not None:
                inside.entries[key] = Entry(key=key, key_location=key_location, value=node)

    def _note_syntax(self, problem: yaml.YAMLError, text: str) -> None:
        lines = LINE_END.split(text)
        marks = [getattr(problem, name, None) for name in ("problem_mark", "context_mark")]
        if getattr(problem, "problem", None) == NO_COLON:  # told where the next line begins
            marks.reverse()
        mark = marks[0] or marks[1]
        if mark is not None and mark.line >= len(lines):  # libyaml ends the last line, whether the file does or not
            mark = _End(len(lines) - 1, len(lines[-1]))
        written = "" if mark is None else lines[mark.line]
        at = self._at(mark)
        reason = str(getattr(problem, "problem", None) or getattr(problem, "reason", None) or "unreadable")
        if "nesting depth" in reason:
            # libyaml's own bound of 1,000: it reads ahead, so that it may meet it before the 100th level is told of.
            self._found.error("too-deep", at, levels=DEEPEST)
        elif "\t" in written[: len(written) - len(written.lstrip())]:
            self._found.error("tab-indentation", at)
        elif (fault := fault_in(text)) is not None and fault.line <= at.line - bool(fault.missing):
            place = Location(self._file, fault.line, fault.column)
            self._found.error(fault.code, place, subject=fault.sign, replacement=fault.missing)
        else:
            self._found.error("yaml-syntax", at, reason=reason, subject=written.strip())
