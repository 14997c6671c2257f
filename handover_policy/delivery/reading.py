"""What a provider answered: its code and its words, where the answer has the form that its documentation gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handover_policy.delivery.wire import WireAnswer

SUCCESS = "0"
READABLE = frozenset({2, 4})
"""Hundreds of statuses with which a provider itself speaks: behind 5xx nobody knows who does, and what was taken."""


def code_under(answered: WireAnswer, name: str) -> str | None:
    """Return the code under a name of the answer, written as a number or as a text; None where there is none."""
    told = answered.json()
    if told is None or answered.status // 100 not in READABLE:
        return None
    code = told.get(name)
    if isinstance(code, bool) or not isinstance(code, int | str) or code == "":
        return None
    success = str(code) == SUCCESS and answered.status // 100 != 2  # noqa: PLR2004
    return None if success else str(code)  # a success beside 4xx is nobody's documented answer


def words_under(answered: WireAnswer, names: Iterable[str]) -> str:
    """Return what stands under the first of some names where anything does."""
    told = answered.json() or {}
    return next((str(told[name]) for name in names if told.get(name)), "")


def object_under(answered: WireAnswer, name: str) -> Mapping[str, Any]:
    """Return the object under a name of the answer; an empty one where there is none."""
    found = (answered.json() or {}).get(name)
    return found if isinstance(found, dict) else {}
