"""Calendar: the working days and statutory holidays of one country or one of its subdivisions."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

# Countries whose government moves working days anew each year; elsewhere the law settles the years in advance.
PUBLISHED_YEAR_BY_YEAR = frozenset({"CN"})
LANGUAGE = "en_US"  # fixed, because the package would otherwise name the days in the language of the machine
YEARS_KEPT = 8192
YEAR_COMPARED = 2026  # any year would do: the days that subdivisions have of their own come round every year
ISO_SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")  # as ISO 3166-2 writes them


class UnknownCalendar(Exception):
    """No calendar has this code; `suggestion` is the nearest code that has one, or None.

    `known` holds the subdivisions that the country has, where the country is known and has any.
    """

    def __init__(self, code: str, suggestion: str | None, known: tuple[str, ...] = ()) -> None:
        """Keep the code that was asked for, the nearest known one, and those there are."""
        super().__init__(code, suggestion, known)
        self.code = code
        self.suggestion = suggestion
        self.known = known

    def __str__(self) -> str:
        """Return one sentence that ends in the code to write instead, where there is one."""
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"no calendar {self.code!r}{hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """One year of a calendar; days stand as ordinals (`date.toordinal`), working days in ascending order."""

    workdays: tuple[int, ...]
    workday_set: frozenset[int]
    statutory: frozenset[int]
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days of a country, as `CN`, or of a subdivision, as `DE-BY`; years are reckoned when asked for."""

    code: str

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on a day: make-up working days count, weekends are those of the country."""
        return day.toordinal() in calendar_year(self.code, day.year).workday_set

    def is_statutory_holiday(self, day: date) -> bool:
        """Tell whether the law itself names a day a holiday; days off moved or given in lieu are not such days.

        China: the 13 days of the Regulation on Public Holidays for National Annual Festivals and Memorial Days, art 2.
        """
        return day.toordinal() in calendar_year(self.code, day.year).statutory

    def is_published(self, year: int) -> bool:
        """Tell whether a year's working days are settled.

        China: whether the State Council's notice for the year is known, that is, whether the year holds at least one
        moved working day or day off. Elsewhere every year for which the package has holidays at all, to 2100 for most.
        """
        return calendar_year(self.code, year).published

    def workdays(self, year: int) -> tuple[int, ...]:
        """Return the ordinals of a year's working days, ascending; `year` within 1..9999."""
        return calendar_year(self.code, year).workdays

    def version(self) -> str:
        """Return the name and version of what tells the holidays, as `holidays 0.109`; part of a policy's digest."""
        from holidays.version import __version__  # noqa: PLC0415 - takes a tenth of a second to load

        return f"holidays {__version__}"


def calendar_for(code: str) -> Calendar:
    """Return the calendar of a country or subdivision code (ISO 3166-1 alpha-2, ISO 3166-2).

    Where no subdivision of a country has a calendar of its own, each follows its country: `CN-GD` gives the calendar
    `CN`. Raises UnknownCalendar, with the nearest code, where the country has none, where it has subdivisions but not
    this one, or where the code is badly written.
    """
    country, dash, subdivision = code.partition("-")
    if country not in _countries():
        raise UnknownCalendar(code, _suggestion(code))
    if subdivision in _subdivisions(country):
        return Calendar(code=code)
    if dash and (_subdivisions(country) or not ISO_SUBDIVISION.fullmatch(subdivision)):
        raise UnknownCalendar(code, _suggestion(code), subdivision_codes(country))
    return Calendar(code=country)


@cache
def subdivision_codes(country: str) -> tuple[str, ...]:
    """Return the codes of a country's subdivisions, as `DE-BY`, sorted; none for a code that is no country's."""
    if country not in _countries():
        return ()
    return tuple(
        f"{country}-{part}" for part in sorted(_entity(country).subdivisions) if ISO_SUBDIVISION.fullmatch(part)
    )


@cache
def differs_by_subdivision(country: str) -> bool:
    """Tell whether a subdivision has other working days than its country alone, in YEAR_COMPARED."""
    alone = calendar_year(country, YEAR_COMPARED).workdays if country in _countries() else ()
    return any(calendar_year(code, YEAR_COMPARED).workdays != alone for code in subdivision_codes(country))


def is_known(code: str) -> bool:
    """Tell whether `calendar_for` gives a calendar for a code."""
    try:
        calendar_for(code)
    except UnknownCalendar:
        return False
    return True


@cache
def calendar_codes() -> tuple[str, ...]:
    """Return the codes of all countries and subdivisions that have a calendar of their own, sorted."""
    countries = _countries()
    parts = (f"{country}-{subdivision}" for country in countries for subdivision in _subdivisions(country))
    return tuple(sorted((*countries, *parts)))


@lru_cache(maxsize=YEARS_KEPT)
def calendar_year(code: str, year: int) -> CalendarYear:
    """Reckon one year of the calendar with a code that `calendar_for` gave; `year` within 1..9999."""
    country, _, subdivision = code.partition("-")
    with warnings.catch_warnings():  # some countries warn on stderr of years they do not know; `published` says so
        warnings.simplefilter("ignore")
        entity = _entity(country)(years=year, subdiv=subdivision or None, expand=False, language=LANGUAGE)
    days = [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
    workdays = tuple(day.toordinal() for day in days if entity.is_working_day(day))
    names = {day: tuple(entity.get_list(day)) for day in days if day in entity}
    is_moved, is_substituted = _label_tests(entity)
    return CalendarYear(
        workdays=workdays,
        workday_set=frozenset(workdays),
        statutory=frozenset(
            day.toordinal() for day, entries in names.items() if not all(is_moved(name) for name in entries)
        ),
        published=(
            any(day.year == year for day in entity.weekend_workdays)
            or any(is_substituted(name) for entries in names.values() for name in entries)
            or (country not in PUBLISHED_YEAR_BY_YEAR and year <= entity.end_year)
        ),
    )


def _label_tests(entity: HolidayBase) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Return two tests of an entry's name: is it a day off moved or given in lieu; is it a substituted day off.

    The package marks such days in the name only. The marks are read from the package itself, so that they match
    whatever language it falls back to.
    """

    def ends(*attributes: str) -> tuple[tuple[str, str], ...]:
        labels = (getattr(entity, attribute, None) for attribute in attributes)
        parts = (entity.tr(label).partition("%s") for label in labels if label)
        return tuple((before, after) for before, _, after in parts)

    def marked(name: str, marks: tuple[tuple[str, str], ...]) -> bool:
        return any(name.startswith(before) and name.endswith(after) for before, after in marks)

    substituted = ends("substituted_label")
    moved = substituted + ends("observed_label", "observed_estimated_label")
    return (lambda name: marked(name, moved)), (lambda name: marked(name, substituted))


@cache
def _countries() -> frozenset[str]:
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - takes a tenth of a second to load

    return frozenset(names[1] for names in COUNTRIES.values())


def _entity(country: str) -> type[HolidayBase]:
    import holidays  # noqa: PLC0415 - takes a tenth of a second to load

    entity: type[HolidayBase] = getattr(holidays, country)
    return entity


@cache
def _subdivisions(country: str) -> frozenset[str]:
    entity = _entity(country)
    return frozenset((*entity.subdivisions, *entity.subdivisions_aliases))


def _suggestion(code: str) -> str | None:
    """Return the known code nearest to a wrong one: written with capitals and a dash, by alpha-3 code or by name."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - takes a tenth of a second to load

    tidy = code.strip().replace("_", "-").upper()
    country, _, subdivision = tidy.partition("-")
    if country in _countries():
        near = get_close_matches(subdivision, _subdivisions(country), n=1)
        return f"{country}-{near[0]}" if near else country
    names = {name.upper().replace("_", " "): entry[1] for name, entry in COUNTRIES.items()}
    names |= {entry[2]: entry[1] for entry in COUNTRIES.values()}
    near = get_close_matches(tidy.replace("-", " "), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None
