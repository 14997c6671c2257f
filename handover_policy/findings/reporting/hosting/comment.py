"""CommentSection, fitted: a comment on a merge request that keeps within what services take and counts the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

ROOM = 60_000
"""Bytes of a comment in UTF-8; GitHub takes 65,536 characters."""
FRAME, FIRST = -1, -1
MANY = 1_000_000
"""More rows than any section has: the room kept for the line that counts those left out."""


def nothing_more(count: int) -> str:
    """Return no line, for a section without rows."""
    del count
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentSection:
    """A part of a comment: lines that stand before and after its rows, and the rows, each with its rank, 0 the first.

    `more` gives the line that says how many rows are left out, and which command shows them; `hidden` counts those that
    were left out before. `alone` is the rank of a section without rows.
    """

    head: tuple[str, ...] = ()
    rows: tuple[tuple[int, str], ...] = ()
    tail: tuple[str, ...] = ()
    more: Callable[[int], str] = field(default=nothing_more)
    hidden: int = 0
    alone: int = 0

    @property
    def frame(self) -> int:
        """Return the bytes of what stands around the rows."""
        return sum(map(_size, (*self.head, *self.tail, self.more(MANY))))

    def size(self, at: int) -> int:
        """Return the bytes of a row."""
        return _size(self.rows[at][1])


def fitted(
    sections: Sequence[CommentSection], rest: Callable[[int], str] = nothing_more, *, room: int = ROOM
) -> Iterator[str]:
    """Yield the lines of a comment of at most `room` bytes, line ends counted.

    Where not all fits, rows of a low rank stay, whatever section they are in, and each section says how many it lost.
    Where there are more sections than fit, `rest` gives the line that counts them.
    """
    shown = _shown(sections, room - _size(rest(MANY)))
    kept = {number for number, _ in shown}
    for number in sorted(kept):
        section = sections[number]
        told = [*section.head, *(text for at, (_, text) in enumerate(section.rows) if (number, at) in shown)]
        lost = section.hidden + sum((number, at) not in shown for at in range(len(section.rows)))
        told += [*([section.more(lost)] if lost else []), *section.tail]
        yield from (line for text in told for line in text.split("\n"))
    if len(kept) < len(sections):
        yield from rest(len(sections) - len(kept)).split("\n")


def _shown(sections: Sequence[CommentSection], room: int) -> set[tuple[int, int]]:
    """Return the rows that fit, by section and place; FRAME stands for what is around them, and comes with the first.

    Where the frames of all sections take no more than half of the room, all of them stay, so that each can count.
    """
    frames = [each.frame for each in sections]
    first = FIRST if sum(frames) <= room // 2 else MANY
    wanted = [(first if each.rows else each.alone, number, FRAME) for number, each in enumerate(sections)]
    wanted += [(rank, number, at) for number, each in enumerate(sections) for at, (rank, _) in enumerate(each.rows)]
    shown: set[tuple[int, int]] = set()
    for _, number, at in sorted(wanted):
        cost = 0 if (number, FRAME) in shown else frames[number]
        cost += 0 if at == FRAME else sections[number].size(at)
        if (number, at) not in shown and cost <= room:
            room -= cost
            shown.update({(number, FRAME), (number, at)})
    return shown


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace")) + 1
