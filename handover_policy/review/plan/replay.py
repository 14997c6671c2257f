"""Replay, Act: events read once and told to several sides, with what was refused on one of them only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.model.decision import Decision
from handover_policy.model.event import Event
from handover_policy.review.plan.side import Side

APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event that counts on one side only: `refused` tells whether it is the new side that refuses it."""

    type: str
    time: str
    task: str | None
    case: str | None
    refused: bool
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A line that is no event, and why."""

    line: int
    reasons: tuple[str, ...]


class Replay:
    """Tells every event to the base side and to the others, and notes where they judge it differently."""

    def __init__(self, reader: EventReader, base: Side, others: Mapping[str, Side]) -> None:
        """Take the sides; the others are known by name."""
        self._reader = reader
        self.base = base
        self.others = dict(others)
        self.events = 0
        self.refused: Counter[str] = Counter()
        self.broken: list[Broken] = []
        self.latest: datetime | None = None
        self._acts: dict[str, dict[str, dict[tuple[str, str, bytes], Act]]] = {name: {} for name in self.others}

    def tell(self, line: int, content: bytes) -> None:
        """Read an event and let every side decide it; a line that is none is kept with its number."""
        self.events += 1
        event = self._reader.read(content, line)
        if isinstance(event, Unreadable):
            self.broken.append(Broken(line=line, reasons=event.reasons))
            return
        if self.latest is None or event.time > self.latest:
            self.latest = event.time
        before = self.base.take(event)
        if before.refusal is not None:
            self.refused[before.refusal[0]] += 1
        for name, side in self.others.items():
            after = side.take(event)
            if APPLIED in {before.outcome, after.outcome} and before.outcome != after.outcome:
                self._note(self._acts[name].setdefault(event.subject, {}), event, before, after)

    def _note(self, acts: dict[tuple[str, str, bytes], Act], event: Event, before: Decision, after: Decision) -> None:
        key = (event.source, event.id, event.digest)
        if key in acts:  # told again, and now it counts on the side that had refused it
            del acts[key]
            return
        decided, other = (before, after) if before.outcome == APPLIED else (after, before)
        code, message = other.refusal or (other.outcome, "")
        task = event.data.get("task")
        acts[key] = Act(
            type=event.type,
            time=event.written_time,
            task=task if isinstance(task, str) else None,
            case=decided.case,
            refused=decided is before,
            code=code,
            message=message,
        )

    def acts(self, name: str, employee: str, case: str) -> tuple[Act, ...]:
        """Return the acts of a case, and of its employee outside of any case, that count on one of two sides only."""
        found = self._acts[name].get(employee, {}).values()
        return tuple(act for act in found if act.case in {case, None})

    def tick(self, day: date | None = None) -> datetime | None:
        """Move the clock of all cases to the end of a local day, by default to the newest event; return the moment.

        Where no event was read there is no moment: None. A moment before the newest event moves nothing.
        """
        moment = self.latest
        if day is not None:
            moment = datetime.combine(day, time(23, 59, 59), tzinfo=self.base.register.zone)
        if moment is None:
            return None
        event = Event(
            source="handover plan",
            id=moment.isoformat(),
            type="clock.ticked",
            subject="*",
            time=moment,
            written_time=moment.isoformat(),
            data={},
            digest=bytes(16),
        )
        for side in (self.base, *self.others.values()):
            side.take(event)
        return moment
