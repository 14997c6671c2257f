"""Replay: events read once and told to every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.model.decision import Reason
from handover_policy.model.events import ClockTicked, Event
from handover_policy.plan.duet import Duet
from handover_policy.plan.side import PlanSide
from handover_policy.render.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A line that is no event, and why."""

    line: int
    reasons: tuple[Reason, ...]


class Replay:
    """Tells every event to the base side and to the others, each of which is laid beside the base."""

    def __init__(
        self, reader: EventReader, templates: Templates, base: PlanSide, others: Mapping[str, PlanSide]
    ) -> None:
        """Take the sides, the others by name, and what messages are written with on all of them."""
        self._reader = reader
        self.base = base
        self.duets = {name: Duet(base, side, templates) for name, side in others.items()}
        self.events = 0
        self.refused: Counter[str] = Counter()
        self.broken: list[Broken] = []
        self.latest: datetime | None = None

    def tell(self, line: int, content: bytes) -> None:
        """Read an event and let every side decide it; a line that is none is kept with its number."""
        self.events += 1
        event = self._reader.read(content, line)
        if isinstance(event, Unreadable):
            self.broken.append(Broken(line=line, reasons=event.reasons))
            return
        if self.latest is None or event.time > self.latest:
            self.latest = event.time
        self._take(event)

    def _take(self, event: Event) -> None:
        before = self.base.take(event)
        if before.decision.refusal is not None:
            self.refused[before.decision.refusal.code] += 1
        for duet in self.duets.values():
            duet.take(event, before, duet.other.take(event))

    def tick(self, day: date | None = None) -> datetime | None:
        """Move the clock of all cases to the end of a local day, by default to the newest event; return the moment.

        Where no event was read there is no moment: None. A moment before the newest event moves nothing.
        """
        moment = self.latest
        if day is not None:
            moment = datetime.combine(day, time(23, 59, 59), tzinfo=self.base.register.zone)
        if moment is None:
            return None
        self._take(
            Event(
                source="handover plan",
                id=moment.isoformat(),
                type="clock.ticked",
                subject="*",
                time=moment,
                written_time=moment.isoformat(),
                data={},
                digest=bytes(16),
                told=ClockTicked(),
            )
        )
        return moment
