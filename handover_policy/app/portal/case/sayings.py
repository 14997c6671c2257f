"""Saying: a sentence of the pages before it is said in somebody's language; and how people are called in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.app.asking.view import View

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence: its key in the texts of the area pages_case, and what fills its blanks.

    A blank takes a text, a number, a day, a moment, another saying, or several of these, which are joined.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=lambda: NOTHING)


def saying(key: str, **params: object) -> Saying:
    """Return a sentence with what fills its blanks."""
    return Saying(key, MappingProxyType(params))


def person(view: View, name: str | None) -> object:
    """Return how somebody is called in a sentence; a saying where there is nobody."""
    return saying("nobody") if name is None else view.called(name) or name
