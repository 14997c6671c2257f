"""day_fault: what is wrong with a day that is told on a page before it is told: it cannot be, or it is a slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

FURTHEST = timedelta(days=400)
"""How far ahead a day is told; a later one is a slip in the year (contract 2.4)."""
DayFault: TypeAlias = Literal["past", "ahead", "far", "before-hired", "before-absence", "before-arrival", "after-end"]


@dataclass(frozen=True, slots=True)
class UnfitDay:
    """Why a day cannot be; `other` is the day that it does not fit."""

    why: DayFault
    other: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBounds:
    """Between which days a day may lie, each bound with why; `None` where there is none."""

    today: date
    hired: date | None = None
    absent: date | None = None
    arrival: date | None = None
    past: bool = True
    ahead: bool = True
    end: date | None = None


def day_fault(day: date, bounds: DayBounds) -> UnfitDay | None:
    """Return why a day cannot be; None where it can."""
    least: tuple[tuple[DayFault, date | None], ...] = (
        ("before-hired", bounds.hired),
        ("before-absence", bounds.absent),
        ("before-arrival", bounds.arrival),
        ("past", None if bounds.past else bounds.today),
    )
    most: tuple[tuple[DayFault, date | None], ...] = (
        ("after-end", bounds.end),
        ("ahead", None if bounds.ahead else bounds.today),
        ("far", bounds.today + FURTHEST),
    )
    early = next((UnfitDay(why, bound) for why, bound in least if bound is not None and day < bound), None)
    late = next((UnfitDay(why, bound) for why, bound in most if bound is not None and day > bound), None)
    return early or late
