"""A day with an hour reads with it, and is a day as any other where days are compared."""

from __future__ import annotations

from datetime import date, time

from handover_policy.render.timed import timed

DAY = date(2026, 4, 1)


def test_a_day_with_an_hour_is_told_with_it_and_equals_the_day() -> None:
    told = timed(DAY, time(12))
    assert (str(told), told == DAY, told.isoformat()) == ("2026-04-01 12:00", True, "2026-04-01")
    assert timed(DAY, None) is DAY
