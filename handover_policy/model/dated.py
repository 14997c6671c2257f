"""Dated: a number that changes on given days; Number: a plain one, or such a one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Numbers by the day from which each counts, oldest first (contract, "Dated values")."""

    values: tuple[tuple[date, int | float], ...]

    def on(self, day: date) -> int | float | None:
        """Return the newest value whose day is not after `day`; None where every day is after it."""
        newest: int | float | None = None
        for since, value in self.values:
            if since > day:
                break
            newest = value
        return newest


Number: TypeAlias = int | float | Dated
"""A number, or numbers by date; `policy.dated` leaves plain numbers only."""
