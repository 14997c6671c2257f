"""Time expressions and periods as written, and the days they lead to."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handover_policy.model.dates.calendar import Calendar, calendar_for
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.dates.timeline import (
    FIRST_DAY,
    LAST_DAY,
    DayReckoner,
    day_away,
    parse_expression,
    parse_period,
)
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.counting import ROLLS, UNITS

CHINA = calendar_for("CN")
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
any_days = st.dates()
calendars = st.sampled_from([calendar_for(code) for code in ("CN", "DE-BY", "HK", "IR")])


def reckoner() -> DayReckoner:
    return DayReckoner(CHINA)


def worked(first: date, last: date) -> int:
    """Count the Chinese working days from `first` to `last`, both included."""
    return sum(CHINA.is_workday(first + timedelta(days=number)) for number in range((last - first).days + 1))


@pytest.mark.parametrize(
    ("text", "anchor", "count", "unit"),
    [
        ("last_day", "last_day", 0, "day"),
        ("last_day - 5 workdays", "last_day", -5, "workday"),
        ("arrival + 1 day", "arrival", 1, "day"),
        ("task.start   -  1   day", "task.start", -1, "day"),
        (" task.due + 2 weeks ", "task.due", 2, "week"),
        ("event + 1 months", "event", 1, "month"),
        ("last_day + 0 days", "last_day", 0, "day"),
        ("last_day - 9999 workday", "last_day", -9999, "workday"),
    ],
)
def test_an_expression_is_an_anchor_and_a_distance(text: str, anchor: str, count: int, unit: str) -> None:
    assert parse_expression(text) == TimeExpression(anchor=anchor, offset=Period(count=count, unit=unit), text=text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("Last_day", "anchor"),
        ("lastday - 1 day", "anchor"),
        ("- 1 day", "anchor"),
        ("x" * 5000, "anchor"),
        ("last_day-5 workdays", "anchor"),
        ("last_day -5 workdays", "set apart"),
        ("last_day 5 workdays", "set apart"),
        ("last_day + 5", "set apart"),
        ("last_day * 5 days", "set apart"),
        ("last_day + 1 day + 1 day", "set apart"),
        ("last_day + 10000 days", "0..9999"),
        ("last_day + " + "9" * 400 + " days", "0..9999"),
        ("last_day + -1 days", "0..9999"),
        ("last_day + 1.5 days", "0..9999"),
        ("last_day + \uff15 days", "0..9999"),
        ("last_day + 1 Day", "unit"),
        ("last_day + 1 dayss", "unit"),
        ("last_day to", "unknown day"),
        ("last_day to day", "unknown day"),
        ("last_day to day 32", r"1\.\.31"),
        ("last_day to day 0", r"1\.\.31"),
        ("last_day to workday 24", r"1\.\.23"),
        ("last_day to week_end", "unknown day"),
        ("last_day to month_end 3", "unknown day"),
        ("last_day to day 3 or", "unknown day"),
        ("last_day at", "time of day"),
        ("last_day at 25:00", "time of day"),
        ("last_day at 9:00", "time of day"),
        ("last_day at 18:00 to day 3", "time of day"),
        ("employee.", "anchor"),
        ("leaver.hired_on", "anchor"),
        ("last_day + 1 " + "d" * 5000, "unit"),
        ("last_day\t+\t1\tday", "anchor"),
        ("last_day\n", "anchor"),
    ],
)
def test_anything_else_is_no_expression_and_the_reason_is_short(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        parse_expression(text)
    assert len(str(refusal.value)) < 160


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [("30 days", 30, "day"), ("1 workday", 1, "workday"), ("2  years", 2, "year"), ("0 weeks", 0, "week")],
)
def test_a_period_is_a_number_and_a_unit(text: str, count: int, unit: str) -> None:
    assert parse_period(text) == Period(count=count, unit=unit)


@pytest.mark.parametrize(
    "text", ["", "30", "days", "30days", "-1 days", "1 decade", "1 1 days", "2 Years", "99999 days"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"unit|0\.\.9999"):
        parse_period(text)


@given(st.sampled_from(tuple(ANCHORS)), st.sampled_from("+-"), st.integers(0, 9999), st.sampled_from(tuple(UNITS)))
def test_an_expression_reads_back_as_it_is_written(anchor: str, sign: str, count: int, unit: str) -> None:
    expression = parse_expression(f"{anchor} {sign} {count} {unit}s")
    assert expression.anchor == anchor
    assert expression.offset == Period(count=-count if sign == "-" else count, unit=unit)


@given(st.text(max_size=40))
def test_no_text_makes_the_readers_fail_otherwise_than_by_refusing(text: str) -> None:
    with suppress(ValueError):
        assert parse_expression(text).text == text
    with suppress(ValueError):
        assert parse_period(text).count <= 9999


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        ("2026-04-01", -5, "workday", "2026-03-25"),
        ("2026-04-01", 0, "workday", "2026-04-01"),
        ("2026-01-01", 0, "workday", "2026-01-01"),
        ("2026-01-01", 1, "workday", "2026-01-04"),
        ("2026-02-13", 1, "workday", "2026-02-14"),
        ("2026-02-13", 2, "workday", "2026-02-24"),
        ("2026-02-24", -1, "workday", "2026-02-14"),
        ("2025-12-31", 1, "workday", "2026-01-04"),
        ("2026-01-04", -1, "workday", "2025-12-31"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-02-29", 4, "year", "2028-02-29"),
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2026-03-31", -1, "month", "2026-02-28"),
        ("2026-12-31", 2, "month", "2027-02-28"),
        ("2026-11-30", 1, "month", "2026-12-30"),
        ("2026-01-15", -1, "month", "2025-12-15"),
        ("2026-01-31", 2, "month", "2026-03-31"),
        ("2026-03-02", 2, "week", "2026-03-16"),
        ("2026-03-02", -60, "day", "2026-01-01"),
    ],
)
def test_a_period_leads_from_day_to_day(day: str, count: int, unit: str, expected: str) -> None:
    assert reckoner().shift(date.fromisoformat(day), Period(count=count, unit=unit)) == date.fromisoformat(expected)


def test_an_expression_counts_from_the_day_of_its_anchor() -> None:
    anchors = {"last_day": date(2026, 4, 1), "arrival": None}
    assert reckoner().resolve(parse_expression("last_day - 5 workdays"), anchors) == date(2026, 3, 25)
    assert reckoner().resolve(parse_expression("last_day"), anchors) == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["arrival + 1 day", "task.due"])
def test_an_expression_whose_anchor_has_no_day_has_none(text: str) -> None:
    assert reckoner().resolve(parse_expression(text), {"arrival": None}) is None


@pytest.mark.parametrize(
    ("day", "how", "expected"),
    [
        ("2026-05-01", "none", "2026-05-01"),
        ("2026-05-01", "statutory_holiday", "2026-05-03"),
        ("2026-05-01", "workday", "2026-05-06"),
        ("2026-05-01", "previous_workday", "2026-04-30"),
        ("2026-01-04", "previous_workday", "2026-01-04"),
        ("2026-01-03", "previous_workday", "2025-12-31"),
        ("2026-02-14", "workday", "2026-02-14"),
    ],
)
def test_a_day_rolls_to_the_nearest_that_fits(day: str, how: str, expected: str) -> None:
    assert reckoner().roll(date.fromisoformat(day), how) == date.fromisoformat(expected)


def test_a_unit_or_a_roll_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        reckoner().shift(date(2026, 3, 2), Period(count=1, unit="fortnight"))
    with pytest.raises(ValueError, match="sideways"):
        reckoner().roll(date(2026, 3, 2), "sideways")


@pytest.mark.parametrize(
    ("day", "count", "touched"),
    [
        ("2026-03-02", 5, set()),
        ("2026-12-31", 1, {2027}),
        ("2026-12-30", 1, set()),
        ("2027-01-01", -1, set()),
        ("2027-06-01", -1, {2027}),
        ("2027-06-01", 0, set()),
        ("2026-12-30", 300, {2027, 2028}),
    ],
)
def test_an_unpublished_year_is_noted_when_its_working_days_were_asked_for(
    day: str, count: int, touched: set[int]
) -> None:
    counted = reckoner()
    counted.shift(date.fromisoformat(day), Period(count=count, unit="workday"))
    assert counted.provisional == touched


def test_counting_calendar_days_or_rolling_past_statutory_holidays_is_never_provisional() -> None:
    counted = reckoner()
    for unit in ("day", "week", "month", "year"):
        counted.shift(date(2027, 2, 1), Period(count=3, unit=unit))
    assert counted.roll(date(2027, 2, 5), "statutory_holiday") == date(2027, 2, 9)
    counted.roll(date(2027, 2, 5), "none")
    assert counted.provisional == set()


@pytest.mark.parametrize("how", ["workday", "previous_workday"])
def test_rolling_to_a_working_day_of_an_unpublished_year_is_provisional(how: str) -> None:
    counted = reckoner()
    counted.roll(date(2027, 2, 8), how)
    assert counted.provisional == {2027}


@given(days, st.integers(1, 400))
def test_after_n_workdays_n_working_days_have_passed(day: date, count: int) -> None:
    later = reckoner().shift(day, Period(count=count, unit="workday"))
    assert CHINA.is_workday(later)
    assert worked(day + timedelta(days=1), later) == count


@given(days, st.integers(1, 400))
def test_before_n_workdays_n_working_days_lie_between(day: date, count: int) -> None:
    earlier = reckoner().shift(day, Period(count=-count, unit="workday"))
    assert CHINA.is_workday(earlier)
    assert worked(earlier, day - timedelta(days=1)) == count


@given(days, st.integers(1, 400), st.sampled_from([1, -1]))
def test_from_a_working_day_there_and_back_is_the_same_day(day: date, count: int, sign: int) -> None:
    start = reckoner().roll(day, "workday")
    there = reckoner().shift(start, Period(count=sign * count, unit="workday"))
    assert reckoner().shift(there, Period(count=-sign * count, unit="workday")) == start


@given(calendars, days, st.integers(-300, 300), st.integers(-300, 300))
def test_two_shifts_one_way_are_one_shift(calendar: Calendar, day: date, one: int, other: int) -> None:
    assume(one * other >= 0)
    counted = DayReckoner(calendar)
    first = counted.shift(day, Period(count=one, unit="workday"))
    whole = counted.shift(day, Period(count=one + other, unit="workday"))
    assert counted.shift(first, Period(count=other, unit="workday")) == whole


@given(days, days, st.integers(-200, 200), st.sampled_from(tuple(UNITS)))
def test_a_later_day_never_leads_to_an_earlier_one(one: date, other: date, count: int, unit: str) -> None:
    period = Period(count=count, unit=unit)
    first, second = sorted((one, other))
    assert reckoner().shift(first, period) <= reckoner().shift(second, period)


@given(days, st.integers(-600, 600))
def test_a_month_keeps_the_day_or_takes_the_last(day: date, count: int) -> None:
    shifted = reckoner().shift(day, Period(count=count, unit="month"))
    assert (shifted.year - day.year) * 12 + shifted.month - day.month == count
    last_of_month = (shifted + timedelta(days=1)).day == 1
    assert shifted.day == day.day or (shifted.day < day.day and last_of_month)


@given(days)
def test_a_day_rolls_forward_to_the_first_day_that_fits(day: date) -> None:
    past_statutory, to_workday = (reckoner().roll(day, how) for how in ("statutory_holiday", "workday"))
    passed = [day + timedelta(days=number) for number in range((past_statutory - day).days)]
    assert day <= past_statutory <= to_workday
    assert all(CHINA.is_statutory_holiday(holiday) for holiday in passed)
    assert not CHINA.is_statutory_holiday(past_statutory)
    assert worked(day, to_workday) == 1


@given(days)
def test_a_day_rolls_back_to_the_newest_working_day(day: date) -> None:
    back = reckoner().roll(day, "previous_workday")
    assert back <= day
    assert worked(back, day) == 1
    assert CHINA.is_workday(back)


@settings(deadline=None)  # the first walk through a thousand years takes a second
@given(any_days, st.integers(-(10**6), 10**6) | st.sampled_from([10**400, -(10**400)]), st.sampled_from(tuple(UNITS)))
def test_every_answer_lies_between_1900_and_2999(day: date, count: int, unit: str) -> None:
    assert FIRST_DAY <= reckoner().shift(day, Period(count=count, unit=unit)) <= LAST_DAY


@given(any_days, st.sampled_from(tuple(ROLLS)))
def test_every_rolled_day_lies_between_1900_and_2999(day: date, how: str) -> None:
    assert FIRST_DAY <= reckoner().roll(day, how) <= LAST_DAY


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
@pytest.mark.parametrize("count", [1, -1])
@pytest.mark.parametrize("unit", UNITS)
def test_at_the_edge_of_time_one_step_out_stays(day: date, count: int, unit: str) -> None:
    shifted = reckoner().shift(day, Period(count=count, unit=unit))
    assert (shifted == day) == ((day == LAST_DAY) == (count > 0))


@pytest.mark.parametrize(("count", "edge"), [(10**400, LAST_DAY), (-(10**400), FIRST_DAY)])
def test_workdays_without_end_lead_to_the_edge_of_time(count: int, edge: date) -> None:
    assert reckoner().shift(date(2026, 3, 2), Period(count=count, unit="workday")) == edge


def test_a_statutory_holiday_at_the_end_of_time_ends_there() -> None:
    assert reckoner().roll(date.max, "statutory_holiday") == LAST_DAY


def test_ten_thousand_workdays_take_no_noticeable_time() -> None:
    counted = reckoner()
    began = time.perf_counter()
    counted.shift(date(2026, 3, 2), Period(count=10_000, unit="workday"))
    assert time.perf_counter() - began < 2


def test_a_typical_shift_takes_microseconds() -> None:
    counted, period, day = reckoner(), Period(count=-5, unit="workday"), date(2026, 4, 1)
    counted.shift(day, period)
    began = time.perf_counter()
    for _ in range(10_000):
        counted.shift(day, period)
    assert (time.perf_counter() - began) / 10_000 < 40e-6  # about 1.5 µs; the room is for busy machines


@given(days, st.integers(-400, 800))
def test_workdays_after_a_day_are_those_that_one_would_count(start, length) -> None:
    end = start + timedelta(days=length)
    assert reckoner().workdays_after(start, end) == worked(start + timedelta(days=1), end)


def test_workdays_are_counted_within_the_years_that_are_reckoned() -> None:
    since = date(LAST_DAY.year, 12, 1)
    assert reckoner().workdays_after(since, date.max) == reckoner().workdays_after(since, LAST_DAY)
    assert reckoner().workdays_after(date.min, FIRST_DAY) == 0


@given(any_days, st.integers(-10_000_000, 10_000_000))
def test_a_day_away_is_a_day_whatever_the_distance(day, distance) -> None:
    try:
        expected = day + timedelta(days=distance)
    except OverflowError:
        expected = date.max if distance > 0 else date.min
    assert day_away(day, distance) == expected
