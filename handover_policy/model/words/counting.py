"""Words of counting: units of time, where a notice begins, how days roll, in which forms notice is given."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.model.words.word import Word, table, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Word):
    """A key that tells how long a notice is, and the unit of time it counts in."""

    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedUnit(Word):
    """A unit in which days of notice are counted, and the unit of time it is."""

    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll(Word):
    """How a day that does not fit moves to one that does; `of_notices`: also the end of a notice may roll so."""

    of_notices: bool = True


UNITS = words("day", "workday", "week", "month", "year")
LENGTHS = table(Length(name="days", unit="day"), Length(name="weeks", unit="week"), Length(name="months", unit="month"))
"""In what the length of a notice is written; a row of the notice table has one of them."""
COUNTED_FROM = words("day_after_arrival", "day_of_arrival", "day_after_approval")
COUNTED_UNITS = table(CountedUnit(name="calendar_day", unit="day"), CountedUnit(name="workday", unit="workday"))
ROLLS = table(
    Roll(name="none"),
    Roll(name="statutory_holiday"),
    Roll(name="workday"),
    Roll(name="previous_workday", of_notices=False),
)
SENDING_DAYS = words("any", "workday")
"""On which days dated messages go out."""
HITS = words("unique", "first")
"""Whether rows of the notice table may overlap."""
FORMS = words("written", "system", "chat", "oral")
"""How notice may be given."""

NOTICE_ROLLS = tuple(row.name for row in ROLLS.values() if row.of_notices)
