"""Ways of saying: what people write in the place of a word, from the area `meant` of the texts, in every language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from handover_policy.texts.texts import languages, texts

BETWEEN = "|"


@lru_cache(maxsize=64)
def ways_of_saying(group: str) -> Mapping[str, tuple[str, ...]]:
    """Return for each word of a group (`facts`, `values.timezone`) the ways of saying it, in small letters."""
    told: dict[str, tuple[str, ...]] = {}
    for language in languages():
        for name, ways in texts(language).area("meant").items():
            if name.startswith(f"{group}."):
                word = name.removeprefix(f"{group}.")
                told[word] = (*told.get(word, ()), *(way for way in ways.lower().split(BETWEEN) if way))
    return MappingProxyType(told)


def word_meant(said: str, group: str, among: Collection[str] | None = None) -> str:
    """Return the one word of a group, or of those `among` it, that is said so; empty where none is, or several are."""
    wanted = said.strip().lower()
    words = ways_of_saying(group).items()
    found = [word for word, ways in words if wanted in ways and (among is None or word in among)]
    return found[0] if len(found) == 1 else ""
