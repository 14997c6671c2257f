"""Run: a policy's decisions on one event after the other, read, decided and written out."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from operator import itemgetter
from typing import Any, TypeAlias

from handover_policy.app.load import Opened
from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import Decided, decision_on_unreadable
from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.engine.ruleset import EngineName
from handover_policy.model.decision import Decision
from handover_policy.model.events import Event
from handover_policy.model.written.effect_json import decision_json
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.fill import fill_messages
from handover_policy.sources.event_files import EventText

Decide: TypeAlias = Callable[[dict[str, Any]], Decision]
DecideJson: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def event_reader(schemas: Mapping[str, dict[str, Any]]) -> EventReader:
    """Return what reads events by the schemas that `load_schemas` gave."""
    types = {name.removeprefix("events/"): schema for name, schema in schemas.items() if name.startswith("events/")}
    return EventReader(schemas["event"], types)


class CaseUnknown(LookupError):
    """There is no such case, or several and none was named; `cases` are those there are."""

    def __init__(self, cases: Sequence[str]) -> None:
        """Take the ids of the cases."""
        super().__init__(f"the cases are: {', '.join(cases) or 'none'}")
        self.cases = tuple(cases)


class Run:
    """A run over events: reads, evaluates, renders, one decision for each event."""

    def __init__(self, opened: Opened, *, engine: EngineName = "durable") -> None:
        """Start with an empty register; raises ValueError where the versions do not belong together."""
        if opened.templates is None:
            raise ValueError("the messages have findings")
        self.books = Rulebooks(opened.policies, engine=engine)
        self.register = Register(self.books.zone_owner.manifest.timezone)
        self._engine: EngineName = engine
        self.templates = opened.templates
        self._reader = event_reader(opened.schemas)
        self.writes = True

    def again(self) -> Run:
        """Return a run with an empty register on the same policy, already compiled."""
        other = copy(self)
        other.register = Register(self.books.zone_owner.manifest.timezone)
        return other

    def unwritten(self) -> Run:
        """Return a run with an empty register on the same policy that leaves its messages unwritten."""
        other = self.again()
        other.writes = False
        return other

    def under(self, policy: PolicySet) -> Run:
        """Return a run with an empty register on another policy, with the same messages and engine."""
        other = copy(self)
        other.books = Rulebooks((policy,), engine=self._engine)
        other.register = Register(policy.manifest.timezone)
        return other

    def read(self, told: EventText) -> Event | Unreadable:
        """Return the event that was told, or why it is none."""
        return self.read_line(told.content, told.line)

    def read_line(self, line: bytes, number: int) -> Event | Unreadable:
        """Return the event that a line of JSON tells, or why it is none; `number` names the line where it is none."""
        return self._reader.read(line, number)

    def by_time(self, events: Iterable[EventText]) -> Iterator[EventText]:
        """Yield events by their moments, those of one moment as they came; what is no event has none and comes first.

        All are read, and kept, before the first is given.
        """
        timed: list[tuple[float, EventText]] = []
        for told in events:
            event = self.read(told)
            timed.append((-math.inf if isinstance(event, Unreadable) else event.time.timestamp(), told))
        timed.sort(key=itemgetter(0))
        return (told for _, told in timed)

    def decide(self, told: EventText) -> Decided:
        """Return the decision on one event, its messages written."""
        return self.decided(self.read(told))

    def decided(self, event: Event | Unreadable) -> Decided:
        """Return the decision on an event that was read, its messages written."""
        if isinstance(event, Unreadable):
            return Decided(decision=decision_on_unreadable(event, self.books.words))
        decided = decide_event(self.register, self.books, event)
        return fill_messages(decided, self.templates, self.register) if self.writes else decided

    def decisions(self, events: Iterator[EventText]) -> Iterator[Decided]:
        """Yield the decisions on events, in their order."""
        for told in events:
            yield self.decide(told)


def deciding(run: Run, seen: Callable[[Decided], None] = lambda _: None) -> Decide:
    """Return a callable that decides one event (CloudEvents JSON) at a time in a run; `seen` is told of each."""

    def decide(event: dict[str, Any]) -> Decision:
        content = json.dumps(event, ensure_ascii=False, default=str).encode(errors="replace")
        decided = run.decide(EventText(line=1, content=content))
        seen(decided)
        return decided.decision

    return decide


def deciding_json(run: Run, seen: Callable[[Decided], None] = lambda _: None) -> DecideJson:
    """Return a callable that decides as that of `deciding` does, and gives the decision as JSON."""
    decide = deciding(run, seen)

    def written(event: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(json.dumps(decision_json(decide(event)), default=dict))
        return shown

    return written
