"""Witness: takes note, evaluation by evaluation, of what in a policy set was exercised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias

from handover_policy.conditions.every import conditions_of
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.decided import Decided
from handover_policy.decide.facts import rule_holds, surroundings
from handover_policy.decide.rulebook import Rulebook
from handover_policy.findings.finding import Location
from handover_policy.model.case import Task
from handover_policy.model.condition import ALWAYS
from handover_policy.model.effects import (
    CaseEffect,
    ClaimEffect,
    DutyEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    ProblemEffect,
    SheetEffect,
    Subject,
    TaskEffect,
)
from handover_policy.model.words.event_types import EVALUATING_CLAIMS
from handover_policy.policy.days.recurrences import recurring_rules
from handover_policy.policy.policy_set import NoticeRule, PolicySet
from handover_policy.testing.covering.points import (
    MANIFEST,
    Coverage,
    PointKind,
    dated_in,
    dated_point,
    dated_rules,
    points_of,
    step_part,
    value_on,
)

Seen: TypeAlias = tuple[PointKind, str, str]
"""A point without its place: kind, rule, part."""

ARCHIVE = "archive."


class Witness:
    """Collects what the evaluations on the cases of a test exercised; `policy` is the set that is tested."""

    def __init__(self, policy: PolicySet) -> None:
        """Start having seen nothing."""
        self._policy = policy
        self._lists = {task.id: task.list_id for task in policy.tasks}
        self._conditions = {
            (kind, rule): field for kind, rule, field, condition, _ in conditions_of(policy) if condition != ALWAYS
        }
        again = ((each.id, recurring_rules(each)) for each in policy.recurring)
        self._again = {f"obligation.{rule.name}": name for name, rules in again for rule in rules}
        self._uploads = {upload.id for upload in policy.uploads}
        self._seen: set[Seen] = set()
        self._days: dict[str, set[date]] = {}
        self._arrivals: set[date] = set()

    def watch(self, decided: Decided) -> None:
        """Take note of one evaluation."""
        for effect in decided.decision.effects:
            work = decided.works.get(effect.case or "")
            for seen in self._of_effect(effect):
                self._note(seen, work)
        for work in decided.works.values():
            self._arrivals.add(work.case.arrival)
            for seen in self._of_work(work):
                self._note(seen, work)

    def coverage(self, books: Iterable[Rulebook], lays_down: Callable[[Location], bool]) -> Coverage:
        """Return what was exercised; `books` evaluated the cases and know what their conditions answered."""
        seen = {*self._seen, *(answer for book in books for answer in self._answers(book)), *self._dated()}
        points = points_of(self._policy, lays_down)
        missed = tuple(point for point in points if (point.kind, point.rule, point.part) not in seen)
        return Coverage(points=points, missed=missed)

    def _note(self, seen: Seen, work: CaseWork | None) -> None:
        self._seen.add(seen)
        if work is not None:
            self._days.setdefault(seen[1], set()).add(work.case.arrival)

    def _of_effect(self, effect: Effect) -> Iterator[Seen]:
        """Yield what one effect shows of the rules behind it."""
        if isinstance(effect, CaseEffect):
            yield "row", effect.because.rule, ""
        elif isinstance(effect, TaskEffect):
            rule = effect.task.rule
            yield "task", rule, ""
            yield "list", self._lists.get(rule, ""), ""
            yield "obligation", self._again.get(rule, rule.removeprefix("obligation.")), ""
        elif isinstance(effect, GateEffect):
            yield "gate_held" if effect.gate.state == "held" else "gate_opened", effect.gate.id, ""
            if effect.gate.released_by is not None:
                yield "released", effect.gate.id, ""
        elif isinstance(effect, SheetEffect) and effect.deemed:
            yield "sheet_silence", MANIFEST, ""
        elif isinstance(effect, NoticeEffect):
            yield "notice", effect.notice, ""
        elif isinstance(effect, ClaimEffect):
            yield "clause", effect.claim.clause, ""
        elif isinstance(effect, DutyEffect) and effect.state == "missed":
            yield ("upload" if effect.duty in self._uploads else "section"), effect.duty.removeprefix(ARCHIVE), ""
        elif isinstance(effect, ProblemEffect) and effect.code == "profile-empty":
            yield "section", effect.subject or "", ""

    def _of_work(self, work: CaseWork) -> Iterator[Seen]:
        """Yield what the state of a case shows: steps done, sections told, conditions of messages that were asked."""
        for handed_over in work.case.handover_tasks:
            yield from _steps_of(handed_over, work)
        for name in work.employee.profile:
            yield "section", name, ""
        if work.case.last_day_decided or work.event.type in EVALUATING_CLAIMS:
            for clause in work.book.policy.clauses:
                if ("claims", clause.id) in self._conditions:
                    held, _ = rule_holds("claims", clause.id, surroundings(work)._replace(clause=clause.id))
                    yield "condition_held" if held else "condition_failed", clause.id, "consequence.when"
        for rule in work.book.policy.notices:
            if rule.when != ALWAYS:
                for task, about in _asked_for(rule, work):
                    held, _ = rule_holds("notices", rule.id, surroundings(work, task, about))
                    yield "condition_held" if held else "condition_failed", rule.id, "when"

    def _answers(self, book: Rulebook) -> Iterator[Seen]:
        """Yield which conditions a rulebook found to hold, and which not.

        Of messages and claims only one is meant each time, although the engine answers for all: `_of_work` looks at
        them.
        """
        for key, fired in book.answers.items():
            for (kind, rule), field in self._conditions.items():
                if key[0] == kind and kind not in {"notices", "claims"}:
                    yield "condition_held" if rule in fired else "condition_failed", rule, field

    def _dated(self) -> Iterator[Seen]:
        """Yield the dated values that counted for a case in which their rule showed, or whose condition was asked."""
        for name, holder, location in dated_rules(self._policy):
            for field, dated, in_condition in dated_in(holder):
                for day in self._arrivals if in_condition else self._days.get(name, ()):
                    point = dated_point(name, location, field, value_on(dated, day))
                    yield point.kind, point.rule, point.part


def _steps_of(task: Task, work: CaseWork) -> Iterator[Seen]:
    rule = work.book.task_rules.get(task.rule)
    if task.waits_for:
        yield "waits", task.rule, ""
    for step in task.steps:
        if step.done is not None and step.done.items and step is not task.giver:
            yield "items", task.rule, ""
        for index in step.covers:
            if step.done is not None and rule is not None:
                yield "step", task.rule, step_part(rule.steps[index])
                if step.done.deemed:
                    yield "silence", task.rule, step_part(rule.steps[index])
            of_leaver = rule is not None and rule.steps[index].party == "leaver"
            if of_leaver and work.case.leaver_gone and "leaver" not in step.parties:
                yield "without_leaver", task.rule, ""


def _asked_for(rule: NoticeRule, work: CaseWork) -> Iterator[tuple[Task | None, Subject | None]]:
    """Yield what this event brought a message up for, sent or not: a task, a gate or claim, or the case (None)."""
    before = work.before.sent if work.before is not None else frozenset()
    for name, owner, *_ in sorted(work.case.sent - before):
        if name == rule.id:
            kind, _, subject = owner.partition(":")
            yield work.case.tasks.get(owner), (kind, subject) if kind in {"gate", "claim"} else None
    for occasion in work.occasions:
        if occasion.name in rule.on:
            yield occasion.task, occasion.about
