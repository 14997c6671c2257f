"""NotEvents, what_it_is: a file that holds no events a line, known by how it begins, and what it is instead."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

MOST_LINES = 200
"""How many lines are looked at where the first one is no event; what is in doubt after them is told line by line."""

WIDE = {
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"PK\x03\x04": "zip",
}
SHEET = (b"xl/", b"[Content_Types].xml")
"""What the first lines of a zip file hold where it is an Excel workbook."""
OTHERS = {b"\xd0\xcf\x11\xe0": "excel", b"%PDF": "binary", b"SQLite format 3": "binary", b"PAR1": "binary"}
BLANK = b" \t\r\n"
OPENING = b'{["'
SEPARATORS = ",\t;\uff0c"
YAML = re.compile(r"(---|%YAML|- |#)|[\w.\"'-]+\s*:(\s|$)")
WRAPPED = re.compile(r'\s*\{\s*"([^"\\]{1,80})"\s*:\s*\[\s*\{')
ENVELOPE = frozenset({"id", "type"})
WRITTEN = ENVELOPE | {"source", "subject", "time", "specversion"}
"""What an event has at least some of, however much of it was forgotten."""


class Shape(NamedTuple):
    """What a file is instead of events a line: a kind that commands have a sentence for, and what fills it."""

    kind: str
    what: str = ""


class NotEvents(Exception):
    """The file as a whole is in no form that events are read from."""

    def __init__(self, shape: Shape) -> None:
        """Take what it is instead."""
        super().__init__(shape.kind)
        self.shape = shape


def bytes_shape(start: bytes) -> Shape | None:
    """Return what a file is by its first bytes: in another encoding, packed, a workbook; None where it may be text."""
    for mark, name in WIDE.items():
        if start.startswith(mark):
            return Shape("wide", name)
    for mark, name in PACKED.items():
        if start.startswith(mark):
            workbook = name == "zip" and any(part in start for part in SHEET)
            return Shape("excel") if workbook else Shape("packed", name)
    for mark, kind in OTHERS.items():
        if start.startswith(mark):
            return Shape(kind)
    return _wide_without_mark(start)


def _wide_without_mark(start: bytes) -> Shape | None:
    """Return UTF-16 or UTF-32 by the zeros around the sign that JSON begins with."""
    four = start[:4]
    signs = four.replace(b"\x00", b"")
    if len(four) < 4 or not signs or signs[0] not in OPENING + BLANK:  # noqa: PLR2004 - UTF-32 takes four bytes a sign
        return None
    if len(signs) == 1 and (four[0] == 0 or four[1:] == b"\x00\x00\x00"):
        return Shape("wide", "UTF-32")
    return Shape("wide", "UTF-16") if four[::2] == b"\x00\x00" or four[1::2] == b"\x00\x00" else None


def line_shape(first: bytes) -> Shape | None:
    """Return what a file is by a first line that is JSON, or nearly; None where it is an event, or may be one."""
    text = first.decode(errors="replace").strip().removeprefix("\ufeff")
    try:
        told, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        wrapped = WRAPPED.match(text)
        return Shape("wrapped", wrapped[1]) if wrapped is not None and wrapped[1] != "data" else None
    rest = text[end:].strip()
    if isinstance(told, dict):
        if not rest:
            return _wrapping(told)
        if rest.startswith("{"):
            return Shape("joined")
        if rest.startswith(","):
            return Shape("commas")
    return None


def _wrapping(told: dict[str, object]) -> Shape | None:
    """Return the key under which an object holds events, where it is none itself."""
    if ENVELOPE & told.keys():
        return None
    for key, value in told.items():
        if isinstance(value, list) and any(isinstance(each, dict) and ENVELOPE & each.keys() for each in value):
            return Shape("wrapped", key[:80])
    empty = [key for key, value in told.items() if value == []]
    return Shape("wrapped", empty[0][:80]) if empty and not WRITTEN & told.keys() else None


def is_object(line: bytes) -> bool:
    """Return whether a line is a whole JSON object."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def lines_shape(head: list[bytes]) -> Shape | None:
    """Return what a file is by its first lines, the first of which is no JSON object; None where one line is broken."""
    text = b"".join(head).decode(errors="replace").removeprefix("\ufeff")
    first = head[0].decode(errors="replace").strip(" \t\r\n\ufeff")
    following = next((line for line in head[1:] if line.strip()), b"")
    if in_gb18030(head):
        return Shape("gb18030")
    if first.startswith("{"):
        return _spread(text, first, following)
    if is_object(following):
        return None
    if first.startswith("\x1e"):
        return Shape("sequence")
    if first.startswith("<"):
        return Shape("xml")
    if first.startswith(("[", "{")) or "\x00" in first:
        return None
    if YAML.match(first):
        return Shape("yaml")
    return Shape("csv") if any(sign in first for sign in SEPARATORS) else Shape("text")


def in_gb18030(head: list[bytes]) -> bool:
    """Return whether the lines are Chinese text in GB18030: none that is not ASCII is UTF-8."""
    chinese = [line for line in head if not line.isascii()]
    for line in chinese:
        try:
            line.decode()
        except UnicodeDecodeError:
            try:
                line.decode("gb18030")
            except UnicodeDecodeError:
                return False
            continue
        return False
    return bool(chinese)


def _spread(text: str, first: str, following: bytes) -> Shape | None:
    """Return what an object is that does not end on its first line; None where that line is merely cut off."""
    try:
        told, end = json.JSONDecoder().raw_decode(text.lstrip())
    except json.JSONDecodeError as error:
        whole = error.pos
        try:
            json.loads(first)
        except json.JSONDecodeError as of_first:
            goes_on = of_first.pos >= len(first) and whole > len(first)
            return Shape("spread") if goes_on and following and not is_object(following) else None
        return None
    except RecursionError:
        return None
    if not isinstance(told, dict) or end <= len(first):
        return None  # it ends on its first line, where something else is wrong with it
    return _wrapping(told) or Shape("spread")
