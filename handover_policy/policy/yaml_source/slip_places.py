"""slip_places: where in a line a wide character stands for a plain one of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handover_policy.policy.yaml_source.slip_lines import HIDDEN, Line
from handover_policy.policy.yaml_source.slip_words import (
    COMMAS,
    KEYS,
    PROSE_KEYS,
    SPACE,
    WIDE,
    is_machine_key,
    narrowed,
)

_NAME = r"[A-Za-z_0-9Ａ-Ｚａ-ｚ０-９＿][A-Za-z0-9_.\-Ａ-Ｚａ-ｚ０-９＿．。－]*"
_COLON = rf"(?P<colon>：|:(?=[ {SPACE}“‘{HIDDEN}]|$))"
_FIRST_KEY = re.compile(rf"^[ {SPACE}]*(?:-[ {SPACE}]+)*(?P<name>{_NAME})[ ]*{_COLON}")
_INNER_KEY = re.compile(rf"[{{,][ {SPACE}]*(?P<name>{_NAME})[ ]*{_COLON}")
_ANY_KEY = re.compile(rf"[{{,，][ {SPACE}]*(?P<name>{_NAME})[ ]*{_COLON}")
_WORD = rf"[ {SPACE}]*(?:[A-Za-z0-9_.\-]+|{HIDDEN}+|“[^”]{{0,200}}”|‘[^’]{{0,200}}’)[ {SPACE}]*"
_LIST_COMMA = re.compile(rf"(?<=[\[,{COMMAS}]){_WORD}(?P<comma>[{COMMAS}])(?={_WORD}[\],{COMMAS}])")
_LIST = re.compile(rf"(?P<name>{_NAME})[ ]*{_COLON}[ {SPACE}]*\[(?P<items>[^\[\]{{}}]{{0,500}})\]")
_WORDS = re.compile(rf"[\x20-\x7e{WIDE}]*")
_WIDE = re.compile(rf"[{WIDE}]")
_QUOTED = re.compile(r"\s*(?:“(?P<double>[^“”\"]*)”|‘(?P<single>[^‘’']*)’)\s*")
_BLANKS = re.compile(rf"[ {SPACE}]*")
_INDENT = re.compile(rf"[ {SPACE}]*(?:-[ {SPACE}]+)*")
_ITEM = re.compile(rf"^[ {SPACE}]*(?:-[ {SPACE}]+)+")


def slip_places(line: Line) -> set[int]:
    """Return the places, counted from 0, of the characters of a line that have to be made plain."""
    places = {*line.brackets, *_commas(line)}
    code = "".join("," if place in places and each in COMMAS else each for place, each in enumerate(line.code))
    places.update(_wide_blanks(code, _INDENT, 0))
    for key, begin, end in _values(code, line, places):
        places.update(_in_value(code, key, begin, end))
    for begin, end in _items(code, line):
        places.update(_quotes(code, begin, end))
    return places


def _commas(line: Line) -> Iterator[int]:
    before = "title"  # the key whose value stands before the comma; where it is not seen it may be prose
    for match in _ANY_KEY.finditer(line.code):
        name = narrowed(match["name"])
        if line.code[match.start()] == "，":
            is_prose = before in PROSE_KEYS and name not in KEYS and match["colon"] == "："
            if line.inside[match.start()] != "{" or is_prose:
                continue
            yield match.start()
        before = name
    for match in _LIST_COMMA.finditer(line.code):
        if line.inside[match.start("comma")] == "[":
            yield match.start("comma")
    for match in _LIST.finditer(line.code):
        if is_machine_key(narrowed(match["name"])):  # whose items are words, be they Chinese
            yield from (match.start("items") + place for place, each in enumerate(match["items"]) if each in COMMAS)


def _values(code: str, line: Line, places: set[int]) -> Iterator[tuple[str, int, int]]:
    """Yield each key with the span of its value, noting what is wide in the key itself and its colon."""
    first = _FIRST_KEY.match(code) if not (line.inside and line.inside[0]) else None
    inner = (match for match in _INNER_KEY.finditer(code) if line.inside[match.start()] == "{")
    for match in (*((first,) if first else ()), *inner):
        places.update(match.start("name") + wide.start() for wide in _WIDE.finditer(match["name"]))
        if match["colon"] == "：":
            places.add(match.start("colon"))
        begin = match.end()
        places.update(_wide_blanks(code, _BLANKS, begin))
        yield narrowed(match["name"]), begin, _end(code, line, begin)


def _end(code: str, line: Line, begin: int) -> int:
    """Return where a value ends: at a comma or bracket where brackets are open, else with the line."""
    for place in range(begin, len(code)):
        if code[place] in "{[" or (line.inside[place - 1] and code[place] in ",}]"):
            return place
    return len(code)


def _in_value(code: str, key: str, begin: int, end: int) -> Iterator[int]:
    if is_machine_key(key) and HIDDEN not in code[begin:end] and _WORDS.fullmatch(code, begin, end):
        written = code[begin:end].rstrip(" " + SPACE)
        yield from (begin + wide.start() for wide in _WIDE.finditer(written))
    yield from _quotes(code, begin, end)


def _items(code: str, line: Line) -> Iterator[tuple[int, int]]:
    """Yield the spans of items: of the dashes at the beginning of a line, and of lists in brackets."""
    dashes = _ITEM.match(code)
    if dashes and not line.inside[0]:
        yield dashes.end(), len(code)
    for place, each in enumerate(code):
        if each in "[," and line.inside[place] == "[":
            yield place + 1, _end(code, line, place + 1)


def _quotes(code: str, begin: int, end: int) -> Iterator[int]:
    match = _QUOTED.fullmatch(code, begin, end)
    if match:
        name = "double" if match["double"] is not None else "single"
        yield from (match.start(name) - 1, match.end(name))


def _wide_blanks(code: str, blanks: re.Pattern[str], begin: int) -> Iterator[int]:
    """Yield the places of wide blanks among those that `blanks`, which always matches, finds at a place."""
    run = blanks.match(code, begin)
    yield from (place for place in range(begin, run.end() if run else begin) if code[place] in SPACE)
