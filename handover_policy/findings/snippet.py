"""snippet: a source line with a caret under a column, as a terminal shows it."""

from __future__ import annotations

import unicodedata

WIDEST = 100
BEFORE = 60
TAB = "    "
CUT = "…"
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def snippet(line: str, column: int) -> tuple[str, str]:
    """Return a line as it can be shown, and the line below it with a caret under `column` (from 1).

    Wide East Asian characters take two columns, combining marks none; tabs become blanks, what cannot be seen becomes
    its code; of a long line the part around the caret is shown.
    """
    shown = [_shown(each) for each in line.rstrip("\r\n")]
    place = max(0, min(column - 1, len(shown)))
    start = 0
    while sum(map(width, shown[start:place])) > BEFORE:
        start += 1
    head = CUT if start else ""
    text, end = head, start
    while end < len(shown) and width(text) + width(shown[end]) <= WIDEST:
        text += shown[end]
        end += 1
    tail = CUT if end < len(shown) else ""
    blanks = width(head) + sum(map(width, shown[start:place]))
    return text + tail, " " * blanks + "^"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_width(each) for each in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    return f"\\u{ord(character):04x}" if unicodedata.category(character) in HIDDEN else character
