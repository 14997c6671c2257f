"""Cell: how a terminal shows one character, and how many columns it takes there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

TAB_STOP = 4
MOST_MARKS = 4  # combining marks on one letter; more are an attack on the terminal
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINER, EMOJI_FORM = "\u200d", "\ufe0f"


class Cell(NamedTuple):
    """What is printed for a character, and its width in columns."""

    shown: str
    width: int


def escaped(text: str) -> str:
    """Return a text in which whatever a terminal would obey, or not show, is written as its code."""
    return "".join(cell.shown for cell in cells(text))


def cells(text: str) -> Iterator[Cell]:
    """Yield a cell for every character: wide East-Asian characters take two columns, combining marks none.

    Joined emoji take the two columns of the first of them; tabs reach to the next stop, from the beginning of `text`.
    """
    column = marks = 0
    before = Cell("", 0)
    for place, each in enumerate(text):
        cell = _cell(each, text[place - 1 : place], text[place + 1 : place + 2], before)
        if each == "\t":
            cell = Cell(" " * (TAB_STOP - column % TAB_STOP), TAB_STOP - column % TAB_STOP)
        marks = marks + 1 if not cell.width else 0
        if marks > MOST_MARKS:
            cell = _written_out(each)
        column += cell.width
        before = cell if cell.width else before
        yield cell


def _cell(each: str, last: str, following: str, before: Cell) -> Cell:
    if " " <= each <= "~":
        return Cell(each, 1)
    category = unicodedata.category(each)
    if each == JOINER and _is_pictograph(last) and _is_pictograph(following):
        return Cell(each, 0)
    if category in UNPRINTABLE:
        return _written_out(each)
    if each == EMOJI_FORM:
        return Cell(each, 1 if before.width == 1 and _is_pictograph(last) else 0)
    joined = last == JOINER and _is_pictograph(each)
    if joined or category in {"Mn", "Me"} or "\u1160" <= each <= "\u11ff" or _is_skin_tone(each, last):
        return Cell(each, 0)
    return Cell(each, 2 if unicodedata.east_asian_width(each) in {"W", "F"} else 1)


def _is_pictograph(each: str) -> bool:
    return bool(each) and (
        each == EMOJI_FORM or "\U0001f3fb" <= each <= "\U0001f3ff" or unicodedata.category(each) == "So"
    )


def _is_skin_tone(each: str, last: str) -> bool:
    return "\U0001f3fb" <= each <= "\U0001f3ff" and _is_pictograph(last)


def _written_out(each: str) -> Cell:
    code = f"\\u{ord(each):04x}" if ord(each) <= 0xFFFF else f"\\U{ord(each):08x}"  # noqa: PLR2004 - the end of a plane
    return Cell(code, len(code))
