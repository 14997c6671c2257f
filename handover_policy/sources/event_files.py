"""Event files: lines of JSON, or one JSON array, from files and standard input, read as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_BYTES = 4_000_001
"""One more than an event may have: enough to see that a line is too long, without keeping all of it."""

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The text of one event, and the line it starts on."""

    line: int
    content: bytes


def told_events(stream: BinaryIO) -> Iterator[Told]:
    """Yield the events of a file: each line that is not empty, or each element where the file starts with `[`."""
    first = _first_line(stream)
    number, line = first
    if line.lstrip().startswith(b"["):
        yield from _elements(line + stream.read(), number)
        return
    while line:
        if line.strip():
            yield Told(line=number, content=line.rstrip(b"\r\n"))
        number += 1
        line = _next_line(stream)


def _first_line(stream: BinaryIO) -> tuple[int, bytes]:
    number, line = 1, _next_line(stream).removeprefix(BOM)
    while line and not line.strip():
        number, line = number + 1, _next_line(stream)
    return number, line


def _next_line(stream: BinaryIO) -> bytes:
    """Return the next line; of one too long for an event only so much that this shows."""
    line = stream.readline(MOST_BYTES)
    if len(line) == MOST_BYTES and not line.endswith(b"\n"):
        while rest := stream.readline(MOST_BYTES):
            if rest.endswith(b"\n"):
                break
    return line


def _elements(content: bytes, first_line: int) -> Iterator[Told]:
    """Yield the elements of an array; one that is broken comes with all that follows it."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        yield Told(line=first_line, content=content[:MOST_BYTES])
        return
    decoder = json.JSONDecoder()
    place = _past_space(text, text.index("[") + 1)
    while place < len(text) and text[place] != "]":
        line = first_line + text.count("\n", 0, place)
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            yield Told(line=line, content=text[place:].encode()[:MOST_BYTES])
            return
        yield Told(line=line, content=text[place:end].encode())
        place = _past_space(text, end)
        if place < len(text) and text[place] == ",":
            place = _past_space(text, place + 1)
        elif place >= len(text) or text[place] != "]":
            yield Told(line=first_line + text.count("\n", 0, place), content=text[place:].encode()[:MOST_BYTES])
            return
    after = _past_space(text, place + 1)
    rest = text[after:].strip() if place < len(text) else "["
    if rest:
        yield Told(line=first_line + text.count("\n", 0, after), content=rest.encode()[:MOST_BYTES])


def _past_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n\ufeff":
        place += 1
    return place
