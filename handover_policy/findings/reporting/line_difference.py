"""line_difference: two texts compared line by line for people, in a time that grows with their length alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

NEAR, NEXT = 40, 6
"""How many lines below a difference are searched for where both sides meet again; NEXT where as many lines follow.

Python's difflib searches everywhere: a file of 160 KB with every second line mended took it half a minute.
"""


class Stretch(NamedTuple):
    """Lines `old_begin:old_end` of the old text that gave way to `new_begin:new_end` of the new one."""

    old_begin: int
    old_end: int
    new_begin: int
    new_end: int


def line_difference(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield the difference of a file's lines in the unified form, with a line of context; nothing where they agree."""
    told = list(_hunks(_stretches(old, new)))
    if told:
        yield from (f"--- {name}", f"+++ {name}")
    for hunk in told:
        begin, end = max(0, hunk[0].old_begin - 1), min(len(old), hunk[-1].old_end + 1)
        shift = hunk[0].new_begin - hunk[0].old_begin
        grown = (hunk[-1].new_end - hunk[-1].old_end) - shift
        yield f"@@ -{_span(begin, end - begin)} +{_span(begin + shift, end - begin + grown)} @@"
        at = begin
        for each in hunk:
            yield from (f" {line}" for line in old[at : each.old_begin])
            yield from (f"-{line}" for line in old[each.old_begin : each.old_end])
            yield from (f"+{line}" for line in new[each.new_begin : each.new_end])
            at = each.old_end
        yield from (f" {line}" for line in old[at:end])


def _span(begin: int, length: int) -> str:
    """Return where lines stand, as the unified form counts them: from 1, an empty span by the line before it."""
    return str(begin + 1) if length == 1 else f"{begin + (length > 0)},{length}"


def _hunks(stretches: Iterator[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the stretches whose context touches together."""
    hunk: list[Stretch] = []
    for each in stretches:
        if hunk and each.old_begin - hunk[-1].old_end > 2:  # noqa: PLR2004 - a line of context on both sides
            yield hunk
            hunk = []
        hunk.append(each)
    if hunk:
        yield hunk


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    left = right = 0
    while left < len(old) or right < len(new):
        if left < len(old) and right < len(new) and old[left] == new[right]:
            left, right = left + 1, right + 1
            continue
        begin = left, right
        left, right = _meeting(old, new, left, right)
        yield Stretch(begin[0], left, begin[1], right)


def _meeting(old: Sequence[str], new: Sequence[str], left: int, right: int) -> tuple[int, int]:
    """Return the nearest place below a difference where both sides go on alike; their ends, or a line on, without."""
    level = len(old) - left == len(new) - right
    if level and old[left + 1 : left + 2] == new[right + 1 : right + 2]:
        return left + 1, right + 1  # one line, mended where it stands
    for steps in range(1, NEXT if level else NEAR):
        for down in range(steps + 1):
            if old[left + down : left + down + 1] == new[right + steps - down : right + steps - down + 1] != []:
                return left + down, right + steps - down
    return min(len(old), left + 1), min(len(new), right + 1)
