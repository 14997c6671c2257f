"""Almanac: whether a time expression tells an earlier or a later day than another, over a year of departures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from handover_policy.model.dates.calendar import Calendar
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.anchors import imagined_days, is_stood_in

YEAR = 366
LENGTHS = (0, 3, 30)
"""Days from the arrival to the last day that are tried."""
ROLLED = "none"


class Almanac:
    """Compares days and periods by a calendar, from a first day on; what was asked before is remembered."""

    def __init__(self, calendar: Calendar, first: date) -> None:
        """Start with nothing asked."""
        self._reckoner = DayReckoner(calendar)
        self._first = first
        self._known: dict[tuple[object, ...], int | None] = {}

    def compare(
        self, old: TimeExpression, new: TimeExpression, old_roll: str = ROLLED, new_roll: str = ROLLED
    ) -> int | None:
        """Return 1 where `new` tells a later day, -1 an earlier one, 0 always the same, None now this, now that."""
        if old.anchor != new.anchor and (is_stood_in(old.anchor) or is_stood_in(new.anchor)):
            return None  # nobody knows how the end of the notice, or a date of somebody, lies to another day
        key = (old.anchor, old.offset, old.targets, new.anchor, new.offset, new.targets, old_roll, new_roll)
        if key not in self._known:
            signs = {
                _sign(self._day(new, new_roll, anchors), self._day(old, old_roll, anchors)) for anchors in self._tried()
            }
            self._known[key] = _one(signs)
        return self._known[key]

    def longer(self, old: Period | None, new: Period | None) -> int | None:
        """Return 1 where `new` lasts longer, -1 shorter, 0 always the same, None now this, now that.

        A period that is not there has no end.
        """
        if old is None or new is None:
            return (new is None) - (old is None)
        anchor = "arrival"
        return self.compare(TimeExpression(anchor=anchor, offset=old), TimeExpression(anchor=anchor, offset=new))

    def _day(self, told: TimeExpression, roll: str, anchors: dict[str, date]) -> date:
        anchor = anchors.get(told.anchor) or anchors["last_day"]
        day = self._reckoner.reach(self._reckoner.shift(anchor, told.offset), told.targets)
        return self._reckoner.roll(day, roll)

    def _tried(self) -> Iterator[dict[str, date]]:
        for each in range(YEAR):
            arrival = self._first + timedelta(days=each)
            for length in LENGTHS:
                last_day = arrival + timedelta(days=length)
                yield imagined_days(arrival, last_day)


def _sign(new: date, old: date) -> int:
    return (new > old) - (new < old)


def _one(signs: set[int]) -> int | None:
    if signs >= {1, -1}:
        return None
    return next(iter(signs - {0}), 0)
