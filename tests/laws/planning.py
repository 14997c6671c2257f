"""Held against a plan: every case decided in full by both versions, and what differs found without a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import Decided
from handover_policy.decide.departing.written import CASE_FIELDS
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.decision import Decision
from handover_policy.model.written.effect_json import effect_json
from handover_policy.model.written.task_json import task_json
from handover_policy.plan.change import CaseChange
from handover_policy.plan.comparing.compared import QUIET
from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import MIGRATED, Plan, plan_of
from handover_policy.plan.replay import Replay
from handover_policy.plan.side import PlanSide
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.fill import fill_messages
from handover_policy.render.templates import Templates
from handover_policy.testing.mutating.rules import mutants
from tests.laws.judging import LawBroken
from tests.laws.sequences import Teller
from tests.laws.settings import Trial, opened, reader

Key: TypeAlias = tuple[str, ...]


def case_told(case: Case) -> dict[str, object]:
    """Return what a decision writes of a case."""
    return {name: getattr(case, name) for name in CASE_FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two versions to compare, and how sequences for them are told."""

    setting: str
    base: PolicySet
    head: PolicySet

    @property
    def templates(self) -> Templates:
        """Return what both sides write with."""
        found = opened(self.setting).templates
        assert found is not None
        return found


@cache
def changed_once(setting: str) -> tuple[PolicySet, ...]:
    """Return the policy of a setting with each number, condition, recipient, time and message of it changed in turn."""
    found = opened(setting)
    names = sorted(found.templates.ids) if found.templates is not None else []
    return tuple(
        altered(mutant.policy, document={"changed": number})
        for number, mutant in enumerate(mutants(found.policies[0], notifications=names, lays_down=lambda _: True))
    )


def sequence(pair: Pair, seed: int) -> list[bytes]:
    """Return a random sequence that fits what the base makes of it."""
    teller, trial = Teller(seed, forward=True), Trial(pair.setting)
    lines: list[bytes] = []
    for _ in range(teller.length):
        lines.append(teller.next_event())
        teller.see(json.loads(trial.line(lines[-1]).decision))
    return lines


class Alone:
    """All events decided by one version from the first to the last, everything that was decided kept."""

    def __init__(self, pair: Pair, policy: PolicySet) -> None:
        """Start with nothing."""
        self._pair = pair
        self._books = Rulebooks((policy,), engine="durable")
        self.register = Register(policy.manifest.timezone)
        self.decisions: list[Decision] = []

    def tell(self, line: bytes) -> None:
        """Decide an event as `handover run` does."""
        event = reader(self._pair.setting).read(line, 1)
        if isinstance(event, Unreadable):
            decided = Decided(decision=Decision(event=event.event, case=None, policy=None, outcome="refused"))
        else:
            decided = decide_event(self.register, self._books, event)
        self.decisions.append(fill_messages(decided, self._pair.templates, self.register).decision)

    def known(self, name: str) -> dict[Key, Any]:
        """Return everything there is to say of a case, by what it is about."""
        case = self.register.case(name)
        assert case is not None
        return dict(self._known(case))

    def _known(self, case: Case) -> Iterator[tuple[Key, Any]]:
        yield from ((("case", name), value) for name, value in case_told(case).items())
        for name, task in case.tasks.items():
            yield ("task", name), (task_json(task), [step.accepted_after for step in task.steps])
        yield from ((("gate", name), gate) for name, gate in case.gates.items())
        yield from ((("claim", name), claim) for name, claim in case.claims.items() if claim.state != "withdrawn")
        yield from ((("signature", party), True) for party in (case.sheet.signatures if case.sheet else ()))
        yield from ((("problem", *key), True) for key in case.problems if key[0] not in QUIET)
        planned = [(name, task.agenda) for name, task in case.tasks.items()]
        for owner, agenda in (("", case.agenda), *planned):
            for notice in {item.notice for item in agenda}:
                yield ("reminder", notice, owner), [item.day for item in agenda if item.notice == notice]
        yield from self._effects(case).items()

    def _effects(self, case: Case) -> dict[Key, Any]:
        found: dict[Key, Any] = {}
        for decision in self.decisions:
            day = decision.event.get("time")
            for effect in decision.effects:
                told: Mapping[str, Any] = effect_json(effect)
                if effect.case == case.id and effect.kind == "notice":
                    local = datetime.fromisoformat(str(day)).astimezone(self.register.zone).date().isoformat()
                    sent = (told["to"], told["planned"] or local, told["subject"], told["bodies"])
                    for task in told["tasks"] if "tasks" in told else [told["task"] or ""]:
                        found.setdefault(("message", told["notice"], task), []).append(sent)
                elif effect.case == case.id and effect.kind == "duty":
                    found["duty", told["duty"]] = (told["title"], told["due"])
        return found


def expected(base: Alone, head: Alone, case: Case) -> set[Key]:
    """Return what a plan should name as changed in a case: the kind of thing, its id, and the task it is about."""
    if head.register.case(case.id) is None:
        return {("case-missing",)}
    before, after = base.known(case.id), head.known(case.id)
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    alone = {key[1] for key in differing if key[0] == "task" and (key in before) != (key in after)}
    return {key for key in differing if key[0] != "reminder" or key[2] not in alone}


def named(changes: Iterable[CaseChange]) -> set[Key]:
    """Return what changes name, in the form of `expected`; acts apart."""
    return {_named(change) for change in changes if not change.code.startswith("act-")}


MOVED_FIELDS = {
    "last-day-moved": "last_day",
    "notice-end-moved": "notice_end",
    "notice-days-changed": "notice_days",
    "shortfall-changed": "shortfall_days",
    "case-state-changed": "state",
}


def _named(change: CaseChange) -> Key:
    kind, _, _ = change.code.partition("-")
    if change.code == "case-missing":
        return ("case-missing",)
    if kind in {"message", "reminder"}:
        return (kind, change.subject, change.about or "")
    if change.code in MOVED_FIELDS:
        return ("case", MOVED_FIELDS[change.code])
    return ("task" if kind == "obligation" else kind, change.subject)


def planned(pair: Pair, lines: Sequence[bytes]) -> Plan:
    """Return the plan of a sequence, every case migrated."""
    base, head = (PlanSide(Rulebooks((policy,), engine="compiled")) for policy in (pair.base, pair.head))
    replay = Replay(reader(pair.setting), pair.templates, base, {MIGRATED: head})
    for number, line in enumerate(lines):
        replay.tell(number, line)
    moment = replay.tick()
    return plan_of(replay, pinning((pair.base,), (pair.head,)), base=(pair.base,), migrate=True, moment=moment)


def hold(pair: Pair, lines: list[bytes]) -> Plan:
    """Return the plan of a sequence; raises LawBroken where it is not what full re-evaluation of each case gives."""
    plan = planned(pair, lines)
    base, head = Alone(pair, pair.base), Alone(pair, pair.head)
    if plan.moment is not None:
        tick = {"id": "tick", "source": "test", "type": "clock.ticked", "subject": "*"}
        lines = [*lines, json.dumps({**tick, "time": plan.moment.astimezone(UTC).isoformat()}).encode()]
    for line in lines:
        base.tell(line)
        head.tell(line)
    cases = {case.id: case for case in base.register.open_cases()}
    if sorted(cases) != sorted(case.id for case in plan.cases):
        raise LawBroken(f"a plan holds the open cases: {sorted(cases)} {plan.cases}")
    for found in plan.cases:
        # Of a problem a change names the code; several of one code are told apart by their sentence only.
        wanted = {key[:2] if key[0] == "problem" else key for key in expected(base, head, cases[found.id])}
        if named(found.changes) != wanted:
            raise LawBroken(f"a plan equals full re-evaluation: {found.id} {named(found.changes) ^ wanted}")
        _same_acts(found.changes, base, head, cases[found.id])
    return plan


def _same_acts(changes: Iterable[CaseChange], base: Alone, head: Alone, case: Case) -> None:
    told = {
        f"act-{'refused' if before.outcome == 'applied' else 'accepted'}"
        for before, after in zip(base.decisions, head.decisions, strict=True)
        if before.outcome != after.outcome
        and "applied" in {before.outcome, after.outcome}
        and case.id == (before.case if before.outcome == "applied" else after.case)
    }
    found = {change.code for change in changes if change.code.startswith("act-")}
    # Events told twice settle what they had left open, and events about the person belong to no case.
    if not found and told and not _told_twice(base):
        raise LawBroken(f"a plan names acts that count on one side only: {case.id} {told}")


def _told_twice(side: Alone) -> bool:
    seen = [(decision.event.get("source"), decision.event.get("id")) for decision in side.decisions]
    return len(set(seen)) < len(seen)
