"""Duet, Act: the base and one other side told the same events, with all that shows where they part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handover_policy.decide.decided import Decided
from handover_policy.model.case import Case
from handover_policy.model.decision import Decision, Refusal
from handover_policy.model.effects import NoticeEffect
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import TaskAct
from handover_policy.plan.message_facts import MessageFacts
from handover_policy.plan.newest import NewestNames
from handover_policy.plan.side import CaseNews, PlanSide, Sent, Standing, keep, local_date
from handover_policy.render.fill import Writing
from handover_policy.render.templates import Templates

APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event that counts on one side only: `refused` tells whether it is the other side that does, `refusal` why."""

    type: str
    time: str
    task: str | None
    case: str | None
    refused: bool
    refusal: Refusal | None


class Duet:
    """Holds what the base and another side made of the same events.

    Of every message both keep a digest of the facts that its text names, by the same templates: other words alone make
    no message worth sending again.
    """

    def __init__(self, base: PlanSide, other: PlanSide, templates: Templates) -> None:
        """Take the two sides, and what messages are written with."""
        self.base = base
        self.other = other
        self._facts = MessageFacts(templates)
        self._newest = NewestNames(other.books.newest_names)
        self._before: dict[str, CaseNews] = {}
        self._after: dict[str, CaseNews] = {}
        self._acts: dict[str, dict[tuple[str, str, bytes], Act]] = {}

    def take(self, event: Event, before: Decided, after: Decided) -> None:
        """Keep what both sides made of an event."""
        one, other = before.decision, after.decision
        if one.effects or other.effects:
            keep(self._before, map(self._newest.effect, one.effects))
            keep(self._after, map(self._newest.effect, other.effects))
            self._messages(event, before, after)
        if one.outcome != other.outcome and APPLIED in {one.outcome, other.outcome}:
            self._act(self._acts.setdefault(event.subject, {}), event, one, other)

    def standings(self, case: Case) -> tuple[Standing, Standing | None]:
        """Return how a case of the base stands there, and how its employee's newest case stands on the other side.

        Both under the newest names of the rules.
        """
        other = self.other.register.case(case.id) or self.other.register.case_of(case.employee)
        return (
            self.base.standing(case, self._before, self._newest),
            None if other is None else self.other.standing(other, self._after, self._newest),
        )

    def acts(self, employee: str, case: str) -> tuple[Act, ...]:
        """Return the acts of a case, and of its employee outside of any case, that count on one of two sides only."""
        return tuple(act for act in self._acts.get(employee, {}).values() if act.case in {case, None})

    def _messages(self, event: Event, before: Decided, after: Decided) -> None:
        old, new = _notices(self.base, before), _notices(self.other, after)
        if not old and not new:
            return
        day = local_date(self.base, event)
        old = [(self._newest.effect(effect), writing) for effect, writing in old]
        new = [(self._newest.effect(effect), writing) for effect, writing in new]
        there = {effect.id: (writing, self._facts.told_by(writing)) for effect, writing in new}
        for effect, writing in old:
            facts = self._facts.told_by(writing)
            name = effect.id
            if name in there and self._facts.read_the_same(writing, there[name][0], (facts, there[name][1])):
                there[name] = (there[name][0], facts)
            self._before.setdefault(effect.case or "", CaseNews()).messages.extend(_sent(effect, day, facts.all))
        for effect, _ in new:
            facts = there[effect.id][1]
            self._after.setdefault(effect.case or "", CaseNews()).messages.extend(_sent(effect, day, facts.all))

    @staticmethod
    def _act(acts: dict[tuple[str, str, bytes], Act], event: Event, before: Decision, after: Decision) -> None:
        key = (event.source, event.id, event.digest)
        if key in acts:  # told again, and now it counts on the side that had refused it
            del acts[key]
            return
        decided, other = (before, after) if before.outcome == APPLIED else (after, before)
        task = event.told.task if isinstance(event.told, TaskAct) else None
        acts[key] = Act(
            type=event.type,
            time=event.written_time,
            task=task,
            case=decided.case,
            refused=decided is before,
            refusal=other.refusal,
        )


def _notices(side: PlanSide, decided: Decided) -> list[tuple[NoticeEffect, Writing]]:
    """Return the messages of cases that a evaluation sends, with what their texts depend on."""
    return [
        (effect, side.writing(decided, effect))
        for effect in decided.decision.effects
        if isinstance(effect, NoticeEffect) and effect.case is not None
    ]


def _sent(effect: NoticeEffect, day: str, facts: bytes) -> Iterator[Sent]:
    """Yield a message once for each task it is about."""
    for task in effect.concerned or (None,):
        yield Sent(
            id=effect.id,
            notice=effect.notice,
            task=task,
            to=effect.to,
            day=day if effect.planned is None else effect.planned.isoformat(),
            facts=facts,
        )
