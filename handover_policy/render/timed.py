"""TimedDay: a day that people read together with the time of it that a policy names."""

from __future__ import annotations

from datetime import date, time


class TimedDay(date):
    """A day with an hour; everywhere else a day as any other."""

    hour: time

    def __str__(self) -> str:
        """Return the day and its hour, as `2026-04-01 12:00`."""
        return f"{self.isoformat()} {self.hour:%H:%M}"


def timed(day: date, hour: time | None) -> date:
    """Return a day with the time that it is told with; the day itself where there is none."""
    if hour is None:
        return day
    told = TimedDay(day.year, day.month, day.day)
    told.hour = hour
    return told
