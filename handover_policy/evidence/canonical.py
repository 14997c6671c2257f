"""canonical: JSON in the one form that it has by RFC 8785, so that equal values have equal digests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
LARGEST = 2**53 - 1
"""Beyond it readers of JSON may take another number for it."""


class NotCanonical(ValueError):
    """A value that has no form of its own here: a fraction, a number too large, a text that is none."""


def canonical(value: JsonValue) -> bytes:
    """Return JSON in its canonical form; fractions have none here, for nothing that is proven holds any.

    Raises:
        NotCanonical: the value, or something in it, has no such form.

    """
    try:
        return _written(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("a text holds half a character") from None


def _written(value: JsonValue) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"{value} is too large")
        return str(value)
    if isinstance(value, Mapping):
        rows = sorted(value.items(), key=lambda entry: entry[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_written(key)}:{_written(each)}" for key, each in rows) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    raise NotCanonical(f"{type(value).__name__} has no canonical form")
