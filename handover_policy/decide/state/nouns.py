"""noun_json, noun_from_json: a noun of the model as JSON values and back, by the types of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

Noun = TypeVar("Noun")
MARK = "$"
MARKED_OBJECT = b'{"$'
"""Begins the one key of an object that stands for a value which JSON lacks."""


class Form(NamedTuple):
    """How a value is written as JSON values, and read from them."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def noun_json(noun: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return a noun as JSON values: its fields by name in alphabetic order, mappings in the order they have."""
    kind: Any = type(noun)
    return form_of(kind).write(noun)


def noun_bytes(noun: object) -> bytes:
    """Return a noun as JSON in UTF-8: what `noun_from_json` reads as it reads `noun_json`, some four times as fast.

    The order of the keys differs. Mappings of which nothing is known beforehand hold JSON values alone.
    """
    kind: Any = type(noun)
    marked = _written_apart(kind)
    told = {name: form.write(getattr(noun, name)) if form else getattr(noun, name) for name, form in marked}
    written = orjson.dumps(told, default=_as_json)
    return orjson.dumps(noun_json(noun)) if MARKED_OBJECT in written else written


def _as_json(value: object) -> object:
    """Return what orjson does not write by itself as something that it does."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} has no form as JSON")


@cache
def _written_apart(kind: type) -> tuple[tuple[str, Form | None], ...]:
    """Return the fields of a noun, each with its form where what it holds may need a mark."""
    hints = get_type_hints(kind)
    names = sorted(each.name for each in fields(kind))
    return tuple((name, form_of(hints[name]) if _may_need_a_mark(hints[name]) else None) for name in names)


@cache
def _may_need_a_mark(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    if is_dataclass(kind):
        return any(_may_need_a_mark(hint) for hint in get_type_hints(kind).values())
    if kind in PLAIN:
        return PLAIN[kind] is FREE
    if kind is NoneType:  # of what may be missing
        return False
    return form_of(kind) is FREE or any(_may_need_a_mark(part) for part in get_args(kind) if part is not ...)


def noun_from_json(kind: type[Noun], value: object) -> Noun:
    """Return the noun that `noun_json` wrote, of this release or of one before a field with a default was added.

    Raises:
        KeyError: a field has another name.
        TypeError: a field without a default is missing, or a value is not of the shape that its field asks for.
        ValueError: a text is no day, moment or amount.
    """
    hashable: Any = kind
    noun: Noun = form_of(hashable).read(value)
    return noun


def _free(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Write a value of which nothing is known beforehand; what JSON lacks becomes an object of one marked key."""
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$amount": str(value)}
    if isinstance(value, tuple):
        return {"$tuple": [_free(each) for each in value]}
    if isinstance(value, list):
        return [_free(each) for each in value]
    if isinstance(value, Mapping):
        written = {name: _free(each) for name, each in value.items()}
        return {"$object": written} if len(written) == 1 and next(iter(written)).startswith(MARK) else written
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{value!r} has no form as JSON")


def _freed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Read what `_free` wrote."""
    if isinstance(value, list):
        return [_freed(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, marked),) = value.items()
        if name in MARKED:
            return MARKED[name](marked)
    return {name: _freed(each) for name, each in value.items()}


MARKED: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "$moment": datetime.fromisoformat,
        "$day": date.fromisoformat,
        "$amount": Decimal,
        "$tuple": lambda items: tuple(_freed(each) for each in items),
        "$object": lambda members: {name: _freed(each) for name, each in members.items()},
    }
)
FREE = Form(_free, _freed)
FREE_OBJECT = Form(
    lambda value: {name: _free(each) for name, each in value.items()},
    lambda value: MappingProxyType({name: _freed(each) for name, each in value.items()}),
)


def _as(kind: type) -> Form:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return Form(lambda value: value, read)


PLAIN: Mapping[object, Form] = MappingProxyType(
    {
        str: _as(str),
        int: _as(int),
        bool: _as(bool),
        date: Form(date.isoformat, date.fromisoformat),
        datetime: Form(datetime.isoformat, datetime.fromisoformat),
        time: Form(time.isoformat, time.fromisoformat),
        Decimal: Form(str, Decimal),
        object: FREE,
        Mapping[str, object]: FREE_OBJECT,
    }
)


@cache
def form_of(kind: Any) -> Form:  # noqa: ANN401 - a type as annotations write it
    """Return the form of a field by its type; a value of several types is written as one of which nothing is known."""
    if kind in PLAIN:
        return PLAIN[kind]
    parts = get_args(kind)
    origin = get_origin(kind)
    if is_dataclass(kind):
        return _of_noun(kind)
    if origin is tuple and parts[1:] == (...,):
        each = form_of(parts[0])
        return Form(lambda value: [each.write(item) for item in value], lambda value: tuple(map(each.read, value)))
    if origin is tuple:
        return _of_row(parts)
    if origin is frozenset:
        each = form_of(parts[0])
        return Form(lambda value: sorted(map(each.write, value)), lambda value: frozenset(map(each.read, value)))
    if origin is not None and issubclass(_class(origin), Mapping):
        return _of_mapping(form_of(parts[1]))
    if origin in {Union, UnionType} and len(parts) == 2 and NoneType in parts:  # noqa: PLR2004 - a type, or nothing
        return _or_none(form_of(next(part for part in parts if part is not NoneType)))
    return FREE


def _class(origin: Any) -> type:  # noqa: ANN401 - what an annotation stands for
    return origin if isinstance(origin, type) else NoneType


def _or_none(some: Form) -> Form:
    return Form(
        lambda value: None if value is None else some.write(value),
        lambda value: None if value is None else some.read(value),
    )


def _of_mapping(each: Form) -> Form:
    return Form(
        lambda value: {name: each.write(item) for name, item in value.items()},
        lambda value: MappingProxyType({name: each.read(item) for name, item in value.items()}),
    )


def _of_row(kinds: tuple[Any, ...]) -> Form:
    forms = tuple(map(form_of, kinds))
    return Form(
        lambda value: [form.write(item) for form, item in zip(forms, value, strict=True)],
        lambda value: tuple(form.read(item) for form, item in zip(forms, value, strict=True)),
    )


def _of_noun(kind: Any) -> Form:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(kind)
    forms = tuple((each.name, form_of(hints[each.name])) for each in sorted(fields(kind), key=lambda each: each.name))

    def read(value: Mapping[str, object]) -> object:
        if len(value) != len(forms):  # an older release wrote it: a name that is missing takes its default
            return kind(**{name: form.read(value[name]) for name, form in forms if name in value})
        return kind(**{name: form.read(value[name]) for name, form in forms})

    return Form(lambda noun: {name: form.write(getattr(noun, name)) for name, form in forms}, read)
