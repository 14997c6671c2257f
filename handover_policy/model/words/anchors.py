"""Anchors: the days from which time expressions count, one row each (contract, "Time expressions")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, TypeAlias

Speaker: TypeAlias = Literal["case", "step", "task message", "event message"]
"""Who may count from an anchor: what belongs to a case as a whole, a step, a message for tasks, one on an event."""

EVERYTHING: frozenset[Speaker] = frozenset({"case", "step", "task message", "event message"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An anchor: `name` in YAML, how people read it, who may count from it.

    `imagined` gives the day it stands for in a departure that never was, from its arrival and its last day: rules are
    compared, and changed for trial, over many such departures.
    """

    name: str
    written: Mapping[str, str]
    speakers: frozenset[Speaker]
    imagined: Callable[[date, date], date]


_ROWS = (
    Anchor(
        name="arrival",
        written={"zh": "通知到达日", "en": "the arrival"},
        speakers=EVERYTHING,
        imagined=lambda arrival, _: arrival,
    ),
    Anchor(
        name="last_day",
        written={"zh": "最后工作日", "en": "the last day"},
        speakers=EVERYTHING,
        imagined=lambda _, last_day: last_day,
    ),
    Anchor(
        name="task.start",
        written={"zh": "任务开始日", "en": "the task's start"},
        speakers=frozenset({"step", "task message"}),
        imagined=lambda arrival, _: arrival + timedelta(days=1),
    ),
    Anchor(
        name="task.due",
        written={"zh": "前一步期限", "en": "the step before"},
        speakers=frozenset({"task message"}),
        imagined=lambda _, last_day: last_day,
    ),
    Anchor(
        name="event",
        written={"zh": "事件当日", "en": "the event"},
        speakers=frozenset({"event message"}),
        imagined=lambda arrival, _: arrival,
    ),
)
ANCHORS: Mapping[str, Anchor] = MappingProxyType({row.name: row for row in _ROWS})
"""Every anchor by its name, in the order in which messages list them."""


def anchors_for(*speakers: Speaker) -> tuple[str, ...]:
    """Return the names of the anchors that one of these may count from, in the order of the table."""
    return tuple(row.name for row in _ROWS if row.speakers & {*speakers})


def imagined_days(arrival: date, last_day: date) -> dict[str, date]:
    """Return the day of every anchor in a departure that never was."""
    return {row.name: row.imagined(arrival, last_day) for row in _ROWS}
