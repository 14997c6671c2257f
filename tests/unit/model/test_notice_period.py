"""When a notice ends: worked dates, the other ways to count, and the laws that every notice keeps."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.model.dates.calendar import calendar_for
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.notice_period import Counting, NoticePeriod, notice_period, shortfall_days
from handover_policy.model.dates.timeline import DayReckoner

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTS = ("day_after_arrival", "day_of_arrival", "day_after_approval")
WORKED_DATES = [
    # arrived, days, day N, rolled past the statutory holidays, rolled to the next working day
    ("2026-03-02T10:00+08:00", 30, "2026-04-01", "2026-04-01", "2026-04-01"),  # plain case
    ("2026-03-02T16:30+00:00", 30, "2026-04-02", "2026-04-02", "2026-04-02"),  # in Shanghai it is 3 March, 00:30
    ("2026-03-02T10:00+08:00", 3, "2026-03-05", "2026-03-05", "2026-03-05"),  # probation
    ("2026-04-28T10:00+08:00", 3, "2026-05-01", "2026-05-03", "2026-05-06"),  # ends on Labour Day
    ("2026-03-02T10:00+08:00", 7, "2026-03-09", "2026-03-09", "2026-03-09"),  # front line, shorter period
    ("2025-12-01T10:00+08:00", 30, "2025-12-31", "2025-12-31", "2025-12-31"),  # end of the year
    ("2025-12-02T10:00+08:00", 30, "2026-01-01", "2026-01-02", "2026-01-04"),  # 4 January is a make-up working Sunday
    ("2026-01-18T10:00+08:00", 30, "2026-02-17", "2026-02-20", "2026-02-24"),  # first day of the lunar year
    ("2026-09-01T10:00+08:00", 30, "2026-10-01", "2026-10-04", "2026-10-08"),  # National Day
    ("2026-03-06T10:00+08:00", 30, "2026-04-05", "2026-04-06", "2026-04-07"),  # Qingming, a Sunday
]


def days(count: int) -> Period:
    return Period(count=count, unit="day")


def reckoner() -> DayReckoner:
    return DayReckoner(calendar_for("CN"))


@pytest.mark.parametrize(("arrived", "count", "end", "past_statutory", "to_workday"), WORKED_DATES)
def test_a_notice_ends_as_worked_out_by_hand(
    arrived: str, count: int, end: str, past_statutory: str, to_workday: str
) -> None:
    day = datetime.fromisoformat(arrived).astimezone(SHANGHAI).date()
    for roll, last_day in (("none", end), ("statutory_holiday", past_statutory), ("workday", to_workday)):
        assert notice_period(reckoner(), Counting(roll=roll), day, days(count)) == NoticePeriod(
            days=count, end=date.fromisoformat(end), planned_last_day=date.fromisoformat(last_day)
        )


@pytest.mark.parametrize(
    ("start", "unit", "arrival", "count", "end"),
    [
        ("day_of_arrival", "calendar_day", "2026-03-02", 30, "2026-03-31"),
        ("day_of_arrival", "calendar_day", "2026-03-02", 1, "2026-03-02"),
        ("day_of_arrival", "calendar_day", "2026-03-02", 0, "2026-03-02"),
        ("day_after_arrival", "calendar_day", "2026-03-02", 0, "2026-03-02"),
        ("day_after_approval", "calendar_day", "2026-03-02", 30, "2026-04-01"),
        ("day_after_arrival", "workday", "2026-04-28", 3, "2026-05-06"),
        ("day_after_arrival", "workday", "2026-05-01", 0, "2026-05-01"),
        ("day_of_arrival", "workday", "2026-04-28", 3, "2026-04-30"),
        ("day_of_arrival", "workday", "2026-05-01", 1, "2026-05-06"),
        ("day_of_arrival", "workday", "2026-05-01", 0, "2026-05-01"),
    ],
)
def test_a_notice_may_be_counted_otherwise(start: str, unit: str, arrival: str, count: int, end: str) -> None:
    counting = Counting(start=start, unit=unit, roll="none")
    period = notice_period(reckoner(), counting, date.fromisoformat(arrival), days(count))
    assert period.end == period.planned_last_day == date.fromisoformat(end)


def test_a_notice_in_calendar_days_needs_no_published_year_but_one_in_workdays_does() -> None:
    counted = reckoner()
    notice_period(counted, Counting(), date(2027, 1, 6), days(30))
    assert counted.provisional == set()
    notice_period(counted, Counting(unit="workday"), date(2027, 1, 6), days(30))
    assert counted.provisional == {2027}


@given(
    st.dates(date(2001, 1, 1), date(2040, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(STARTS),
    st.sampled_from(["calendar_day", "workday"]),
    st.sampled_from(["none", "statutory_holiday", "workday"]),
)
def test_the_last_day_is_never_before_the_end_nor_the_end_before_the_arrival(
    arrival: date, count: int, start: str, unit: str, roll: str
) -> None:
    period = notice_period(reckoner(), Counting(start=start, unit=unit, roll=roll), arrival, days(count))
    assert arrival <= period.end <= period.planned_last_day
    assert shortfall_days(period.end, period.planned_last_day, agreed=False) == 0


@given(st.dates(date(2001, 1, 1), date(2040, 12, 31)), st.integers(1, 400))
def test_counting_the_day_of_arrival_ends_one_day_earlier(arrival: date, count: int) -> None:
    after = notice_period(reckoner(), Counting(roll="none"), arrival, days(count))
    of = notice_period(reckoner(), Counting(start="day_of_arrival", roll="none"), arrival, days(count))
    assert (after.end - of.end).days == 1


@pytest.mark.parametrize(("start", "end"), [("day_of_arrival", "2026-07-14"), ("day_after_arrival", "2026-07-15")])
@pytest.mark.parametrize("length", [days(14), Period(count=2, unit="week")])
def test_two_weeks_are_fourteen_days_whichever_day_they_begin_with(length: Period, start: str, end: str) -> None:
    period = notice_period(reckoner(), Counting(start=start, roll="none"), date(2026, 7, 1), length)
    assert (period.days, period.end) == (14, date.fromisoformat(end))


@pytest.mark.parametrize(
    ("last_day", "agreed", "expected"),
    [
        (date(2026, 4, 1), False, 0),
        (date(2026, 3, 29), False, 3),
        (date(2026, 3, 29), True, 0),
        (date(2026, 4, 8), False, 0),
    ],
)
def test_a_leaver_falls_short_by_the_days_missing_unless_it_was_agreed(
    last_day: date, *, agreed: bool, expected: int
) -> None:
    assert shortfall_days(date(2026, 4, 1), last_day, agreed=agreed) == expected
