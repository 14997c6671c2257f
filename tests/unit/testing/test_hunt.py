"""The hunt: which case notices a change, which changes none notices, and in what order cases are asked."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import SourceFile
from handover_policy.testing.cases import Json, PolicyCase, read_cases
from handover_policy.testing.mutating.hunt import Verdict, hunt, rules_told
from handover_policy.testing.mutating.rules import mutants
from handover_policy.testing.policy_test import Decide, Played, play
from tests.unit.decide.stage import Stage, schemas, small

ZONE = ZoneInfo("Asia/Shanghai")
CASES = """# yaml-language-server: $schema=../../../schemas/test.schema.json
kind: test
cases:
  - name: 试用期
    employee: {role: sales, stage: probation}
    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]
    expect: [{effect: case, notice_days: 3}]
  - name: 正式
    employee: {role: sales, stage: regular}
    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]
    expect: [{effect: case, notice_days: 30}]
"""


def cases() -> tuple[PolicyCase, ...]:
    found, wrong = read_cases([SourceFile("tests/a.yaml", CASES.encode())], schemas())
    assert wrong == ()
    return found


def started(policy: PolicySet) -> Callable[[], Decide]:
    def fresh() -> Decide:
        stage = Stage(policy)

        def decide(event: Json) -> Json:
            return stage.hear(event).decision

        return decide

    return fresh


def hunted(asked: list[str]) -> list[Verdict]:
    policy = small()

    def watching(changed: PolicySet) -> Callable[[], Decide]:
        fresh = started(changed)

        def noted() -> Decide:
            asked.append("case")
            return fresh()

        return noted

    played = [(case, play(case, started(policy)(), ZONE)) for case in cases()]
    found = [each for each in mutants(policy, notifications=(), lays_down=lambda _: True) if each.kind == "number"]
    return list(hunt([each for each in found if each.rule.startswith("days.")], played, watching, ZONE))


def test_a_change_is_noticed_by_the_case_about_its_rule_and_survives_without_one() -> None:
    asked: list[str] = []
    verdicts = hunted(asked)
    by_rule = {verdict.mutant.rule: verdict.killer for verdict in verdicts}
    assert {rule: killer.name if killer else None for rule, killer in by_rule.items()} == {
        "days.probation": "试用期",
        "days.regular": "正式",
        "days.part_time": None,
    }
    # Each mutant of a rule that a case shows is found at once; the one that survives is asked of both cases.
    assert len(asked) == sum(1 if verdict.killer else 2 for verdict in verdicts)


def test_the_rules_of_a_case_are_those_its_effects_name() -> None:
    effects = ({"effect": "case", "because": {"rule": "days.regular"}}, {"effect": "sheet", "because": {}})
    assert rules_told(Played(effects=effects, refused=())) == {"days.regular"}
