"""What a statute may require of a reading's value, each as a function; a number written as text is without end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

Requirement: TypeAlias = Callable[[object, object], bool]

SENTENCE = re.compile(r"(?<=[。；;！!？?\n])|(?<=[a-z)]\.)(?=\s)")
"""Between sentences; a full stop of the Latin alphabet ends one where a space follows."""


def _listed(value: object) -> tuple[object, ...]:
    if value is None or value is False:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _is(value: object, wanted: object) -> bool:
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _one_of(value: object, wanted: object) -> bool:
    return any(_is(value, each) for each in _listed(wanted))


def _figure(value: object) -> float:
    """Return a number to compare by; what is written in words (`never`, `unlimited`) has no end."""
    return float(value) if isinstance(value, int | float) else float("inf")


OPERATORS: Mapping[str, Requirement] = MappingProxyType(
    {
        "is": _is,
        "one_of": _one_of,
        "none_of": lambda value, wanted: not _one_of(value, wanted),
        "at_most": lambda value, wanted: _figure(value) <= _figure(wanted),
        "at_least": lambda value, wanted: _figure(value) >= _figure(wanted),
        "exists": lambda value, wanted: (value is not None) is wanted,
        "contains_all": lambda value, wanted: set(_listed(wanted)) <= set(_listed(value)),
        "contains_any": lambda value, wanted: bool(set(_listed(wanted)) & set(_listed(value))),
        "contains_none": lambda value, wanted: not set(_listed(wanted)) & set(_listed(value)),
        "contains_only": lambda value, wanted: set(_listed(value)) <= set(_listed(wanted)),
        "matches_none": lambda value, wanted: re.search(str(wanted), str(value)) is None,
    }
)


def sentences_against(text: str, pattern: str, reassurances: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences of a text in which a pattern is found once reassuring words are taken out."""
    return tuple(
        sentence.strip() for sentence, rest in _unsoothed(text, tuple(reassurances)) if re.search(pattern, rest)
    )


@lru_cache(maxsize=4096)
def _unsoothed(text: str, reassurances: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the sentences of a text, each with what is left without reassuring words; every rule asks for the same."""
    told = []
    for sentence in SENTENCE.split(text):
        rest = sentence
        for reassurance in reassurances:
            rest = re.sub(reassurance, "", rest)
        told.append((sentence, rest))
    return tuple(told)
