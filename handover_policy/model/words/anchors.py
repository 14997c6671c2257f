"""Anchors: the days from which time expressions count, one row each (contract, "Time expressions")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from handover_policy.model.words.word import Word, table

Speaker: TypeAlias = Literal["case", "step", "task message", "event message"]
"""Who may count from an anchor: what belongs to a case as a whole, a step, a message for tasks, one on an event."""

EVERYTHING: frozenset[Speaker] = frozenset({"case", "step", "task message", "event message"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that anchors may stand for: of a case, of what happened, of a task; None where there is no such day."""

    arrival: date
    last_day: date | None
    event: date
    start: date | None = None
    due: date | None = None
    severance: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor(Word):
    """A day from which time expressions count: which one, who may count from it, and whether every case has it."""

    speakers: frozenset[Speaker]
    day: Callable[[Days], date | None]
    certain: bool = True


ANCHORS = table(
    Anchor(name="arrival", speakers=EVERYTHING, day=lambda days: days.arrival),
    Anchor(name="last_day", speakers=EVERYTHING, day=lambda days: days.last_day),
    Anchor(name="task.start", speakers=frozenset({"step", "task message"}), day=lambda days: days.start),
    Anchor(name="task.due", speakers=frozenset({"task message"}), day=lambda days: days.due),
    Anchor(name="event", speakers=frozenset({"event message"}), day=lambda days: days.event),
    Anchor(name="severance_owed", speakers=EVERYTHING, day=lambda days: days.severance, certain=False),
)
"""Every anchor by its name, in the order in which messages list them."""


def anchors_for(*speakers: Speaker) -> tuple[str, ...]:
    """Return the names of the anchors that one of these may count from, in the order of the table."""
    return tuple(row.name for row in ANCHORS.values() if row.speakers & {*speakers})


def anchor_days(days: Days) -> dict[str, date | None]:
    """Return the day of every anchor."""
    return {row.name: row.day(days) for row in ANCHORS.values()}


def imagined_days(arrival: date, last_day: date) -> dict[str, date]:
    """Return the day of every anchor in a departure that never was: rules are compared over many of them."""
    start, severance = (arrival + timedelta(days=number) for number in (1, 7))
    days = Days(arrival=arrival, last_day=last_day, event=arrival, start=start, due=last_day, severance=severance)
    told = anchor_days(days)
    return {name: day or last_day for name, day in told.items()}
