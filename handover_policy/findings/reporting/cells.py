"""Cell: how a terminal shows one character, and how many columns it takes there.

What is shown as it is: letters and signs of all scripts, up to four combining marks on a letter, emoji with their
joiners (only between two pictographs), with skin tones and with the one selector that asks for the emoji's form, and
the selector that tells one form of a Chinese character from another, as names are registered with. All else that a
terminal obeys or does not show is written as its code: controls, escapes, marks of direction, line ends, blanks and
fillers without width, tags, selectors that follow nothing, private and unassigned characters, lone surrogates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

TAB_STOP = 4
MOST_MARKS = 4  # combining marks on one letter; more are an attack on the terminal
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINER, EMOJI_FORM, KEYCAP = "\u200d", "\ufe0f", "\u20e3"
LOOKS = frozenset({"\ufe0e", EMOJI_FORM})
ODD = frozenset("‼⁉ℹ↔↕\u3030")  # pictographs by a selector only, of other categories
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that show nothing (Unicode: Default_Ignorable_Code_Point); those of other kinds are UNPRINTABLE."""
VARIANTS = re.compile("[\ufe00-\ufe02\U000e0100-\U000e01ef]")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PLAIN = re.compile(
    "[ -~\u00b7\u2014\u2018-\u201d\u2026\u2190-\u2193\u2500-\u257f\u3001-\u3029\u4e00-\u9fa5\uff01-\uff5e]*"
)
"""What most texts are made of: nothing in it has to be looked at."""


class Cell(NamedTuple):
    """What is printed for a character, and its width in columns."""

    shown: str
    width: int


def escaped(text: str) -> str:
    """Return a text in which whatever a terminal would obey, or not show, is written as its code; line ends, too."""
    if PLAIN.fullmatch(text):
        return text
    return "".join(cell.shown for cell in cells(text))


def cells(text: str) -> Iterator[Cell]:
    """Yield a cell for every character: wide East-Asian characters take two columns, combining marks none.

    Joined emoji take the two columns of the first of them; tabs reach to the next stop, from the beginning of `text`.
    """
    column = marks = 0
    before, last = Cell("", 0), ""
    for place, each in enumerate(text):
        cell = _cell(each, last, text[place + 1 : place + 2], before)
        if each == "\t":
            cell = Cell(" " * (TAB_STOP - column % TAB_STOP), TAB_STOP - column % TAB_STOP)
        marks = marks + _is_mark(each) if not cell.width else 0
        if marks > MOST_MARKS:
            cell = _written_out(each)
        column += cell.width
        before = cell if cell.width else before
        last = each if cell.shown == each else ""
        yield cell


def _cell(each: str, last: str, following: str, before: Cell) -> Cell:
    if " " <= each <= "~":
        return Cell(each, 1)
    category = unicodedata.category(each)
    if each == JOINER and (last == EMOJI_FORM or _is_pictograph(last)) and _is_pictograph(following):
        return Cell(each, 0)
    if category in UNPRINTABLE:
        return _written_out(each)
    if UNSEEN.match(each):
        return _unseen(each, last, following, before)
    joined = last == JOINER and _is_pictograph(each)
    if joined or category in {"Mn", "Me"} or "\u1160" <= each <= "\u11ff" or _is_skin_tone(each, last):
        return Cell(each, 0)
    return Cell(each, 2 if unicodedata.east_asian_width(each) in {"W", "F"} else 1)


def _unseen(each: str, last: str, following: str, before: Cell) -> Cell:
    """Return the cell of a character without a look of its own: itself where it chooses the form of the one before."""
    if each in LOOKS and last not in LOOKS and (_is_pictograph(last) or following == KEYCAP):
        return Cell(each, 1 if each == EMOJI_FORM and before.width == 1 and following != KEYCAP else 0)
    return Cell(each, 0) if HAN.match(last) and VARIANTS.match(each) else _written_out(each)


def _is_pictograph(each: str) -> bool:
    return each != "" and (each in ODD or "\U0001f3fb" <= each <= "\U0001f3ff" or unicodedata.category(each) == "So")


def _is_mark(each: str) -> bool:
    return unicodedata.category(each)[0] in "ML"  # letters: the parts of a Korean syllable


def _is_skin_tone(each: str, last: str) -> bool:
    return "\U0001f3fb" <= each <= "\U0001f3ff" and _is_pictograph(last)


def _written_out(each: str) -> Cell:
    code = f"\\u{ord(each):04x}" if ord(each) <= 0xFFFF else f"\\U{ord(each):08x}"  # noqa: PLR2004 - the end of a plane
    return Cell(code, len(code))
