"""read_data: what an event tells, from its JSON values; the one place that knows how they become days and amounts.

The schemas in `schemas/events` are held before: what does not fit a noun here is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from handover_policy.model.events import ADDRESSES_KEY, EventData


def read_data(kind: type[EventData], data: Mapping[str, object]) -> EventData:
    """Return what the data of an event tell.

    Args:
        kind: the class of the event's type.
        data: JSON values that hold the schema of the type, defaults filled in.

    Raises:
        TypeError: a value is not of the type that its key asks for, or is missing.
        ValueError: a text is no day.
    """
    told: dict[str, Any] = {}
    for name, key, read in _readers(kind):  # type: ignore[arg-type] # a class is hashable, mypy looks at the noun
        if name == "attributes":
            known = {each: value for each, value in data.items() if value is not None and each != ADDRESSES_KEY}
            told[name] = MappingProxyType(known)
        elif (value := data.get(key)) is not None:
            told[name] = read(value)
    return kind(**told)


@cache
def _readers(kind: type[EventData]) -> tuple[tuple[str, str, Callable[[Any], object]], ...]:
    return tuple((each.name, kind.KEYS.get(each.name, each.name), _READ[str(each.type)]) for each in fields(kind))


def _text(value: object) -> str:
    return _as(str, value)


def _flag(value: object) -> bool:
    return _as(bool, value)


def _whole(value: object) -> int:
    return _as(int, value)


def _day(value: object) -> date:
    return date.fromisoformat(_as(str, value))


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no amount")
    return Decimal(str(value))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _as(list, value))


def _records(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(MappingProxyType(_as(dict, each)) for each in _as(list, value))


Kind = TypeVar("Kind")


def _as(kind: type[Kind], value: object) -> Kind:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


_READ: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "str": _text,
        "str | None": _text,
        "bool": _flag,
        "int": _whole,
        "int | None": _whole,
        "date": _day,
        "date | None": _day,
        "Decimal": _amount,
        "Decimal | None": _amount,
        "tuple[str, ...]": _texts,
        "tuple[Mapping[str, object], ...]": _records,
        "Mapping[str, object]": dict,
    }
)
"""How a JSON value becomes the value of a field, by the field's type."""
