"""Anchors from which time expressions count, and days to which they go on (contract, "Time expressions")."""

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
    notice_end: date | None = None
    start: date | None = None
    due: date | None = None
    severance: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor(Word):
    """A day from which time expressions count: which one, who may count from it, and whether every case has it."""

    speakers: frozenset[Speaker]
    day: Callable[[Days], date | None]
    certain: bool = True
    stood_in: bool = False
    """Whether the last day stands in, with a problem, where there is no such day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRoom(Word):
    """What holds dates of its own, as `employee.contract_until`: who may count from a date of it."""

    speakers: frozenset[Speaker]


ANCHORS = table(
    Anchor(name="arrival", speakers=EVERYTHING, day=lambda days: days.arrival),
    Anchor(name="notice_end", speakers=EVERYTHING, day=lambda days: days.notice_end, stood_in=True),
    Anchor(name="last_day", speakers=EVERYTHING, day=lambda days: days.last_day),
    Anchor(name="task.start", speakers=frozenset({"step", "task message"}), day=lambda days: days.start),
    Anchor(name="task.due", speakers=frozenset({"task message"}), day=lambda days: days.due),
    Anchor(name="event", speakers=frozenset({"event message"}), day=lambda days: days.event),
    Anchor(name="severance_owed", speakers=EVERYTHING, day=lambda days: days.severance, certain=False),
)
"""Every anchor by its name, in the order in which messages list them."""

ANCHOR_ROOMS = table(
    AnchorRoom(name="employee", speakers=EVERYTHING),
    AnchorRoom(name="record", speakers=frozenset({"step", "task message"})),
)
"""The rooms of dates: an anchor is `<room>.<name>`."""


def room_of(anchor: str) -> AnchorRoom | None:
    """Return the room that an anchor names a date of; None for an anchor of the table, and for no anchor at all."""
    room, dot, name = anchor.partition(".")
    return ANCHOR_ROOMS.get(room) if dot and name else None


def is_anchor(word: str) -> bool:
    """Return whether a word may stand where an anchor does."""
    return word in ANCHORS or room_of(word) is not None


def is_stood_in(anchor: str) -> bool:
    """Return whether the last day stands in, with a problem, where an anchor has no day."""
    row = ANCHORS.get(anchor)
    return row is None or row.stood_in


def speakers_of(anchor: str) -> frozenset[Speaker]:
    """Return who may count from an anchor."""
    row = ANCHORS.get(anchor) or room_of(anchor)
    return row.speakers if row is not None else frozenset()


def anchors_for(*speakers: Speaker) -> tuple[str, ...]:
    """Return the names of the anchors that one of these may count from, in the order of the table."""
    return tuple(row.name for row in ANCHORS.values() if row.speakers & {*speakers})


def anchor_days(days: Days) -> dict[str, date | None]:
    """Return the day of every anchor."""
    return {row.name: row.day(days) for row in ANCHORS.values()}


def imagined_days(arrival: date, last_day: date) -> dict[str, date]:
    """Return the day of every anchor in a departure that never was: rules are compared over many of them."""
    start, severance = (arrival + timedelta(days=number) for number in (1, 7))
    days = Days(
        arrival=arrival,
        last_day=last_day,
        event=arrival,
        notice_end=last_day,
        start=start,
        due=last_day,
        severance=severance,
    )
    told = anchor_days(days)
    return {name: day or last_day for name, day in told.items()}


Numbered: TypeAlias = Literal["never", "may", "must"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDay(Word):
    """A kind of day that is gone on to; `numbered`: whether a number follows it, `most` the largest there is."""

    numbered: Numbered = "never"
    most: int = 0


TARGET_DAYS = table(
    TargetDay(name="day", numbered="must", most=31),
    TargetDay(name="month_end"),
    TargetDay(name="quarter_end"),
    TargetDay(name="workday", numbered="may", most=23),
)
"""Every kind of day by its name, in the order in which messages list them."""
ENDS_OF_NOTICE = ("month_end", "quarter_end")
"""The days, besides a day of the month by its number, on which a notice may end."""
