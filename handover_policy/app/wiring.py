"""Wiring: the one place that puts policy sets, statutes and the engine together."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from handover_policy.app.opening import (
    MESSAGES,
    Opened,
    citations,
    event_reader,
    law_citations,
    load_messages,
    load_schemas,
    load_statutes,
    message_names,
    names_of,
    open_policies,
    own_messages,
    read_policy,
)
from handover_policy.decide.decide import judge
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.intake.register import Register
from handover_policy.decide.judged import Judged, decision_on_unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import Linted, lint
from handover_policy.lint.statutes import StatutePack
from handover_policy.model.decision import Decision
from handover_policy.model.effect_json import decision_json
from handover_policy.model.events import Event
from handover_policy.policy.names import KINDS
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import Reading
from handover_policy.reference.keys import Key, keys_of
from handover_policy.render.fill import fill_messages
from handover_policy.sources.event_files import Told
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import shipped_folder

Decide: TypeAlias = Callable[[dict[str, Any]], Decision]
DecideJson: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

__all__ = [
    "Opened",
    "Run",
    "altering",
    "deciding",
    "judging",
    "judging_anew",
    "law_citations",
    "lint_policy",
    "lint_reading",
    "load_messages",
    "load_schemas",
    "load_statutes",
    "message_names",
    "open_policies",
    "read_policy",
    "schema_keys",
    "starting_over",
]


def schema_keys() -> dict[str, tuple[Key, ...]]:
    """Return the keys of every kind of policy file, with examples from the default set."""
    schemas = load_schemas()
    reading = read_policy(shipped_folder("rules") / "default", load_messages(), schemas)
    documents = reading.policy.document if reading.policy is not None else {}
    return {kind: keys_of(kind, schemas[kind], documents.get(kind)) for kind in (*KINDS, "test")}


def lint_policy(place: Path, today: date, folders: PolicyFolders | None = None) -> Linted | tuple[Finding, ...]:
    """Return what lint finds in a policy set, or, where it has errors, the findings that stand in the way.

    `today` is the day on which waivers are looked at; `folders` remembers the folders that findings stand in. Raises
    OSError where the folder cannot be read.
    """
    schemas = load_schemas()
    messages = load_messages(place / MESSAGES)
    packs, wrong = load_statutes(schemas, folders)
    reading = read_policy(place, messages, schemas, citations(packs).keys(), folders=folders)
    if reading.policy is None:
        return (*wrong, *reading.findings)
    linted = lint_reading(reading.policy, reading, messages, packs, today, place=place)
    return replace(linted, findings=(*wrong, *reading.findings, *linted.findings))


def lint_reading(
    policy: PolicySet,
    reading: Reading,
    messages: Mapping[str, str],
    packs: tuple[StatutePack, ...],
    today: date,
    *,
    place: Path,
) -> Linted:
    """Return what lint finds in a set that was read without errors from a folder."""
    statutes = statutes_for(policy.manifest.jurisdiction, packs)
    own = sorted(names_of(own_messages(place)))
    return lint(policy, reading.documents, messages, statutes, today, own_messages=own)


class Run:
    """A run over events: reads, judges, renders, one decision for each event."""

    def __init__(self, opened: Opened, *, engine: EngineName = "durable") -> None:
        """Start with an empty register; raises ValueError where the versions do not belong together."""
        if opened.templates is None:
            raise ValueError("the messages have findings")
        self.books = Rulebooks(opened.policies, engine=engine)
        self.register = Register(self.books.zone_owner.manifest.timezone)
        self._engine: EngineName = engine
        self.templates = opened.templates
        self._reader = event_reader(opened.schemas)

    def again(self) -> Run:
        """Return a run with an empty register on the same policy, already compiled."""
        other = copy(self)
        other.register = Register(self.books.zone_owner.manifest.timezone)
        return other

    def under(self, policy: PolicySet) -> Run:
        """Return a run with an empty register on another policy, with the same messages and engine."""
        other = copy(self)
        other.books = Rulebooks((policy,), engine=self._engine)
        other.register = Register(policy.manifest.timezone)
        return other

    def read(self, told: Told) -> Event | Unreadable:
        """Return the event that was told, or why it is none."""
        return self._reader.read(told.content, told.line)

    def by_time(self, events: Iterable[Told]) -> Iterator[Told]:
        """Yield events by their moments, those of one moment as they came; what is no event has none and comes first.

        All are read, and kept, before the first is given.
        """
        timed: list[tuple[float, Told]] = []
        for told in events:
            event = self.read(told)
            timed.append((-math.inf if isinstance(event, Unreadable) else event.time.timestamp(), told))
        timed.sort(key=itemgetter(0))
        return (told for _, told in timed)

    def decide(self, told: Told) -> Judged:
        """Return the decision on one event, its messages written."""
        event = self.read(told)
        if isinstance(event, Unreadable):
            return Judged(decision=decision_on_unreadable(event, self.books.words))
        return fill_messages(judge(self.register, self.books, event), self.templates, self.register)

    def decisions(self, events: Iterator[Told]) -> Iterator[Judged]:
        """Yield the decisions on events, in their order."""
        for told in events:
            yield self.decide(told)


def starting_over(opened: Opened, *, engine: EngineName = "durable") -> Callable[[], Decide]:
    """Return a maker of callables that decide one event at a time, each knowing nobody at first."""
    first = Run(opened, engine=engine)
    return lambda: deciding(first.again())


def judging_anew(opened: Opened) -> Callable[[], DecideJson]:
    """Return a maker of callables that decide as those of `starting_over` do, and give decisions as JSON."""
    first = Run(opened)
    return lambda: judging(first.again())


def altering(opened: Opened) -> Callable[[PolicySet], Callable[[], DecideJson]]:
    """Return a maker of what `starting_over` gives, as JSON, for another policy with the same messages.

    Conditions are judged by generated Python: it is ready sooner than the C engine and gives the same answers.
    """
    first = Run(opened, engine="compiled")

    def ready(policy: PolicySet) -> Callable[[], DecideJson]:
        run = first.under(policy)
        return lambda: judging(run.again())

    return ready


def deciding(run: Run, seen: Callable[[Judged], None] = lambda _: None) -> Decide:
    """Return a callable that decides one event (CloudEvents JSON) at a time in a run; `seen` is told of each."""

    def decide(event: dict[str, Any]) -> Decision:
        content = json.dumps(event, ensure_ascii=False, default=str).encode(errors="replace")
        judged = run.decide(Told(line=1, content=content))
        seen(judged)
        return judged.decision

    return decide


def judging(run: Run, seen: Callable[[Judged], None] = lambda _: None) -> DecideJson:
    """Return a callable that decides as that of `deciding` does, and gives the decision as JSON."""
    decide = deciding(run, seen)

    def written(event: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(json.dumps(decision_json(decide(event)), default=dict))
        return shown

    return written
