"""What a statute may require of a reading's value, each as a function; a number written as text is without end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.lint.wording.claims import claims_in
from handover_policy.lint.wording.sentence import ENDS

Requirement: TypeAlias = Callable[[object, object], bool]


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
        "says_none": lambda value, wanted: not sentences_saying(str(value), wanted),
        "matches_none": lambda value, wanted: re.search(str(wanted), str(value)) is None,
    }
)


def sentences_against(text: str, pattern: str) -> tuple[str, ...]:
    """Return the sentences of a text in which a pattern is found."""
    return tuple(sentence.strip() for sentence in ENDS.split(text) if re.search(pattern, sentence))


def sentences_saying(text: str, kinds: object) -> tuple[str, ...]:
    """Return the sentences of a text that do one of some kinds of things to the leaver, as `claims_in` reads them."""
    wanted = _listed(kinds)
    return tuple(
        dict.fromkeys(claim.sentence for claim in claims_in(text) if claim.kind in wanted and not claim.doubtful)
    )
