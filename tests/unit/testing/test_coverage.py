"""Coverage: which points a policy set has, and which of them the judgements of a test exercise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handover_policy.decide.decide import decide_event
from handover_policy.findings.finding import Location
from handover_policy.model.dated import Dated
from handover_policy.model.events import Event
from handover_policy.policy.policy_set import PolicySet
from handover_policy.testing.covering.points import Coverage, dated_rules, points_of, value_on
from handover_policy.testing.covering.witness import Witness
from tests.unit.decide.stage import FILE, Stage, small

TASKS = """
    id: sold
    title: 销售
    when: {employee.role: sales}
    tasks:
      - id: sold.list
        title: 名单
        start: arrival
        steps: [{party: leaver, do: 交, due: last_day, evidence: [file]}, {party: manager, do: 收, due: last_day}]
        without_leaver: {party: hr, do: 代交}
      - {id: sold.keys, title: 钥匙, start: arrival, steps: [{party: manager, do: 收, due: last_day}]}
"""
NOTICES = """
    notices:
      - {id: start, on: resignation.submitted, to: leaver, channels: [sms], notification: handover-started,
         when: {employee.role: sales}}
      - {id: late, for: tasks, at: task.due + 1 day, to: manager, channels: [sms], notification: task-overdue,
         when: {task.id: sold.list}}
      - {id: never, on: loss.recorded, to: leaver, channels: [sms], notification: handover-started}
"""
GATES = """
    gates:
      - {id: gate, title: 门, controls: severance, opens_when: {case.last_day_reached: true},
         when: {tasks.total: {above: {2026-01-01: 0, 2026-04-01: 9}}}}
"""
CLAUSES = """
    clauses:
      - {id: plain, title: 约定, text: 文, sign: never}
      - id: loss
        title: 赔偿
        text: 文
        sign: never
        consequence: {kind: damages, when: {case.loss_proven: true}, measure: fixed_sum,
                      amount: {2026-01-01: 100, 2027-01-01: 200}}
"""
ARCHIVE = """
    sections:
      projects: {title: 项目, key: name, fields: [name], update_every: 1 day, when: {employee.role: sales}}
      customers: {title: 客户, key: name, fields: [name]}
    uploads:
      - {id: upload.code, title: 代码, every: 1 day}
"""
OBLIGATIONS = "\n    certificate: {due: last_day, fields: [end_date]}\n"


class Watched(Stage):
    """A stage whose judgements a witness sees."""

    def __init__(self, policy: PolicySet) -> None:
        super().__init__(policy)
        self.witness = Witness(policy)

    def decide(self, event: Event) -> dict[str, Any]:
        self.witness.watch(decide_event(self.register, self.books, event))
        return {"outcome": "applied", "effects": []}

    def missed(self) -> set[tuple[str, str, str]]:
        found = self.witness.coverage(self.books.compiled, lambda _: True)
        return {(point.kind, point.rule, point.part) for point in found.missed}


@pytest.fixture
def stage() -> Watched:
    return Watched(
        small(tasks2=TASKS, notices=NOTICES, gates=GATES, clauses=CLAUSES, archive=ARCHIVE, obligations=OBLIGATIONS)
    )


def test_a_set_without_any_judgement_is_not_covered_at_all(stage: Watched) -> None:
    found = stage.witness.coverage((), lambda _: True)
    assert found.percent == 0
    assert found.missed == found.points
    assert [point.location for point in found.points] == sorted(point.location for point in found.points)
    rules = {(point.kind, point.rule) for point in found.points}
    assert ("without_leaver", "sold.list") in rules
    assert ("without_leaver", "sold.keys") not in rules


def test_a_plain_resignation_covers_what_it_shows(stage: Watched) -> None:
    before = stage.missed()
    stage.hire("E1")
    stage.resign()
    covered = before - stage.missed()
    assert {
        ("row", "days.regular", ""),
        ("condition_held", "days.regular", "when"),
        ("condition_failed", "days.probation", "when"),
        ("condition_failed", "days.part_time", "when"),
        ("task", "work.papers", ""),
        ("task", "sold.keys", ""),
        ("upload", "upload.code", ""),
        ("list", "sold", ""),
        ("list", "work", ""),
        ("task", "sold.list", ""),
        ("condition_held", "sold", "when"),
        ("notice", "start", ""),
        ("condition_held", "start", "when"),
        ("obligation", "certificate", ""),
        ("section", "projects", ""),
        ("section", "customers", ""),
        ("gate_held", "gate", ""),
        ("condition_failed", "gate", "opens_when"),
        ("condition_held", "gate", "when"),
        ("dated", "gate", "when.tasks.total[2026-01-01]"),
        ("condition_held", "projects", "when"),
    } == covered


def test_dated_values_count_on_the_day_of_a_case(stage: Watched) -> None:
    stage.hire("E1", role="office")
    stage.resign(at="2026-04-02T10:00")
    assert ("dated", "gate", "when.tasks.total[2026-04-01]") not in stage.missed()
    assert ("condition_failed", "start", "when") not in stage.missed()
    assert ("condition_failed", "sold", "when") not in stage.missed()
    stage.tell("loss.recorded", "E1", "2026-04-03T10:00", amount=5, description="损失", proven=True)
    missed = stage.missed()
    assert ("clause", "loss", "") not in missed
    assert ("dated", "loss", "consequence.amount[2026-01-01]") not in missed
    assert ("dated", "loss", "consequence.amount[2027-01-01]") in missed
    assert ("notice", "never", "") not in missed


def test_steps_are_covered_when_they_are_done_and_substitutes_when_they_are_needed(stage: Watched) -> None:
    stage.hire("E1")
    stage.hire("M1", manager="M9")
    stage.resign()
    stage.act("submitted", "E1", "2026-03-03T10:00", "sold.list", evidence=[FILE])
    missed = stage.missed()
    assert ("step", "sold.list", "1") not in missed
    assert ("step", "sold.list", "2") in missed
    assert ("without_leaver", "sold.list", "") in missed
    stage.hire("E2")
    stage.tell("resignation.submitted", "E2", "2026-03-03T11:00", form="written")
    stage.tell("employee.absent", "E2", "2026-03-04T10:00", since="2026-03-04")
    assert ("without_leaver", "sold.list", "") not in stage.missed()


def test_dated_messages_missed_duties_and_open_gates_are_covered_by_the_clock(stage: Watched) -> None:
    stage.hire("E1", at="2026-03-01T09:00")
    stage.tell("profile.updated", "E1", "2026-03-01T10:00", section="customers", records=[{"name": "甲"}])
    stage.tick("2026-03-01T11:00")
    assert ("upload", "upload.code", "") in stage.missed()
    stage.tick("2026-03-03T09:00")  # of a person without a case
    assert ("upload", "upload.code", "") not in stage.missed()
    stage.resign(at="2026-03-03T10:00")
    assert ("upload", "upload.code", "") not in stage.missed()
    stage.tick("2026-04-03T09:00")
    missed = stage.missed()
    assert ("gate_opened", "gate", "") not in missed
    assert ("notice", "late", "") not in missed
    assert ("condition_held", "late", "when") not in missed
    assert ("condition_failed", "late", "when") not in missed  # the task sold.keys was late as well


def test_only_what_the_set_lays_down_is_counted_and_files_have_their_own_share(stage: Watched) -> None:
    own = points_of(small(gates=GATES), lambda place: place.file == "gates.yaml")
    assert {point.location.file for point in own} == {"gates.yaml"}
    stage.hire("E1")
    stage.resign()
    found = stage.witness.coverage(stage.books.compiled, lambda _: True)
    assert set(found.files) >= {"gates.yaml", "notices.yaml"}
    gates = found.of_file("gates.yaml")
    assert gates.percent == pytest.approx(100 * (1 - len(gates.missed) / len(gates.points)))


def test_a_set_without_points_is_covered() -> None:
    assert Coverage(points=(), missed=()).percent == 100
    assert Location("a") < Location("b")


def test_before_every_day_the_oldest_value_counts() -> None:
    dated = Dated(values=((date(2026, 1, 1), 3), (date(2026, 7, 1), 5)))
    assert value_on(dated, date(2025, 1, 1)) == date(2026, 1, 1)
    assert value_on(dated, date(2026, 7, 1)) == date(2026, 7, 1)


def test_a_problem_that_is_about_no_section_exercises_nothing() -> None:
    known, unknown = Watched(small(archive=ARCHIVE)), Watched(small(archive=ARCHIVE))
    known.hire("E1", manager="M9", role="office")
    unknown.hire("E1", manager="M9", role="welder")
    assert known.missed() == unknown.missed()


def test_a_set_that_no_silence_signs_has_no_such_point() -> None:
    sets = small(), small((", accepted_after: 5 workdays", ""))
    kinds = [{point.kind for point in points_of(each, lambda _: True)} for each in sets]
    assert ["sheet_silence" in each for each in kinds] == [True, False]


def test_values_by_date_in_a_list_of_cases_belong_to_the_rule_they_stand_in() -> None:
    row = "days: [{when: {employee.role: sales}, is: {2026-01-01: 3, 2026-07-01: 5}}, {is: 9}]"
    policy = small(notice_days=f"rules: [{{id: all, title: 全体, {row}}}]\nfallback_days: 20\n")
    (cases,) = policy.cases
    assert (cases.rule, cases.rows, cases.location) in list(dated_rules(policy))
