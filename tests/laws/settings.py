"""The policies that random sequences are judged by, and runs over them: as they are, or looking at everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import Decided, decision_on_unreadable
from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import SeenEvents
from handover_policy.model.decision import Decision
from handover_policy.model.written.effect_json import decision_json
from handover_policy.sources.event_files import EventText
from handover_policy.sources.shipped import shipped_folder

HERE = Path(__file__).parent / "policies"
SETTINGS = MappingProxyType(
    {
        "default": (shipped_folder("rules") / "default",),
        "nasty": (HERE / "nasty",),
        "daily": (HERE / "daily",),
        "versions": (HERE / "nasty", HERE / "next"),
    }
)


class CountedEvents(SeenEvents):
    """Seen events that count how many were added: to look at all of them after each event would take long."""

    added = 0

    def add(self, key: bytes, content: bytes) -> None:
        """Keep a digest, and count it."""
        super().add(key, content)
        self.added += 1


class WatchfulRegister(Register):
    """A register by which every clock event looks at every open case and at all who work here."""

    def due(self, moment: datetime, most: int | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return everybody, whoever is due."""
        super().due(moment, most)
        owing = sorted(person for person, employee in self.people().items() if not employee.left)
        return tuple(case.id for case in self.open_cases()), tuple(owing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event as it was told, and what came of it."""

    told: bytes
    decision: str
    outcome: str


@cache
def opened(setting: str) -> Opened:
    """Return the policies of a setting, read once."""
    found = open_policies(SETTINGS[setting])
    if not found.policies:
        raise ValueError([str(finding) for finding in found.findings])
    return found


@cache
def reader(setting: str) -> EventReader:
    """Return a reader of events, its schemas compiled once."""
    schemas = opened(setting).schemas
    types = {name[7:]: schema for name, schema in schemas.items() if name.startswith("events/")}
    return EventReader(schemas["event"], types)


@cache
def books(setting: str) -> Rulebooks:
    """Return the rulebooks of a setting, compiled once for all runs."""
    return Rulebooks(opened(setting).policies, engine="compiled")


class Trial:
    """A run over one sequence; messages are written out only where `written` says so, for they take the most time."""

    def __init__(self, setting: str, *, watchful: bool = False, written: bool = False) -> None:
        """Start knowing nobody."""
        self.setting = setting
        self.books = books(setting)
        self._run = Run(opened(setting), engine="compiled") if written else None
        zone = self.books.zone_owner.manifest.timezone
        self.seen = CountedEvents()
        self.register = (WatchfulRegister if watchful else Register)(zone, seen=self.seen)
        if self._run is not None:
            self._run.register = self.register

    def decide(self, told: bytes) -> Decided:
        """Return what follows from an event."""
        if self._run is not None:
            return self._run.decide(EventText(line=1, content=told))
        event = reader(self.setting).read(told, 1)
        if isinstance(event, Unreadable):
            return Decided(decision=decision_on_unreadable(event, self.books.words))
        return decide_event(self.register, self.books, event)

    def line(self, told: bytes) -> Line:
        """Return what follows from an event, as it is written out."""
        decision = self.decide(told).decision
        return Line(told=told, decision=written(decision), outcome=decision.outcome)

    def lines(self, events: Iterator[bytes]) -> list[Line]:
        """Return what follows from each event."""
        return [self.line(told) for told in events]


def written(decision: Decision) -> str:
    """Return a decision as a line of the output; raises ValueError where it is no JSON."""
    return json.dumps(decision_json(decision), ensure_ascii=False, default=dict, allow_nan=False)
