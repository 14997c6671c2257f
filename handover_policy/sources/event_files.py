"""Event files: lines of JSON, or one JSON array, from files and standard input, read as they come."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from handover_policy.sources.event_shapes import (
    MOST_LINES,
    NotEvents,
    Shape,
    bytes_shape,
    in_gb18030,
    is_object,
    line_shape,
    lines_shape,
)

__all__ = ["EventText", "NotEvents", "told_events"]

MOST_BYTES = 4_000_001
"""One more than an event may have: enough to see that a line is too long, without keeping all of it."""

BOM = b"\xef\xbb\xbf"
PART = 1 << 20
NO_BLANK = re.compile(r"[^ \t\r\n\ufeff]")
DECODER = json.JSONDecoder()
ESCAPED = "surrogateescape"
"""How bytes that are no UTF-8 pass through text: the event they stand in is told as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventText:
    """The text of one event, and the line it starts on; `rest` where what stands behind it could not be read."""

    line: int
    content: bytes
    rest: bool = False


def told_events(stream: BinaryIO) -> Iterator[EventText]:
    """Return the events of a file: each line that is not empty, or each element where the file starts with `[`.

    The beginning is read at once: raises NotEvents where the file as a whole is something else, before anything of it
    is told. Nothing is read ahead of a first line that is an event. Raises OSError where reading fails.
    """
    number, line = 1, stream.readline(MOST_BYTES)
    shape = bytes_shape(line)
    if shape is not None:
        raise NotEvents(shape)
    line = line.removeprefix(BOM)
    while line and not line.strip():
        number, line = number + 1, stream.readline(MOST_BYTES)
    if line.lstrip().startswith(b"["):
        if in_gb18030([line]):
            raise NotEvents(Shape("gb18030"))
        return _elements(line, stream, number)
    _pass_rest(line, stream)
    ahead = [line] if line else []
    shape = line_shape(line) if line else None
    if shape is None and line and not is_object(line):
        ahead += _read_ahead(stream, len(line))
        shape = lines_shape(ahead)
    if shape is not None:
        raise NotEvents(shape)
    return _lines(chain(ahead, iter(lambda: _next_line(stream), b"")), number)


def _read_ahead(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the next lines, as many as it takes to see what a file is."""
    for _ in range(MOST_LINES):
        line = _next_line(stream)
        size += len(line)
        if line:
            yield line
        if not line or size > MOST_BYTES:
            return


def _lines(lines: Iterator[bytes], number: int) -> Iterator[EventText]:
    for line in lines:
        if line.strip():
            yield EventText(line=number, content=line.rstrip(b"\r\n"))
        number += 1


def _next_line(stream: BinaryIO) -> bytes:
    """Return the next line; of one too long for an event only so much that this shows."""
    line = stream.readline(MOST_BYTES)
    _pass_rest(line, stream)
    return line


def _pass_rest(line: bytes, stream: BinaryIO) -> None:
    """Pass over what is left of a line that is too long for an event."""
    if len(line) == MOST_BYTES and not line.endswith(b"\n"):
        while rest := stream.readline(MOST_BYTES):
            if rest.endswith(b"\n"):
                break


class _Text:
    """The text of a stream from a place on, read further as it is asked for; what is far behind is forgotten."""

    def __init__(self, start: bytes, stream: BinaryIO, line: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors=ESCAPED)
        self._stream = stream
        self._ended = False
        self._text = self._decoder.decode(start)
        self._place = 0
        self._line = line

    def _more(self) -> bool:
        """Read another part; return whether there was one."""
        part = b"" if self._ended else self._stream.read(PART)
        self._ended = not part
        self._text = self._text[self._place :] + self._decoder.decode(part, final=self._ended)
        self._place = 0
        return not self._ended

    def pass_over(self, end: int) -> None:
        """Go on to a place."""
        self._line += self._text.count("\n", self._place, end)
        self._place = end

    def skip(self) -> None:
        """Go on behind one sign."""
        self.pass_over(self._place + 1)

    def sign(self) -> str:
        """Go on to the next sign that is no blank and return it; empty at the end."""
        while True:
            found = NO_BLANK.search(self._text, self._place)
            self.pass_over(len(self._text) if found is None else found.start())
            if found is not None:
                return found[0]
            if not self._more():
                return ""

    def value_end(self) -> int | None:
        """Return where the value here ends; None where it is broken, or longer than any event."""
        while True:
            try:
                _, end = DECODER.raw_decode(self._text, self._place)
            except RecursionError:
                return None
            except ValueError:
                if len(self._text) - self._place >= MOST_BYTES or not self._more():
                    return None
            else:
                if end < len(self._text) or self._ended:
                    return end
                self._more()  # a number at the end of what was read may go on

    def told_unclosed(self) -> EventText:
        """Return what shows that the array is not closed."""
        return EventText(line=self._line, content=b"[", rest=True)

    def told_behind(self) -> EventText:
        """Return what stands behind the array; it is told as no event, whatever it is."""
        told = self.told()
        return replace(told, content=b"]" + told.content)

    def told(self, end: int | None = None) -> EventText:
        """Return what stands here up to an end, of what is too long only so much that this shows."""
        last = self._place + MOST_BYTES if end is None else end
        content = self._text[self._place : last].encode(errors=ESCAPED)
        return EventText(line=self._line, content=content, rest=end is None)


def _elements(start: bytes, stream: BinaryIO, line: int) -> Iterator[EventText]:
    """Yield the elements of an array, read part by part; one that is broken comes with what follows it, and is last."""
    text = _Text(start, stream, line)
    sign = text.sign()
    while sign in {"[", ","}:
        text.skip()
        sign = text.sign()
        if sign in {"]", ""}:
            break
        end = text.value_end()
        if end is None:
            yield text.told()
            return
        yield text.told(end)
        text.pass_over(end)
        sign = text.sign()
    if not sign:
        yield text.told_unclosed()
    elif sign != "]":
        yield text.told()
    else:
        text.skip()
        if text.sign():
            yield text.told_behind()
