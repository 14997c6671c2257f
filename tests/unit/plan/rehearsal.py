"""Rehearsal: a small departure told to two versions of a small policy, and what the plan says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from handover_policy.app.library import load_messages, load_schemas
from handover_policy.app.plan import PlanSides, replaying
from handover_policy.plan.change import CaseChange
from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import CasePlan, Plan, plan_of
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.templates import Templates, compile_templates
from tests.unit.decide.stage import Stage, Told, small

LATER = ("version: 1.0.0", "version: 2.0.0"), ("from: 2026-01-01", "from: 2026-07-01")


@cache
def templates() -> Templates:
    return compile_templates(load_messages())


class Rehearsal(Stage):
    """A stage that tells everything to a replay, too."""

    def __init__(self, base: PolicySet | Sequence[PolicySet], *heads: PolicySet) -> None:
        self.base = (base,) if isinstance(base, PolicySet) else tuple(base)
        super().__init__(*self.base)
        self.heads = heads or self.base
        sides = PlanSides(base=self.base, head=self.heads, templates=templates(), schemas=load_schemas(), unusable=())
        self.replay = replaying(sides)

    def hear(self, told: object) -> Told:
        self.replay.tell(self.count, json.dumps(told, ensure_ascii=False).encode())
        return super().hear(told)

    def plan(self, *, migrate: bool = False, day: date | None = None) -> Plan:
        moment = self.replay.tick(day)
        return plan_of(self.replay, pinning(self.base, self.heads), base=self.base, migrate=migrate, moment=moment)

    def case_plan(self, name: str = "E1/1", **asked: Any) -> CasePlan:
        return next(case for case in self.plan(**asked).cases if case.id == name)

    def changes(self, **asked: Any) -> list[CaseChange]:
        return list(self.case_plan(**asked).changes)

    def codes(self, **asked: Any) -> set[str]:
        return {change.code for change in self.changes(**asked)}

    def told(self, code: str, **asked: Any) -> list[tuple[object, ...]]:
        """Return subject, before, after and days of the changes of a kind."""
        found = [change for change in self.changes(**asked) if change.code == code]
        return [(change.subject, change.before, change.after, change.days) for change in found]


def between(
    base: Mapping[str, str] | None = None,
    head: Mapping[str, str] | None = None,
    *swaps: tuple[str, str],
    named_by: str = "M1",
) -> Rehearsal:
    """Return E1 leaving since 2026-03-02, E2 the successor, under a small policy; `swaps` are made in the head only."""
    rehearsal = Rehearsal(small(**(base or {})), small(*swaps, **(head if head is not None else base or {})))
    for person in ("E1", "E2"):
        rehearsal.hire(person)
    rehearsal.hire("M1", manager="M9", name="陆建国")
    rehearsal.resign()
    rehearsal.tell("successor.assigned", "E1", "2026-03-03T09:00", successor="E2", by=named_by)
    return rehearsal
