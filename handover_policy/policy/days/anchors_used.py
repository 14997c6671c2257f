"""anchors_in: every anchor from which a time expression of a policy set counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from handover_policy.model.dates.expression import TimeExpression

UNTYPED = "document"


def anchors_in(value: object) -> Iterator[str]:
    """Yield the anchor of every time expression below a value, cases included."""
    if isinstance(value, TimeExpression):
        yield value.anchor
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.name != UNTYPED:
                yield from anchors_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for member in value:
            yield from anchors_in(member)
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from anchors_in(member)
