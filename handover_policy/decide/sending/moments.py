"""Moments: when a dated message may go out, on its own day or on a workday, at its hour or that of messages."""

from __future__ import annotations

from datetime import date, datetime, time

from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.dates.timeline import DayReckoner, day_away


def sending_moment(
    book: Rulebook, reckoner: DayReckoner, notice: str, planned: date, *, hour: time | None, today: date
) -> datetime:
    """Return the moment from which a message planned for a day may go out, as seen from today."""
    day = sending_day(book, reckoner, notice, planned, today=today)
    return datetime.combine(day, hour or book.policy.manifest.send_at, tzinfo=book.zone)


def sending_day(book: Rulebook, reckoner: DayReckoner, notice: str, planned: date, *, today: date) -> date:
    """Return the day on which a message may go out: the planned one, or the next workday where it waits for one.

    One that waits for workdays and was not sent on its day goes out on no day off either: it waits once more, for the
    day on which people are back at work, until the hour of messages has come.
    """
    if notice not in book.waiting_for_workdays:
        return planned
    day = reckoner.roll(planned, "workday")
    works = book.calendar.is_workday
    if day >= today or (works(today) and works(day_away(today, -1))):
        return day
    return DayReckoner(book.calendar).roll(today, "workday")
