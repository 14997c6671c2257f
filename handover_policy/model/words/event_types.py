"""Event types: what may be told, and what follows from each row (contract section 3).

A row stands under the class of what its type tells: `model/events.py`, `model/events_of_cases.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from handover_policy.model.events import OF_PEOPLE, OF_THE_OFFICE, EventData, Untold
from handover_policy.model.events_of_cases import OF_CASES
from handover_policy.model.words.word import table

_ROWS = (*OF_PEOPLE, *OF_CASES, *OF_THE_OFFICE)
EVENT_TYPES = table(*_ROWS)
"""Every type of event by its name, in the order in which messages list them."""

OF_A_CASE = frozenset(row.name for row in _ROWS if row.concerns == "case")
OF_A_PERSON = frozenset(row.name for row in _ROWS if row.concerns == "person")
OPENING = frozenset(row.name for row in _ROWS if row.opens)
OPENED_BY_FACT = frozenset(row.name for row in _ROWS if row.by_fact)
WAYS_BACK = frozenset(row.name for row in _ROWS if row.back)
AFTER_CLOSING = frozenset(row.name for row in _ROWS if row.after_closing)
EVALUATING_CLAIMS = frozenset(row.name for row in _ROWS if row.claims)


def _scalars() -> Iterator[tuple[str, type]]:
    for row in _ROWS:
        for each in fields(row.data):
            told = _SCALARS.get(str(each.type).removesuffix(" | None"))
            if told is not None:
                yield row.data.KEYS.get(each.name, each.name), told


_SCALARS: Mapping[str, type] = MappingProxyType({each.__name__: each for each in (str, int, bool, Decimal, date)})
SCALARS_TOLD: Mapping[str, type] = MappingProxyType(dict(_scalars()))
"""What events tell in one value each, by JSON key, and the type of the value; conditions may name it."""


def data_class(kind: str) -> type[EventData]:
    """Return the class of what events of a type tell; `Untold` for a type that nobody knows."""
    row = EVENT_TYPES.get(kind)
    return Untold if row is None else row.data
