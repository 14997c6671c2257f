"""The sentences of policy tests, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from handover_policy.findings.finding import Location
from handover_policy.model.decision import Refusal
from handover_policy.testing.cases import PolicyCase
from handover_policy.testing.covering.points import CoveragePoint, PointKind
from handover_policy.testing.matching import Mismatch
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.policy_test import CaseResult, Failure, RefusedEvent
from handover_policy.testing.wording import (
    case_line,
    difference_text,
    failure_text,
    missed_text,
    reasons,
    shown,
    summary,
    survivor_text,
)
from handover_policy.texts.texts import languages, texts
from tests.unit.decide.stage import small

WHY = Refusal(code="unknown-employee", message="", params={"who": "E9"})
REFUSED = RefusedEvent(type="resignation.submitted", at="2026-03-02", refusal=WHY)
PLACE = Location("tests/a.yaml", 8, 9)
CASE = PolicyCase(name="辞职", location=Location("tests/a.yaml", 4, 5), content={}, expected_at=(), never_at=())
NEAREST = {"effect": "case", "case": "E1/1", "when": "2026-03-02T09:00:00+08:00", "notice_days": 30}


def differing(expected: object, got: object, *, present: bool = True, path: str = "notice_days") -> Mismatch:
    return Mismatch(path=path, expected=expected, got=got, present=present)


def failure(**fields: object) -> Failure:
    told: dict[str, object] = {"wanted": {"effect": "case", "notice_days": 31}, "nearest": NEAREST, "forbidden": False}
    return Failure(location=PLACE, **{**told, **fields})  # type: ignore[arg-type] # put together here only


def test_every_point_has_a_sentence_in_every_language() -> None:
    points = {f"missed.{kind}" for kind in get_args(PointKind)}
    for language in languages():
        assert {name for name in texts(language).area("testing") if name.startswith("missed.")} == points


def test_a_failure_tells_what_was_expected_and_where_the_nearest_differs() -> None:
    failed = failure(differences=(differing(31, 30),))
    assert failure_text(failed, "zh").splitlines() == [
        "没有出现预期的案件：notice_days = 31",
        "  最接近的是 2026-03-02 09:00 的案件 E1/1，不同之处：",
        "    notice_days：预期 31，实际 30",
    ]
    assert failure_text(failed, "en").splitlines() == [
        "no case came as expected: notice_days = 31",
        "  the nearest is the case E1/1 of 2026-03-02 09:00, which differs in:",
        "    notice_days: expected 31, got 30",
    ]


def test_a_failure_without_any_such_effect_and_one_that_must_not_have_come_say_so() -> None:
    bare = failure(wanted={"effect": "sheet"}, nearest=None)
    assert failure_text(bare, "zh").splitlines() == ["没有出现预期的交接单：—", "  这个案例里没有任何交接单"]
    assert failure_text(failure(forbidden=True), "en").splitlines()[1] == "  it came on 2026-03-02 09:00"
    problem = {"effect": "problem", "code": "date-missing", "when": "2026-03-02T09:00:00+08:00"}
    any_problem = failure(wanted={"effect": "problem"}, nearest=problem, forbidden=True)
    assert failure_text(any_problem, "zh").splitlines()[1] == "  它在 2026-03-02 09:00 出现：date-missing"
    this_problem = failure(wanted={"effect": "problem", "code": "date-missing"}, nearest=problem, forbidden=True)
    assert failure_text(this_problem, "zh").splitlines()[1] == "  它在 2026-03-02 09:00 出现"
    sheet = failure(wanted={"effect": "sheet"}, nearest={"effect": "sheet", "when": "2026-03-02"}, differences=())
    assert "2026-03-02 的交接单，不同之处" in failure_text(sheet, "zh")


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (differing("30", 30), 'notice_days：预期 "30"，实际 30'),
        (differing("a", None, present=False), "notice_days：预期 a，实际没有这一项"),
        (differing("2026-03-03", "2026-03-02", path="at"), "时间：预期 2026-03-03，实际 2026-03-02"),
        (differing(True, False), "notice_days：预期 true，实际 false"),  # noqa: FBT003 - two values
    ],
)
def test_a_difference_is_one_line(difference: Mismatch, told: str) -> None:
    assert difference_text(difference, "zh") == told


def test_long_values_are_shortened() -> None:
    assert shown("长" * 300) == "长" * 199 + "…"


def test_cases_and_their_sum_are_told_in_a_line_each() -> None:
    good = CaseResult(case=CASE, failures=(), refused=())
    bad = CaseResult(case=CASE, failures=(failure(),), refused=(REFUSED,))
    assert case_line(good, "zh") == "✓ 辞职"
    assert case_line(bad, "zh") == "✗ 辞职（2 处不符）"
    assert case_line(bad, "en") == "✗ 辞职 (2 wrong)"
    assert summary([good, bad], "zh") == "2 个案例：1 个通过，1 个失败"
    assert [line.partition(": ")[0] for line in reasons(bad, "zh")] == ["tests/a.yaml:8:9", "tests/a.yaml:4:5"]


def test_survivors_and_missed_points_are_sentences() -> None:
    mutant = Mutant(
        policy=small(),
        kind="number",
        rule="days.regular",
        location=PLACE,
        field="days",
        before="30",
        after="31",
    )
    assert survivor_text(mutant, "zh") == "days.regular：days 由 30 改为 31，没有案例发现"
    step = CoveragePoint(kind="step", rule="sales.customers", location=PLACE, part="2")
    assert missed_text(step, "zh") == "sales.customers：没有案例办完第 2 步"
    assert missed_text(step, "en") == "sales.customers: no case does step 2"


def test_an_element_compared_with_one_at_another_place_names_both():
    apart = Mismatch(path="steps[1].person", expected="S1", got="M1", present=True, place="steps[2]")
    assert difference_text(apart, "zh") == "steps[1].person（最像的是 steps[2]）：预期 S1，实际 M1"
    assert difference_text(apart, "en") == "steps[1].person (most like it is steps[2]): expected S1, got M1"
