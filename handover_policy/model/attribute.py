"""Types of the attributes that a set declares of employees beside its vocabulary, and which values fit each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handover_policy.model.words.word import Word, table

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeType(Word):
    """A type of attributes: which values, as JSON tells them, are of it."""

    fits: Callable[[object], bool]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


ATTRIBUTE_TYPES = table(
    AttributeType(name="number", fits=_is_number),
    AttributeType(name="date", fits=_is_date),
    AttributeType(name="boolean", fits=lambda value: isinstance(value, bool)),
    AttributeType(name="text", fits=lambda value: isinstance(value, str)),
)
"""Every type by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of employees that a set declares: `employee.<name>`, its type, title and unit."""

    name: str
    type: str
    title: str
    unit: str = ""

    def fits(self, value: object) -> bool:
        """Return whether a value, as an event tells it, is of the attribute's type."""
        row = ATTRIBUTE_TYPES.get(self.type)
        return row is None or row.fits(value)
