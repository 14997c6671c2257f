"""The known name nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_WORD = 80


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known name that looks most like `word`, or an empty string where none does."""
    names = sorted(set(known))
    by_small_letters = {name.lower(): name for name in reversed(names)}
    tidy = word[:LONGEST_WORD].strip().lower().replace("-", "_") if word not in by_small_letters else word
    for attempt in (word[:LONGEST_WORD].lower(), tidy):
        near = get_close_matches(attempt, by_small_letters, n=1, cutoff=0.6)
        if near:
            return by_small_letters[near[0]]
    return ""
