"""TimeExpression: an anchor and a distance from it, as `last_day - 5 workdays` (contract, "Time expressions")."""

from __future__ import annotations

from dataclasses import dataclass

ANCHORS = ("arrival", "last_day", "task.start", "task.due", "event")
UNITS = ("day", "workday", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time: a whole number of days, workdays, weeks, months or years; `unit` is in the singular."""

    count: int
    unit: str


NO_TIME = Period(count=0, unit="day")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A day, told as a distance from an anchor; `offset.count` is negative before the anchor."""

    anchor: str
    offset: Period = NO_TIME
    text: str = ""
