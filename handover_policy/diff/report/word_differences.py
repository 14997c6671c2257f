"""word_differences: two texts as one row of pieces: what stays, what went, what came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import Literal, TypeAlias

Fate: TypeAlias = Literal["same", "gone", "new"]
SAME: Fate = "same"
GONE: Fate = "gone"
NEW: Fate = "new"

WORD = re.compile(r"[A-Za-z0-9_À-ɏ]+|\s+|.", re.DOTALL)
"""A word of an alphabet, blanks, or one character: Chinese has no spaces between words."""
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 1_000_000
"""Words of one text times those of the other that are held against each other; longer texts are compared by lines."""
LEAST_KEPT = 2
"""Fewer words than these between two changes are part of the change: single characters in common say nothing."""
MARKS = {GONE: ("[-", "-]"), NEW: ("{+", "+}"), SAME: ("", "")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    fate: Fate
    text: str


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces: those that are not new make up the old text, those that are not gone the new one."""
    pieces = _by_words(old, new)
    return _joined(_without_crumbs(_joined(pieces)))


def marked(pieces: Sequence[Piece]) -> str:
    """Return the pieces as one text, `[-gone-]` and `{+new+}`."""
    return "".join(f"{MARKS[piece.fate][0]}{piece.text}{MARKS[piece.fate][1]}" for piece in pieces)


def holds_marks(text: str) -> bool:
    """Return whether a text holds what `marked` writes, so that nobody could tell them apart."""
    return any(mark in text for marks in MARKS.values() for mark in marks if mark)


def _by_words(old: str, new: str) -> Iterator[Piece]:
    """Yield the pieces of two texts; what they have in common at both ends is not even looked at."""
    words = WORD.findall(old), WORD.findall(new)
    start = _alike(*words)
    end = _alike(words[0][: start - 1 if start else None : -1], words[1][: start - 1 if start else None : -1])
    inner = tuple(each[start : len(each) - end] for each in words)
    yield Piece(SAME, "".join(words[0][:start]))
    if len(inner[0]) * len(inner[1]) <= MOST_PAIRS:
        yield from _matched(*inner)
    else:
        yield from _by_lines("".join(inner[0]), "".join(inner[1]))
    yield Piece(SAME, "".join(words[0][len(words[0]) - end :]))


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """Return how many words two rows have in common from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _by_lines(old: str, new: str) -> Iterator[Piece]:
    lines = LINE.findall(old), LINE.findall(new)
    if len(lines[0]) * len(lines[1]) <= MOST_PAIRS:
        yield from _matched(*lines)
    else:
        yield from (Piece(GONE, old), Piece(NEW, new))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Yield the pieces of two texts that are cut into parts already."""
    for tag, start, end, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[start:end]))
        else:
            yield from (Piece(GONE, "".join(old[start:end])), Piece(NEW, "".join(new[first:last])))


def _without_crumbs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces in which what stays between two changes, but is too little to read, has gone and come again."""
    for place, piece in enumerate(pieces):
        between = 0 < place < len(pieces) - 1
        if piece.fate == SAME and between and len(WORD.findall(piece.text)) < LEAST_KEPT:
            yield from (Piece(GONE, piece.text), Piece(NEW, piece.text))
        else:
            yield piece


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces that follow each other as one: of every change first all that went, then all that came."""
    told: list[Piece] = []
    for stays, run in groupby((piece for piece in pieces if piece.text), lambda piece: piece.fate == SAME):
        members = tuple(run)
        for fate in (SAME,) if stays else (GONE, NEW):
            text = "".join(piece.text for piece in members if piece.fate == fate)
            told += [Piece(fate, text)] if text else []
    return tuple(told)
