"""Days and amounts as JSON writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from handover_policy.model.case import NOT_YET

Json: TypeAlias = dict[str, object]


def iso(day: date | None) -> str | None:
    """Return a day as JSON writes it."""
    return None if day is None else day.isoformat()


def due_json(day: date) -> str | None:
    """Return a due day as JSON writes it: null where there is none yet."""
    return None if day == NOT_YET else day.isoformat()


def days_json(days: Iterable[date]) -> list[str]:
    """Return several days as JSON writes them."""
    return [day.isoformat() for day in days]


def number(amount: Decimal | None) -> int | float | None:
    """Return an amount as JSON writes it: a whole one as an integer."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
