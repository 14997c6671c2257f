"""NoticePeriod: when a notice ends, the last day planned from it, and by how many days a leaver falls short of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.counting import COUNTED_UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How days of notice are counted (contract, "notice_days").

    `start`: day_after_arrival, day_of_arrival or day_after_approval; no event tells an approval, so the last is counted
    from the arrival, and whoever asks reports it. `unit`: calendar_day or workday. `roll`: none, statutory_holiday or
    workday.
    """

    start: str = "day_after_arrival"
    unit: str = "calendar_day"
    roll: str = "statutory_holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePeriod:
    """The days of notice owed, the day on which they end, and that day rolled: the last day planned."""

    days: int
    end: date
    planned_last_day: date


def notice_period(reckoner: DayReckoner, counting: Counting, arrival: date, days: int) -> NoticePeriod:
    """Return when a notice ends that arrived on the local day `arrival`, with `days` (0 or more) days of notice.

    Day 0 is the day of arrival and is not counted (General Provisions of the Civil Code, art 201), unless the counting
    starts with it: then it is day 1, and with the unit workday the first working day from it on is.
    """
    counted_from = arrival
    if counting.start == "day_of_arrival" and days > 0:
        counted_from = reckoner.shift(arrival, Period(count=-1, unit="day"))
    end = reckoner.shift(counted_from, Period(count=days, unit=COUNTED_UNITS[counting.unit].unit))
    return NoticePeriod(days=days, end=end, planned_last_day=reckoner.roll(end, counting.roll))


def shortfall_days(notice_end: date, last_day: date, *, agreed: bool) -> int:
    """Return the calendar days from the last day to the end of the notice; 0 where it is not before it, or agreed."""
    return 0 if agreed else max(0, (notice_end - last_day).days)
