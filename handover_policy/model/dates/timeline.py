"""DayReckoner: reckons days from anchors, periods and working days; also reads what time expressions say."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

from handover_policy.model.dates.calendar import Calendar
from handover_policy.model.dates.expression import NO_TIME, Period, Target, TimeExpression, UnreadableTime
from handover_policy.model.dates.targets import first_reached, parse_hour, parse_targets
from handover_policy.model.words.anchors import is_anchor
from handover_policy.model.words.counting import ROLLS, UNITS

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)
DAYS_IN = {"day": 1, "week": 7}
MONTHS_IN = {"month": 1, "year": 12}
TO, AT = "to", "at"

_COUNT = re.compile(r"[0-9]{1,4}", re.ASCII)
_FIRST = FIRST_DAY.toordinal()
_LAST = LAST_DAY.toordinal()


def parse_expression(text: str) -> TimeExpression:
    """Read `<anchor> [+|- N unit] [to <day> [or <day>]] [at HH:MM]`, parts set apart by spaces, N within 0..9999.

    Raises UnreadableTime, with a short reason, for anything else (contract, "Time expressions").
    """
    words = _words(text)
    if not words:
        raise UnreadableTime("time-empty", "empty; write for example 'last_day - 5 workdays'")
    words, hour = _cut(words, AT)
    words, days = _cut(words, TO)
    offset = _offset(words)
    targets = () if days is None else parse_targets(days)
    return TimeExpression(
        anchor=words[0],
        offset=offset,
        targets=targets,
        hour=None if hour is None else parse_hour(" ".join(hour)),
        text=text,
    )


def _cut(words: list[str], word: str) -> tuple[list[str], list[str] | None]:
    """Return what stands before a word and what stands behind it, None where the word does not stand there."""
    if word not in words[1:]:
        return words, None
    place = words.index(word, 1)
    return words[:place], words[place + 1 :]


def _offset(words: list[str]) -> Period:
    anchor = words[0]
    if not is_anchor(anchor):
        message = f"unknown anchor {anchor[:20]!r}"
        raise UnreadableTime("time-anchor", message, anchor)
    match words[1:]:
        case []:
            return NO_TIME
        case ["+" | "-" as sign, count, unit]:
            period = _period(count, unit, UNITS)
            return Period(count=-period.count, unit=period.unit) if sign == "-" else period
        case _:
            message = "after the anchor comes '+' or '-', a number and a unit, set apart by spaces"
            raise UnreadableTime("time-form", message)


def parse_period(text: str) -> Period:
    """Read `N (day|workday|week|month|year)s?`, N within 0..9999; raises UnreadableTime, with a reason."""
    match _words(text):
        case [count, unit]:
            return _period(count, unit, UNITS)
        case _:
            raise UnreadableTime("period-form", "a number and a unit, set apart by a space, for example '30 days'")


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]  # spaces only: a full-width space is a slip to be named


def _period(count: str, unit: str, units: Collection[str]) -> Period:
    if not _COUNT.fullmatch(count):
        raise UnreadableTime("time-count", f"{count[:20]!r} is no whole number within 0..9999", count)
    singular = unit.removesuffix("s")
    if singular not in units:
        raise UnreadableTime("time-unit", f"unknown unit {unit[:20]!r}; one of {', '.join(units)}", unit)
    return Period(count=int(count), unit=singular)


def day_away(day: date, days: int) -> date:
    """Return the day so many days after another, before it where negative; the first or last of all dates beyond."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


class DayReckoner:
    """Reckons days by one calendar and notes which unpublished years its answers rest on.

    Every answer lies within the years 1900..2999; what would lie outside becomes the first or the last day of these.
    `provisional` holds the years without published working days of which a working-day question was asked.
    """

    __slots__ = ("calendar", "provisional")

    def __init__(self, calendar: Calendar) -> None:
        """Start with no year noted."""
        self.calendar = calendar
        self.provisional: set[int] = set()

    def shift(self, day: date, period: Period) -> date:
        """Return the day a period after `day`, or before it where `period.count` is negative.

        N workdays lead to the N-th working day after (before) the day, 0 workdays to the day itself. Months and years
        keep the day of the month, or take the month's last day where it has no such day. Raises ValueError for a unit
        outside UNITS.
        """
        count, unit = period.count, period.unit
        if unit in DAYS_IN:
            return _within(day.toordinal() + count * DAYS_IN[unit])
        if unit in MONTHS_IN:
            return _month_shift(day, count * MONTHS_IN[unit])
        if unit != "workday":
            raise ValueError(f"unknown unit {unit!r}")
        shifted, provisional = _shifted_workdays(self.calendar, day, count)
        self.provisional |= provisional
        return shifted

    def _shift_workdays(self, day: date, count: int) -> date:
        start = _within(day.toordinal())
        if count > 0:
            return self._workday_from(start.toordinal() + 1, count)
        return self._workday_until(start.toordinal() - 1, -count) if count else start

    def resolve(self, expression: TimeExpression, anchors: Mapping[str, date | None]) -> date | None:
        """Return the day a time expression tells, by the days of the anchors; None where its anchor has no day."""
        anchor = anchors.get(expression.anchor)
        return None if anchor is None else self.reach(self.shift(anchor, expression.offset), expression.targets)

    def reach(self, day: date, targets: tuple[Target, ...]) -> date:
        """Return the first of some days that is reached from a day on; the day itself where none is asked for."""
        if not targets:
            return day
        return _within(first_reached(day, targets, self._nth_workday).toordinal())

    def _nth_workday(self, day: date, count: int) -> date:
        return self._workday_from(day.toordinal(), count)

    def roll(self, day: date, how: str) -> date:
        """Return `day`, or the nearest day that fits, as one of ROLLS says.

        `statutory_holiday`: the next day that is no statutory holiday; `workday`: the next working day;
        `previous_workday`: the newest working day not after `day`. Raises ValueError for another word.
        """
        start = _within(day.toordinal())
        if how == "none":
            return start
        if how == "statutory_holiday":
            return self._past_statutory_holidays(start)
        if how == "workday":
            return self._workday_from(start.toordinal(), 1)
        if how == "previous_workday":
            return self._workday_until(start.toordinal(), 1)
        raise ValueError(f"unknown roll {how!r}; one of {', '.join(ROLLS)}")

    def workdays_after(self, start: date, end: date) -> int:
        """Return how many working days lie after a day, up to another with it; 0 where that is no later."""
        first, last = _within(start.toordinal()), _within(end.toordinal())
        years = map(self._workdays, range(first.year, last.year + 1) if first < last else ())
        return sum(bisect_right(year, last.toordinal()) - bisect_right(year, first.toordinal()) for year in years)

    def _past_statutory_holidays(self, day: date) -> date:
        # The law names these days long before the year's working days are published, so nothing here is provisional.
        while day < LAST_DAY and self.calendar.is_statutory_holiday(day):
            day = date.fromordinal(day.toordinal() + 1)
        return day

    def _workday_from(self, start: int, count: int) -> date:
        """Return the `count`-th working day of those on or after an ordinal."""
        if start > _LAST:
            return LAST_DAY
        for year in range(date.fromordinal(start).year, LAST_DAY.year + 1):
            workdays = self._workdays(year)
            place = bisect_left(workdays, start) + count - 1
            if place < len(workdays):
                return date.fromordinal(workdays[place])
            count = place - len(workdays) + 1
        return LAST_DAY

    def _workday_until(self, start: int, count: int) -> date:
        """Return the `count`-th working day, counted backwards, of those on or before an ordinal."""
        if start < _FIRST:
            return FIRST_DAY
        for year in range(date.fromordinal(start).year, FIRST_DAY.year - 1, -1):
            workdays = self._workdays(year)
            place = bisect_right(workdays, start) - count
            if place >= 0:
                return date.fromordinal(workdays[place])
            count = -place
        return FIRST_DAY

    def _workdays(self, year: int) -> tuple[int, ...]:
        if not self.calendar.is_published(year):
            self.provisional.add(year)
        return self.calendar.workdays(year)


@lru_cache(maxsize=16_384)
def _shifted_workdays(calendar: Calendar, day: date, count: int) -> tuple[date, frozenset[int]]:
    """Return the day some working days after another, and the unpublished years it rests on; few of them are asked."""
    reckoner = DayReckoner(calendar)
    return reckoner._shift_workdays(day, count), frozenset(reckoner.provisional)  # noqa: SLF001 - its own class


def _within(ordinal: int) -> date:
    if ordinal < _FIRST:
        return FIRST_DAY
    return date.fromordinal(ordinal) if ordinal < _LAST else LAST_DAY


def _month_shift(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < FIRST_DAY.year:
        return FIRST_DAY
    if year > LAST_DAY.year:
        return LAST_DAY
    next_month = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, date.fromordinal(next_month.toordinal() - 1).day))
