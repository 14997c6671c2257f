"""Values: facts and operands brought to the few types both evaluators compare."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypeAlias

Typed: TypeAlias = tuple[str, str | int | float | bool]
"""A type letter (s string, n number, b boolean, d day) and the value; days and instants are numbers."""

LONGEST = 4000
LARGEST_INT = 2**53
LARGEST_FLOAT = 1e15
DAY_LENGTH = 10
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def typed(value: object) -> Typed | None:
    """Return a value with its type letter; None where it is missing or unusable.

    Unusable are NaN, infinities, integers beyond 2^53, floats from 1e15, strings over 4,000 characters or with lone
    surrogates or NUL, lists and objects. A string in the form of an ISO date is that day; whole floats are integers.
    """
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, int):
        return ("n", value) if -LARGEST_INT <= value <= LARGEST_INT else None
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, datetime):
        return "n", int(value.timestamp())
    if isinstance(value, date):
        return "d", value.toordinal()
    return None


def _float(value: float) -> Typed | None:
    if not -LARGEST_FLOAT < value < LARGEST_FLOAT:  # false for NaN as well
        return None
    return ("n", int(value)) if value.is_integer() else ("n", value)


def _string(value: str) -> Typed | None:
    if len(value) > LONGEST:
        return None
    if len(value) == DAY_LENGTH and _DAY.fullmatch(value):
        try:
            return "d", date.fromisoformat(value).toordinal()
        except ValueError:
            return "s", value
    if "\x00" in value or not _encodable(value):
        return None
    return "s", value


def _encodable(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
