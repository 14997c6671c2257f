"""Calendars: working days, statutory holidays, published years, and codes that have no calendar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from holidays.version import __version__

from handover_policy.model.dates.calendar import (
    Calendar,
    UnknownCalendar,
    calendar_codes,
    calendar_for,
    differs_by_subdivision,
    is_known,
    subdivision_codes,
)

CHINA = calendar_for("CN")
PATHS = {"PYTHONPATH": os.pathsep.join(sys.path)}
STATUTORY_2026 = ("01-01", "02-16", "02-17", "02-18", "02-19", "04-05", "05-01", "05-02", "06-19", "09-25", "10-01",
                  "10-02", "10-03")  # fmt: skip

ANSWERS = """
import json
from datetime import date, timedelta
from handover_policy.model.dates.calendar import calendar_codes, calendar_for
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
answers = {}
for code in ("CN", "DE-BY", "TH", "HK", "AX", "IR"):
    calendar = calendar_for(code)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]
    reckoner = DayReckoner(calendar)
    answers[code] = [
        [calendar.is_workday(day) for day in days],
        [calendar.is_statutory_holiday(day) for day in days],
        [str(reckoner.shift(day, Period(count=7, unit="workday"))) for day in days],
        [calendar.is_published(year) for year in range(2020, 2030)],
        sorted(reckoner.provisional),
    ]
print(json.dumps([answers, calendar_codes()]))
"""


def said_by(script: str, environment: dict[str, str]) -> bytes:
    """Return what a script prints in a new process with this environment."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment | PATHS, capture_output=True, check=True).stdout  # noqa: S603 - our own scripts


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=number) for number in range(366) if number < 365 or year % 4 == 0]


def test_china_has_the_thirteen_statutory_days_of_2026() -> None:
    found = [day.isoformat()[5:] for day in days_of(2026) if CHINA.is_statutory_holiday(day)]
    assert tuple(found) == STATUTORY_2026


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_china_has_thirteen_statutory_days_a_year_since_2025(year: int) -> None:
    assert sum(CHINA.is_statutory_holiday(day) for day in days_of(year)) == 13


def test_a_make_up_working_sunday_is_a_working_day() -> None:
    assert date(2026, 1, 4).weekday() == 6
    assert CHINA.is_workday(date(2026, 1, 4))


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 4, 6), date(2026, 5, 4), date(2026, 10, 7)])
def test_a_day_off_moved_or_in_lieu_is_neither_worked_nor_statutory(day: date) -> None:
    assert day.weekday() < 5
    assert not CHINA.is_workday(day)
    assert not CHINA.is_statutory_holiday(day)


def test_an_ordinary_saturday_is_not_worked_in_china_but_is_in_hong_kong() -> None:
    assert not CHINA.is_workday(date(2026, 3, 7))
    assert calendar_for("HK").is_workday(date(2026, 3, 7))


def test_a_year_without_a_notice_of_the_state_council_is_not_published() -> None:
    assert [year for year in range(2020, 2029) if CHINA.is_published(year)] == list(range(2020, 2027))
    assert not CHINA.is_published(2101)


def test_elsewhere_a_year_is_settled_as_long_as_its_holidays_are_known() -> None:
    assert calendar_for("DE").is_published(2027)
    assert calendar_for("DE").is_published(1950)
    assert not calendar_for("DE").is_published(2101)


def test_a_subdivision_has_holidays_that_its_country_has_not() -> None:
    epiphany = date(2026, 1, 6)
    assert calendar_for("DE-BY").is_statutory_holiday(epiphany)
    assert not calendar_for("DE").is_statutory_holiday(epiphany)


@pytest.mark.parametrize(("code", "followed"), [("CN-GD", "CN"), ("CN", "CN"), ("DE-BY", "DE-BY")])
def test_a_subdivision_without_a_calendar_follows_its_country(code: str, followed: str) -> None:
    assert calendar_for(code) == Calendar(code=followed)
    assert is_known(code)


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("cn", "CN"),
        ("CHN", "CN"),
        ("china", "CN"),
        ("Germany", "DE"),
        ("united states", "US"),
        ("DE_BY", "DE-BY"),
        ("de-by", "DE-BY"),
        ("CN-", "CN"),
        ("CN-广东", "CN"),
        ("CN-GDGD", "CN"),
        ("CN-gd", "CN"),
        ("MC-" + "X" * 40, "MC"),
        ("", None),
        ("date", None),
        ("country_holidays", None),
        ("QQQ", None),
        ("GB-QQQ", "GB"),
        ("GB-LND", "GB"),
        ("DE-ZZ", "DE"),
        ("US-ca1", "US-CA"),
    ],
)
def test_a_code_without_a_calendar_is_refused_with_the_nearest_one(code: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownCalendar) as refusal:
        calendar_for(code)
    assert (refusal.value.code, refusal.value.suggestion) == (code, suggestion)
    assert (str(suggestion) in str(refusal.value)) == (suggestion is not None)
    assert not is_known(code)


def test_an_unknown_subdivision_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownCalendar) as refusal:
        calendar_for("GB-QQQ")
    assert refusal.value.known == ("GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS")


@pytest.mark.parametrize(
    ("country", "differs"), [("GB", True), ("DE", True), ("SG", False), ("CN", False), ("QQ", False)]
)
def test_countries_whose_subdivisions_have_days_of_their_own_are_known(country: str, *, differs: bool) -> None:
    assert differs_by_subdivision(country) is differs
    assert bool(subdivision_codes(country)) is differs


def test_every_listed_code_gives_its_own_calendar() -> None:
    codes = calendar_codes()
    assert {"CN", "DE-BY", "US-CA", "HK"} <= set(codes)
    assert list(codes) == sorted(set(codes))
    assert [calendar_for(code).code for code in codes] == list(codes)


@pytest.mark.parametrize("code", [code for code in calendar_codes() if "-" not in code])
def test_every_country_answers_for_every_year_a_date_can_have(code: str) -> None:
    calendar = calendar_for(code)
    for year in (1, 1900, 2026, 2999, 9999):
        assert 150 < len(calendar.workdays(year)) <= 366
        assert calendar.is_workday(date.fromordinal(calendar.workdays(year)[0]))


def test_years_that_the_package_does_not_know_print_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    calendar_for("IN").workdays(2998)
    assert not recwarn.list


def test_the_version_names_the_package_that_tells_the_holidays() -> None:
    assert CHINA.version() == f"holidays {__version__}"


def test_the_package_of_holidays_is_loaded_only_when_a_calendar_is_asked_for() -> None:
    script = "import sys, handover_policy.model.dates.notice_period; print('holidays' in sys.modules)"
    assert said_by(script, dict(os.environ)) == b"False\n"


def test_the_machine_changes_no_answer() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    chinese = {"TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN:zh:th"}
    machines = (
        {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", **chinese},
        {"PYTHONHASHSEED": "9", "LANGUAGE": "de:fi"},
    )
    answers = [said_by(ANSWERS, plain | machine) for machine in machines]
    assert answers[0] == answers[1] == answers[2]
    assert json.loads(answers[0])[0]["CN"][4] == [2027, 2028]
