"""nearest: the known name nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_WORD = 80


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known name that looks most like `word`, or an empty string where none does.

    Of a dotted name the last part is compared where the parts before it are right: they would make every neighbour
    look alike.
    """
    names = sorted(set(known))
    room, dot, last = word.rpartition(".")
    if dot:
        neighbours = {name.removeprefix(room + dot): name for name in names if name.startswith(room + dot)}
        near = _closest(last, neighbours)
        if near:
            return neighbours[near]
        names = [name for name in names if name not in neighbours.values()]
    return _closest(word, names)


def _closest(word: str, names: Iterable[str]) -> str:
    by_small_letters = {name.lower().replace("-", "_"): name for name in names}
    tidy = word[:LONGEST_WORD].strip().lower().replace("-", "_")
    letters = sorted(tidy)
    near = [name for name in by_small_letters if sorted(name) == letters]  # letters that changed places: the usual slip
    near = near or get_close_matches(tidy, by_small_letters, n=1, cutoff=0.6)
    return by_small_letters[near[0]] if near else ""
