"""The engine is asked for every kind of condition that is compiled for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from handover_policy.conditions.every import KINDS
from handover_policy.engine.ruleset import EngineName, Firings, Ruleset
from handover_policy.model.condition import FactValue
from tests.unit.decide.stage import Stage, ready

PLAIN = ("sheet: {parties", "plain: {employee.role: sales}\nsheet: {parties")
EVERY_KIND = {
    "archive": """
        sections:
          notes: {title: 笔记, key: name, fields: [name], update_every: 1 day, when: {employee.role: sales}}
        uploads: [{id: upload.code, title: 代码, every: 1 day, when: {employee.role: sales}}]
        """,
    "clauses": """
        clauses:
          - {id: c, title: 甲, text: 文, sign: never, when: {employee.role: sales},
             consequence: {kind: bonus, when: {case.absent: false}}}
        """,
    "gates": """
        gates:
          - {id: g, title: 甲, controls: handover_confirmation, opens_when: {case.absent: false},
             when: {employee.role: sales}}
        """,
    "tasks2": """
        id: sell
        title: 清单
        when: {employee.role: sales}
        tasks:
          - {id: a, title: 甲, when: {employee.role: sales}, for_each: {in: profile.notes, when: {record.name: 甲}},
             items: {columns: {name: 名称}, from: {in: profile.notes, when: {record.name: 甲}}},
             steps: [{party: leaver, do: 做, when: {case.absent: false}}]}
        """,
    "tasks3": """
        id: cased
        title: 清单
        tasks:
          - {id: b, title: 乙, steps: [{party: leaver, do: 做,
             due: [{when: {case.cause: retirement}, is: arrival}, {is: last_day}]}]}
        """,
    "obligations": """
        recurring:
          - {id: pay, title: 补偿, when: {employee.role: sales}, every: 1 month, times: 2, first: last_day + 1 month}
        """,
    "notices": """
        notices:
          - {id: n, on: resignation.submitted, to: leaver, channels: [sms], notification: handover-started,
             when: {case.cause: resignation}}
        """,
}


class Listening:
    """An evaluator that notes for which kinds it was asked."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.asked: set[str] = set()

    @property
    def engine(self) -> EngineName:
        return self.rules.engine

    def reads(self, kind: str) -> tuple[str, ...]:
        return self.rules.reads(kind)

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        self.asked.add(kind)
        return self.rules.evaluate(kind, facts)

    def close(self) -> None:
        self.rules.close()


def listening() -> tuple[Stage, Listening]:
    stage = ready(PLAIN, **EVERY_KIND)
    book = stage.books.on(date(2026, 3, 2))
    book.answers.clear()  # what was answered at the hiring is not asked again
    book.rules = engine = Listening(book.rules)
    return stage, engine


class Failing(Listening):
    """An evaluator that answers and says that something went wrong on the way."""

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        return Firings(fired=self.rules.evaluate(kind, facts).fired, trouble=(f"broken {kind}",))


@pytest.mark.parametrize("kind", ["notices", "items"])
def test_trouble_with_conditions_is_told_in_the_decision_that_asks_them(kind: str) -> None:
    stage = ready(PLAIN, **EVERY_KIND)
    stage.tell("profile.updated", "E1", "2026-03-03T09:00", section="notes", records=[{"name": "甲"}])
    book = stage.books.on(date(2026, 3, 2))
    book.answers.clear()
    book.rules = Failing(book.rules)
    told = stage.resign(at="2026-03-04T10:00")
    assert any(f"broken {kind}" in problem["message"] for problem in told.effects("problem"))


def test_every_kind_of_condition_is_asked_of_the_engine() -> None:
    stage, engine = listening()
    stage.tell("profile.updated", "E1", "2026-03-03T09:00", section="notes", records=[{"name": "甲"}])
    stage.tick("2026-03-04T09:00")
    stage.resign(at="2026-03-04T10:00", requested_last_day="2026-03-04")
    stage.tick("2026-03-05T09:00")
    assert engine.asked == set(KINDS)
