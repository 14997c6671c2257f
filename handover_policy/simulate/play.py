"""play: an imagined departure told to a policy day by day, nobody doing anything or everybody in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import TypeAlias

from handover_policy.decide.handover.tasks.imagined import imagined_act
from handover_policy.model.case import Task
from handover_policy.model.decision import Decision
from handover_policy.model.effects import CaseEffect, SheetEffect, TaskEffect
from handover_policy.policy.policy_set import PolicySet
from handover_policy.simulate.scenario import (
    LEAVER,
    Json,
    Scenario,
    event,
    opening_events,
    person,
    profile_events,
    upload_events,
)
from handover_policy.simulate.timeline import Timeline, fold

Decide: TypeAlias = Callable[[Json], Decision]

AFTER = 21
"""How many days after the last day are played: file and insurance are due on the fifteenth."""

LONGEST = 400
EVENING = time(18, 0)
DIGEST = "0" * 64


def play(scenario: Scenario, policy: PolicySet, decide: Decide) -> Timeline:
    """Return what a departure brings under a policy.

    `decide` evaluates one event (CloudEvents JSON) after the other and returns the decision; it starts knowing nobody.
    Raises DepartureRefused where the departure itself is refused.
    """
    zone = policy.manifest.timezone
    return fold(_told(scenario, policy, decide), zone, title=policy.manifest.title)


def _told(scenario: Scenario, policy: PolicySet, decide: Decide) -> Iterator[Decision]:
    stage = _Stage()
    for told in opening_events(scenario, policy):
        decision = stage.take(decide(told))
        if told["subject"] == LEAVER:
            yield decision
    day = scenario.day
    for number in range(LONGEST):
        if number and scenario.absent_on == day:
            absent = event(policy, "absent", "employee.absent", day, {"since": day.isoformat()})
            yield stage.take(decide(absent))
        for tick in _ticks(policy, day, first=not number):
            yield stage.take(decide(tick))
        if scenario.on_time and stage.at_work(day):
            for routine in (*upload_events(policy, day), *profile_events(scenario, policy, day)):
                yield stage.take(decide(routine))
        if scenario.on_time:
            for act in stage.acts(policy, day):
                yield stage.take(decide(act))
        if stage.is_over(scenario, day):
            return
        day += timedelta(days=1)


def _ticks(policy: PolicySet, day: date, *, first: bool) -> Iterator[Json]:
    """Yield the clock of a day: when dated messages go out, and at the hours that messages name for themselves."""
    usual = policy.manifest.send_at
    named = {rule.at.hour for rule in policy.notices if rule.at is not None and rule.at.hour is not None}
    for hour in sorted({usual, *(each for each in named if not first or each > usual)}):
        name = f"clock-{day}" if hour == usual else f"clock-{day}-{hour}"
        yield event(policy, name, "clock.ticked", day, {}, at=hour)


class _Stage:
    """What the decisions so far say is still to be done."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._last_day: date | None = None
        self._closed = False
        self._sheet: int | None = None
        self._number = 0
        self._tried: set[tuple[str, int]] = set()

    def take(self, decision: Decision) -> Decision:
        for effect in decision.effects:
            if isinstance(effect, TaskEffect):
                self._tasks[effect.task.id] = effect.task
            elif isinstance(effect, CaseEffect):
                self._last_day = effect.last_day
                self._closed = effect.state != "open"
            elif isinstance(effect, SheetEffect):
                self._sheet = effect.version
        return decision

    def is_over(self, scenario: Scenario, day: date) -> bool:
        end = (self._last_day or scenario.last_day or scenario.day + timedelta(days=30)) + timedelta(days=AFTER)
        return self._closed or day >= end

    def at_work(self, day: date) -> bool:
        return self._last_day is None or day <= self._last_day

    def acts(self, policy: PolicySet, day: date) -> Iterator[Json]:
        """Yield every step that is due by a day, done by its person with its evidence, then the signatures."""
        while acts := [act for task in self._tasks.values() if (act := self._step(policy, task, day)) is not None]:
            yield from acts
        if self._sheet is not None:
            self._sheet = None
            for party in policy.manifest.sheet_parties:
                yield self._signature(policy, party, day)

    def _step(self, policy: PolicySet, task: Task, day: date) -> Json | None:
        turns = () if task.waits_for else task.turns
        ready = (each for each in turns if each.person is not None and each.due <= day)
        step = next((each for each in ready if (task.id, each.index) not in self._tried), None)
        if step is None:
            return None
        self._tried.add((task.id, step.index))
        self._number += 1
        evidence = [{"kind": kind, "path": "example", "sha256": DIGEST} for kind in step.evidence]
        kind, things = imagined_act(task, step)
        data: Json = {"task": task.id, "by": step.person, "evidence": evidence, **things}
        return event(policy, f"act-{self._number}", kind, day, data, at=EVENING)

    def _signature(self, policy: PolicySet, party: str, day: date) -> Json:
        self._number += 1
        steps = (step for task in self._tasks.values() for step in task.steps)
        signer = next((step.person for step in steps if step.party == party), None)
        known = {name: person(policy, name) for name in ("successor", "manager")}
        contacts = {name: people[0].id for name, people in policy.manifest.contacts.items() if people}
        by = signer or {"leaver": LEAVER, **known, **contacts}.get(party, party)
        data: Json = {"party": party, "by": by, "method": "reliable"}
        return event(policy, f"sign-{self._number}", "sheet.signed", day, data, at=EVENING)
