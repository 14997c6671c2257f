"""Timeline: what an imagined departure brings, folded from the decisions on its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

Json: TypeAlias = Mapping[str, Any]
REMARKABLE: Mapping[str, str] = MappingProxyType({"duty": "title", "problem": "message", "claim": "title"})
"""Effects that are remarks, and what says each in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of a task: by whom, what, by when; `done` tells whether it was done in the end."""

    party: str
    person: str
    do: str
    due: date
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task from its start to the due day of its last step; `done_on` is None where it was not done."""

    id: str
    rule: str
    title: str
    start: date
    end: date
    state: str
    steps: tuple[StepLine, ...]
    obligation: bool
    done_on: date | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A message that went out on a day."""

    day: date
    rule: str
    to: str
    party: str
    channels: tuple[str, ...]
    subject: str
    task: str | None
    bodies: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A gate and the days on which its state became another, oldest first, with what was unmet then."""

    id: str
    title: str
    controls: str
    states: tuple[tuple[date, str], ...]
    released: bool
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A duty that was missed, a claim or a problem, on a day, in words."""

    day: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One departure under one version of a policy, up to and including `end`."""

    policy: str
    version: str
    arrival: date
    notice_days: int
    last_day: date | None
    shortfall_days: int
    end: date
    tasks: tuple[TaskLine, ...]
    notices: tuple[NoticeLine, ...]
    gates: tuple[GateLine, ...]
    remarks: tuple[Remark, ...]
    closed_on: date | None


def fold(decisions: Iterable[Json], zone: ZoneInfo, *, title: str) -> Timeline:
    """Return the timeline that decisions (contract section 4, oldest first) tell of one case.

    Raises ValueError, with the refusals in words, where no case was opened.
    """
    folding = _Folding(zone)
    for decision in decisions:
        folding.take(decision)
    return folding.timeline(title)


class _Folding:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._case: Json = {}
        self._version = ""
        self._end = date.min
        self._closed: date | None = None
        self._tasks: dict[str, Json] = {}
        self._done: dict[str, date] = {}
        self._notices: list[NoticeLine] = []
        self._gates: dict[str, Json] = {}
        self._states: dict[str, list[tuple[date, str]]] = {}
        self._remarks: list[Remark] = []
        self._refusals: list[str] = []

    def take(self, decision: Json) -> None:
        day = datetime.fromisoformat(decision["event"]["time"]).astimezone(self._zone).date()
        self._end = max(self._end, day)
        if decision["policy"]:
            self._version = decision["policy"]["version"]
        if decision["outcome"] == "refused":
            self._refusals.append(f"{decision['event']['type']}: {decision['refusal']['message']}")
        for effect in decision.get("effects", ()):
            self._effect(effect, day)

    def _effect(self, effect: Json, day: date) -> None:
        kind = effect["effect"]
        if kind == "case":
            self._case = effect
            if effect["state"] == "closed":
                self._closed = day
        elif kind == "task":
            self._tasks[effect["id"]] = effect
            if effect["state"] == "done":
                self._done.setdefault(effect["id"], day)
        elif kind == "gate":
            self._gates[effect["gate"]] = effect
            states = self._states.setdefault(effect["gate"], [])
            if not states or states[-1][1] != effect["state"]:
                states.append((day, effect["state"]))
        elif kind == "notice":
            self._notices.append(_notice(effect, day))
        elif kind in REMARKABLE:
            self._remarks.append(Remark(day=day, kind=kind, text=str(effect[REMARKABLE[kind]])))

    def timeline(self, title: str) -> Timeline:
        if not self._case:
            raise ValueError("；".join(self._refusals) or "no case")
        case = self._case
        return Timeline(
            policy=title,
            version=self._version,
            arrival=date.fromisoformat(case["arrival"]),
            notice_days=case["notice_days"],
            last_day=date.fromisoformat(case["last_day"]) if case["last_day"] else None,
            shortfall_days=case["shortfall_days"],
            end=self._end,
            tasks=tuple(_task(effect, self._done.get(name)) for name, effect in self._tasks.items()),
            notices=tuple(self._notices),
            gates=tuple(_gate(effect, self._states[name]) for name, effect in self._gates.items()),
            remarks=tuple(self._remarks),
            closed_on=self._closed,
        )


def _task(effect: Json, done_on: date | None) -> TaskLine:
    steps = tuple(
        StepLine(
            party=step["party"],
            person=step["person"] or "",
            do=step["do"],
            due=date.fromisoformat(step["due"]),
            done=step["state"] == "done",
        )
        for step in effect["steps"]
    )
    return TaskLine(
        id=effect["id"],
        rule=effect["task"],
        title=effect["title"],
        start=date.fromisoformat(effect["start"]),
        end=max(step.due for step in steps),
        state=effect["state"],
        steps=steps,
        obligation=effect["task"].startswith("obligation."),
        done_on=done_on,
        place=_place(effect),
    )


def _notice(effect: Json, day: date) -> NoticeLine:
    return NoticeLine(
        day=day,
        rule=effect["notice"],
        to=effect["to"],
        party=effect["party"],
        channels=tuple(effect["channels"]),
        subject=effect["subject"],
        task=effect["task"],
        bodies=effect["bodies"],
    )


def _gate(effect: Json, states: list[tuple[date, str]]) -> GateLine:
    return GateLine(
        id=effect["gate"],
        title=effect["title"],
        controls=effect["controls"],
        states=tuple(states),
        released="released_by" in effect,
        place=_place(effect),
    )


def _place(effect: Json) -> str:
    return f"{effect['because']['file']}:{effect['because']['line']}"
