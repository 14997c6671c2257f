"""Written, read_written: a small YAML file as plain values, each with the line it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

MOST_LEVELS = 20
MOST_CHARACTERS = 100_000

Place: TypeAlias = tuple[str | int, ...]
Plain: TypeAlias = "str | dict[str, Plain] | list[Plain]"


class UnreadableFile(ValueError):
    """A text is no YAML of the dialect read here; `line` tells where, the message why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The values of a file, every scalar as text, and the line of each by the path that leads to it."""

    values: Mapping[str, Plain]
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line(self, path: Place) -> int:
        """Return the line of a value, counted from 1; that of the nearest one around it where it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_written(text: str) -> Written:
    """Read a file of one mapping.

    Anchors, aliases, tags, duplicate keys and more than 20 levels are refused: no message needs them, and each is a
    way to make a small file large.

    Raises:
        Unreadable: the text is no such file.

    """
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFile(1, f"more than {MOST_CHARACTERS} characters")
    lines: dict[Place, int] = {}
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        values = _document(events, lines)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise UnreadableFile(mark.line + 1 if mark is not None else 1, str(why)) from error
    if not isinstance(values, dict):
        raise UnreadableFile(1, "not a mapping")
    return Written(values=values, lines=lines)


def _document(events: Iterator[yaml.Event], lines: dict[Place, int]) -> Plain:
    value: Plain = ""
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UnreadableFile(_line(event), "a second document")
        elif isinstance(event, yaml.NodeEvent):
            value = _value(event, events, (), lines)
    return value


def _value(event: yaml.Event, events: Iterator[yaml.Event], path: Place, lines: dict[Place, int]) -> Plain:
    line = _line(event)
    lines[path] = line
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise UnreadableFile(line, "an anchor or alias")
    if getattr(event, "tag", None) is not None:
        raise UnreadableFile(line, "a tag")
    if len(path) > MOST_LEVELS:
        raise UnreadableFile(line, f"more than {MOST_LEVELS} levels")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, path, lines)
    return _mapping(events, path, lines)


def _line(event: yaml.Event) -> int:
    return int(getattr(event.start_mark, "line", 0)) + 1


def _sequence(events: Iterator[yaml.Event], path: Place, lines: dict[Place, int]) -> list[Plain]:
    items: list[Plain] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_value(event, events, (*path, len(items)), lines))
    return items


def _mapping(events: Iterator[yaml.Event], path: Place, lines: dict[Place, int]) -> dict[str, Plain]:
    entries: dict[str, Plain] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise UnreadableFile(line, "a key that is no text")
        key = str(event.value)
        if key in entries:
            raise UnreadableFile(line, f"the key {key!r} twice")
        entries[key] = _value(next(events), events, (*path, key), lines)
        lines[(*path, key)] = line
    return entries
