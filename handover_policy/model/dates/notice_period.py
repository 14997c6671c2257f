"""NoticePeriod: when a notice ends, the last day planned from it, and by how many days a leaver falls short of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handover_policy.model.dates.expression import Period, Target
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.counting import COUNTED_UNITS

DAY, MONTH = "day", "month"
DAY_BEFORE = Period(count=-1, unit=DAY)


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
    """The days of notice, the day on which they end, and that day rolled: the last day planned.

    `days` are as written where the notice is told in days, else the calendar days from the arrival to the end, the day
    of arrival among them where the counting starts with it.
    """

    days: int
    end: date
    planned_last_day: date


def notice_period(
    reckoner: DayReckoner, counting: Counting, arrival: date, length: Period, ends_on: tuple[Target, ...] = ()
) -> NoticePeriod:
    """Return when a notice ends that arrived on the local day `arrival`, with a `length` in days, weeks or months.

    Day 0 is the day of arrival and is not counted (General Provisions of the Civil Code, art 201), unless the counting
    starts with it: then it is day 1, and with the unit workday the first working day from it on is. `ends_on` are days
    of which the first not before that end counts; a notice of nothing ends at once.
    """
    end = _end(reckoner, counting, arrival, length)
    if length.count > 0:
        end = reckoner.reach(end, ends_on)
    first = int(_counts_arrival(counting, length))
    counted = length.count if length.unit == DAY and not ends_on else max(0, (end - arrival).days + first)
    return NoticePeriod(days=counted, end=end, planned_last_day=reckoner.roll(end, counting.roll))


def _counts_arrival(counting: Counting, length: Period) -> bool:
    return counting.start == "day_of_arrival" and length.count > 0


def _end(reckoner: DayReckoner, counting: Counting, arrival: date, length: Period) -> date:
    with_arrival = _counts_arrival(counting, length)
    if length.unit == MONTH:
        end = reckoner.shift(arrival, length)
        # A month of which the day of arrival is the first day ends on the day before that day of the next, or, where
        # the next has no such day, with its last one (BGB § 188 II, III).
        return reckoner.shift(end, DAY_BEFORE) if with_arrival and end.day == arrival.day else end
    counted_from = reckoner.shift(arrival, DAY_BEFORE) if with_arrival else arrival
    unit = COUNTED_UNITS[counting.unit].unit if length.unit == DAY else length.unit
    return reckoner.shift(counted_from, Period(count=length.count, unit=unit))


def shortfall_days(notice_end: date, last_day: date, *, agreed: bool) -> int:
    """Return the calendar days from the last day to the end of the notice; 0 where it is not before it, or agreed."""
    return 0 if agreed else max(0, (notice_end - last_day).days)
