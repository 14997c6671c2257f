"""The days off and moved working days of the calendars that matter here, as a table that an upgrade is held against.

`make holidays` writes the table anew from the package that is installed and says which days moved: they belong into
CHANGELOG.md, since a moved day moves due dates and the digests of decisions.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from handover_policy.model.dates.calendar import Calendar, calendar_for

TABLE = Path(__file__).with_name("holidays-table.jsonl")
CALENDARS = ("CN", "DE", "DE-BE", "GB", "GB-ENG", "IE", "JP", "SG", "US", "US-CA")
"""Those of the sets and statute packs that ship; subdivisions of China have no days of their own."""
YEARS = range(2018, 2031)
"""From the first year of published substitutions to those that a departure of today may reach."""
SATURDAY = 5
Days = Mapping[str, str]


def days_of(calendar: Calendar, year: int) -> Days:
    """Return the unusual days of a year by date: `off` or `worked`, and `statutory` where the law itself names it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    each = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day.isoformat(): kind for day in each if (kind := _kind(calendar, day))}


def _kind(calendar: Calendar, day: date) -> str:
    works, weekend = calendar.is_workday(day), day.weekday() >= SATURDAY
    kind = ("worked" if works else "") if weekend else ("" if works else "off")
    return f"{kind} statutory".strip() if calendar.is_statutory_holiday(day) else kind


def rows() -> Iterator[dict[str, Any]]:
    """Yield the calendars year by year, as the installed package tells them."""
    for code in CALENDARS:
        calendar = calendar_for(code)
        for year in YEARS:
            yield {"calendar": code, "year": year, "settled": calendar.is_published(year)} | {
                "days": days_of(calendar, year)
            }


def moved(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return each day that two tables tell apart, and each year settled in one of them alone, as a line for people.

    Calendars and years that only one table has are left out: they are new or dropped, not moved.
    """
    known = {(row["calendar"], row["year"]): row for row in before}
    found = []
    for row in after:
        old = known.get((row["calendar"], row["year"]))
        if old is None:
            continue
        if old["settled"] != row["settled"]:
            found.append(f"{row['calendar']} {row['year']}: {'' if row['settled'] else 'no longer '}settled")
        for day in sorted(old["days"].keys() | row["days"].keys()):
            was, now = old["days"].get(day, "an ordinary day"), row["days"].get(day, "an ordinary day")
            if was != now:
                found.append(f"{row['calendar']} {day}: {was} → {now}")
    return found


def table(package: str, before: Mapping[str, Any] | None, told: Iterable[str], found: Iterable[object]) -> str:
    """Return the table as it is kept: a first line on the package and what moved at the last upgrade, then the rows."""
    head = {"package": package, "upgraded_from": before["package"] if before else None, "moved": list(told)}
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in (head, *found))


def read(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the first line and the rows of a table."""
    head, *found = map(json.loads, text.splitlines())
    return head, found


def upgraded(text: str) -> tuple[str, list[str]]:
    """Return the table for the package that is installed, and what moved since the table that was kept.

    The package of the table kept already: nothing is compared, what moved at its upgrade stays told.
    """
    head, before = read(text) if text else (None, [])
    after, package = list(rows()), calendar_for(CALENDARS[0]).version()
    told = moved(before, after)
    if head is not None and head["package"] == package and not told:
        return table(package, {"package": head["upgraded_from"]}, head["moved"], after), []
    return table(package, head, told, after), told


def main() -> None:
    """Write the table, and to standard output the days that moved, ready for CHANGELOG.md."""
    text, told = upgraded(TABLE.read_text("utf-8") if TABLE.exists() else "")
    TABLE.write_text(text, encoding="utf-8")
    head, _ = read(text)
    sys.stdout.write(f"{head['package']}: {len(told) or 'no'} days moved\n" + "".join(f"  - {each}\n" for each in told))


if __name__ == "__main__":
    main()
