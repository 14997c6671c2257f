"""Value: a fact or operand in the one form in which both evaluators compare it, or none where it is unusable."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple, TypeAlias

Letter: TypeAlias = Literal["s", "n", "b", "d", "i"]
"""The type of a value: string, number, boolean, date (as day number), instant (as seconds since 1970 UTC)."""

ORDERED: frozenset[Letter] = frozenset({"n", "d", "i"})
"""The types that at_least, at_most, above and below can compare."""

WHOLE_LIMIT = 2**53
FRACTION_LIMIT = 1e15
TEXT_LIMIT = 4000
MISSING_NUMBER = math.nan
"""Stands for a missing number, day or instant: every comparison with it is false."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_DATE_LENGTH = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Value(NamedTuple):
    """A usable value: its type and what is compared; values of different types never compare."""

    letter: Letter
    content: str | int | float | bool


def normal(value: object) -> Value | None:
    """Return a fact or operand in its one comparable form, None where it counts as missing.

    Missing are: None, NaN, infinities, whole numbers beyond 2^53, fractions from 1e15 on, strings over 4,000 characters
    or with lone surrogates, instants without a time zone, and every other type of object (lists, mappings, bytes).
    """
    if isinstance(value, str):
        return _of_text(str.__str__(value))
    if isinstance(value, bool):
        return Value("b", value)
    if isinstance(value, int | float):
        return _of_number(value)
    if isinstance(value, datetime):
        return _of_number((value - _EPOCH).total_seconds(), "i") if value.utcoffset() is not None else None
    if isinstance(value, date):
        return Value("d", value.toordinal())
    return None


def _of_text(text: str) -> Value | None:
    if len(text) > TEXT_LIMIT:
        return None
    if len(text) == _ISO_DATE_LENGTH and _ISO_DATE.fullmatch(text):
        try:
            return Value("d", date.fromisoformat(text).toordinal())
        except ValueError:
            return Value("s", text)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return None
    return Value("s", text)


def _of_number(number: float, letter: Literal["n", "i"] = "n") -> Value | None:
    if isinstance(number, int):
        return Value(letter, int(number)) if abs(number) <= WHOLE_LIMIT else None
    if not abs(number) < FRACTION_LIMIT:
        return None
    return Value(letter, int(number) if number.is_integer() else float(number))


def text_of(value: object) -> str | None:
    """Return a usable string that is no date, else None."""
    found = normal(value)
    return str(found.content) if found and found.letter == "s" else None


def number_of(value: object) -> float:
    """Return a usable number, else NaN."""
    return _figure(value, "n")


def day_of(value: object) -> float:
    """Return the day number of a date, else NaN."""
    return _figure(value, "d")


def instant_of(value: object) -> float:
    """Return the seconds of an instant, else NaN."""
    return _figure(value, "i")


def _figure(value: object, letter: Letter) -> float:
    found = normal(value)
    return figure(found) if found and found.letter == letter else MISSING_NUMBER


def figure(value: Value) -> float:
    """Return the content of a number, day or instant."""
    if isinstance(value.content, str):
        raise TypeError(value)
    return value.content


def plain(value: object) -> str | int | float | bool | date | None:
    """Return a usable value as it was given (subclasses of strings and numbers made plain), else None."""
    if normal(value) is None:
        return None
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else None


def presentable(facts: Mapping[str, object], name: str) -> str | int | float | bool | None:
    """Return one fact as JSON shows it: dates and instants in ISO form, None where it is missing."""
    value = plain(facts.get(name))
    return value.isoformat() if isinstance(value, date) else value
