"""Excerpt: the line a finding stands in, cut to fit, and the marker that goes under the place."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.findings.reporting.cells import Cell, cells

WIDEST = 100  # columns of source; with the line's number it fits a terminal of 110
AHEAD = WIDEST // 2
CUT = "..."  # three full stops: the single character is two columns wide in some Chinese terminals
REACH = 4 * WIDEST  # characters looked at on each side; a line may be a megabyte long


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A line as it is shown, and below it `^` under the place, followed by `~` under the rest of the word."""

    text: str
    marker: str


def excerpt(line: str, column: int, word: str = "") -> Excerpt:
    """Return what to show of a line around a column, counted in characters from 1; `word` is marked if it stands there.

    A column past the line's end is marked right behind it.
    """
    at = min(column - 1, len(line))
    begin = max(0, at - REACH)
    shown = list(cells(line[begin : at + REACH]))
    before, after = shown[: at - begin], shown[at - begin :]
    before, is_cut = _fitting(before[::-1], WIDEST - AHEAD if _width(after) > AHEAD else WIDEST - _width(after))
    head = CUT if is_cut or begin else ""
    before = before[::-1]
    room = WIDEST - _width(before)
    rest, is_cut = _fitting(after, room)
    tail = CUT if is_cut or at + REACH < len(line) else ""
    marked = _width(rest[: len(word)]) if word and line.startswith(word, at) else 1
    return Excerpt(
        text=f"{head}{_text(before)}{_text(rest)}{tail}".rstrip(),
        marker=" " * (len(head) + _width(before)) + "^" + "~" * (marked - 1),
    )


def _fitting(of: list[Cell], room: int) -> tuple[list[Cell], bool]:
    """Return the first cells that fit into so many columns, and whether some did not."""
    width = 0
    for number, cell in enumerate(of):
        width += cell.width
        if width > room:
            return of[:number], True
    return of, False


def _width(of: list[Cell]) -> int:
    return sum(cell.width for cell in of)


def _text(of: list[Cell]) -> str:
    return "".join(cell.shown for cell in of)
