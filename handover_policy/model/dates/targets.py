"""Targets: reads the days that a time expression goes on to, and finds the first of them that is reached."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time

from handover_policy.model.dates.expression import Target, UnreadableTime
from handover_policy.model.words.anchors import TARGET_DAYS

OR = "or"
MONTHS, QUARTER = 12, 3
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def parse_targets(words: Sequence[str]) -> tuple[Target, ...]:
    """Read `<day> [or <day>]…`; raises UnreadableTime for anything else."""
    written = " ".join(words)
    return tuple(parse_target(part.strip()) for part in re.split(rf"(?:^|\s){OR}(?:\s|$)", written))


def parse_target(text: str) -> Target:
    """Read `day 15`, `month_end`, `quarter_end`, `workday` or `workday 5`; raises UnreadableTime for anything else."""
    kind, _, number = text.partition(" ")
    row = TARGET_DAYS.get(kind)
    if row is None or (number and row.numbered == "never") or (not number and row.numbered == "must"):
        raise UnreadableTime("time-target", f"unknown day {text[:20]!r}; one of {', '.join(TARGET_DAYS)}", text)
    if not number:
        return Target(kind=kind)
    if not _NUMBER.fullmatch(number) or not 1 <= int(number) <= row.most:
        raise UnreadableTime("time-target", f"{text[:20]!r}: a number within 1..{row.most}", text)
    return Target(kind=kind, number=int(number))


def parse_hour(text: str) -> time:
    """Read `HH:MM`; raises UnreadableTime for anything else."""
    found = _HOUR.fullmatch(text)
    if found is None:
        raise UnreadableTime("time-hour", f"{text[:20]!r} is no time of day within 00:00..23:59", text)
    return time(int(found[1]), int(found[2]))


def first_reached(day: date, targets: Iterable[Target], nth_workday: Callable[[date, int], date]) -> date:
    """Return the first of some days that is reached from a day on, the day itself included.

    A numbered workday is that of the month of the day, before it or after; the n-th day of a month that is too short
    is its last one. `nth_workday` gives the n-th working day on or after a day.
    """
    found = [_reached(day, target, nth_workday) for target in targets]
    return min([each for each in found if each >= day], default=max(found, default=day))


def _reached(day: date, target: Target, nth_workday: Callable[[date, int], date]) -> date:
    if target.kind == "workday":
        return _workday_of_month(day, target.number, nth_workday) if target.number else nth_workday(day, 1)
    if target.kind == "quarter_end":
        return _end_of(day.year, (day.month - 1) // QUARTER * QUARTER + QUARTER)
    if target.kind == "month_end":
        return _end_of(day.year, day.month)
    here = _numbered(day.year, day.month, target.number)
    return here if here >= day else _numbered(day.year + day.month // MONTHS, day.month % MONTHS + 1, target.number)


def _workday_of_month(day: date, number: int, nth_workday: Callable[[date, int], date]) -> date:
    """Return the n-th working day of a day's month; its last one where there are fewer."""
    first, last = day.replace(day=1), _end_of(day.year, day.month)
    found = (nth_workday(first, count) for count in range(number, 0, -1))
    return next((each for each in found if each <= last), last)


def _numbered(year: int, month: int, number: int) -> date:
    return date(year, month, min(number, monthrange(year, month)[1]))


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
