"""The hunt: which case notices a change, which changes none notices, and in what order cases are asked."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from handover_policy.model.altered import altered
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import SourceFile
from handover_policy.testing.cases import Json, PolicyCase, read_cases
from handover_policy.testing.mutating.hunt import Verdict, hunt, names_asked, rules_told
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.mutating.rules import mutants
from handover_policy.testing.policy_test import Decide, Played, play, run_case
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


def every_case_played(policy: PolicySet) -> list[tuple[PolicyCase, Played]]:
    return [(case, play(case, started(policy)(), ZONE)) for case in cases()]


def changed(policy: PolicySet) -> list[Mutant]:
    return list(mutants(policy, notifications=(), lays_down=lambda _: True))


def hunted(policy: PolicySet, found: list[Mutant], asked: list[str]) -> list[Verdict]:
    def watching(altered: PolicySet) -> Callable[[PolicyCase], Decide]:
        fresh = started(altered)

        def noted(case: PolicyCase) -> Decide:
            asked.append(case.name)
            return fresh()

        return noted

    return list(hunt(found, every_case_played(policy), watching, ZONE))


def test_a_change_is_noticed_by_the_case_about_its_rule_and_survives_without_one() -> None:
    asked: list[str] = []
    found = [each for each in changed(small()) if each.kind == "number" and each.rule.startswith("days.")]
    verdicts = hunted(small(), found, asked)
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


OF_ONE_STAGE = """
    id: trial
    title: 试用期交接
    when: {employee.stage: probation}
    tasks:
      - id: trial.badge
        title: 工牌
        start: arrival
        steps: [{party: leaver, do: 交还, due: last_day}]
"""


def test_a_case_without_the_task_is_not_asked_how_the_task_goes_and_would_not_know() -> None:
    policy = small(tasks=OF_ONE_STAGE)
    found = changed(policy)
    inside = [each for each in found if each.rule == "trial.badge"]
    asked: list[str] = []
    assert [verdict.killer for verdict in hunted(policy, inside, asked)] == [None] * len(inside)
    assert asked == ["试用期"] * len(inside)
    (without,) = (case for case in cases() if case.name == "正式")
    assert all(run_case(without, started(each.policy)(), ZONE).passed for each in inside)
    # Whether there is such a task hangs on its conditions: every case is asked.
    asked.clear()
    hunted(policy, [each for each in found if each.rule == "trial"][:1], asked)
    assert asked == ["试用期", "正式"]


def test_a_case_that_expects_something_of_the_rule_is_asked_before_one_in_which_it_only_shows() -> None:
    policy = small(tasks=OF_ONE_STAGE)
    start = [each for each in changed(policy) if (each.rule, each.field) == ("trial.badge", "start")]
    shows = every_case_played(policy)[0]
    content = {**shows[0].content, "expect": ({"task": "trial.badge", "steps": [{"party": "leaver"}]},)}
    expects = altered(shows[0], name="交工牌", content=content, expected_at=shows[0].expected_at[:1])
    asked: list[str] = []

    def noted(case: PolicyCase) -> Decide:
        asked.append(case.name)
        return started(policy)()

    assert list(hunt(start[:1], [shows, (expects, shows[1])], lambda _: noted, ZONE))
    assert asked == ["交工牌", "试用期"]
    assert names_asked(expects) == {"trial.badge", "leaver"}
