"""TimeExpression: an anchor, a distance from it, days to go on to and an hour (contract, "Time expressions")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


class UnreadableTime(ValueError):
    """A text is no time expression or period: why, in one word of REASONS, and the part that is wrong."""

    def __init__(self, reason: str, message: str, part: str = "") -> None:
        """Take the reason, a short message in English, and the wrong part of the text."""
        super().__init__(message)
        self.reason = reason
        self.part = part


REASONS = (
    "time-empty",
    "time-anchor",
    "time-form",
    "time-count",
    "time-unit",
    "time-target",
    "time-hour",
    "period-form",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time: a whole number of days, workdays, weeks, months or years; `unit` is in the singular."""

    count: int
    unit: str


NO_TIME = Period(count=0, unit="day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A day to go on to: a word of TARGET_DAYS, and its number where it has one (0: none)."""

    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A day, told as a distance from an anchor; `offset.count` is negative before the anchor.

    `targets` are days of which the first that is reached counts, `hour` is the local time of that day.
    """

    anchor: str
    offset: Period = NO_TIME
    targets: tuple[Target, ...] = ()
    hour: time | None = None
    text: str = ""
