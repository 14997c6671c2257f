"""Policy tests: what passes, what fails, and what a failure shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handover_policy.app.library import load_schemas
from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import deciding_json_anew
from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.read import SourceFile
from handover_policy.sources.shipped import shipped_folder
from handover_policy.testing.policy_test import CaseResult, read_cases, run_case

MODELINE = "# yaml-language-server: $schema=../../../schemas/test.schema.json\nkind: test\n"
RESIGNS = """cases:
  - name: 辞职
    employee: {role: sales, stage: regular}
    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]
"""


@pytest.fixture(scope="module")
def start() -> Callable[[], Callable[[dict[str, Any]], dict[str, Any]]]:
    return deciding_json_anew(open_policies([shipped_folder("rules") / "default"]))


def codes(text: str) -> list[str]:
    return [finding.code for finding in read_cases([file(text)], load_schemas())[1]]


def file(text: str) -> SourceFile:
    return SourceFile("tests/a.yaml", (MODELINE + text).encode())


def test_a_test_file_that_is_not_read_is_a_finding() -> None:
    cases, findings = read_cases([FileRefusal("tests/x.yaml", "link-outside"), file(RESIGNS)], load_schemas())
    assert [(each.code, each.location.file) for each in findings] == [("link-outside", "tests/x.yaml")]
    assert len(cases) == 1


def result_of(start: Callable[[], Any], more: str) -> CaseResult:
    cases, findings = read_cases([file(RESIGNS + more)], load_schemas())
    assert findings == ()
    return run_case(cases[0], start(), ZoneInfo("Asia/Shanghai"))


def test_an_expectation_that_holds_passes(start: Callable[[], Any]) -> None:
    assert result_of(start, "    expect: [{effect: case, notice_days: 30}]\n").failures == ()


def test_a_failure_tells_its_place_and_the_nearest_effect(start: Callable[[], Any]) -> None:
    more = "    expect:\n      - {effect: case, notice_days: 30, cause: dismissal}\n"
    (failure,) = result_of(start, more).failures
    assert (failure.location.file, failure.location.line) == ("tests/a.yaml", 8)
    assert failure.nearest is not None
    assert failure.nearest["cause"] == "resignation"


def test_an_expected_day_counts(start: Callable[[], Any]) -> None:
    assert result_of(start, "    expect: [{at: 2026-03-03, effect: case}]\n").failures != ()
    assert result_of(start, "    expect: [{at: 2026-03-02, effect: case}]\n").failures == ()


def test_a_moment_may_carry_its_own_offset(start: Callable[[], Any]) -> None:
    tick = "}}, {at: '2026-04-01T01:00:00+00:00', type: clock.ticked}]"
    opened = "    expect: [{at: '2026-04-01T01:00', effect: gate, gate: gate.certificate, state: open}]\n"
    cases, findings = read_cases([file(RESIGNS.replace("}}]", tick) + opened)], load_schemas())
    assert findings == ()
    assert run_case(cases[0], start(), ZoneInfo("Asia/Shanghai")).failures == ()


def test_an_effect_that_never_comes_has_no_nearest(start: Callable[[], Any]) -> None:
    (failure,) = result_of(start, "    expect: [{effect: claim}]\n").failures
    assert failure.nearest is None


def test_what_must_never_come_fails_when_it_comes(start: Callable[[], Any]) -> None:
    more = "    expect: [{effect: case}]\n    never: [{effect: case, cause: resignation}]\n"
    (failure,) = result_of(start, more).failures
    assert failure.forbidden


def test_a_refused_event_fails_unless_it_is_expected(start: Callable[[], Any]) -> None:
    again = RESIGNS.replace("}}]", "}}, {at: 2026-03-03, type: resignation.submitted, data: {form: written}}]")
    for more, refusals in (("", 1), ("    expect: [{effect: refusal, code: case-already-open}]\n", 0)):
        cases, _ = read_cases([file(again + more)], load_schemas())
        result = run_case(cases[0], start(), ZoneInfo("Asia/Shanghai"))
        assert (len(result.refused), result.failures) == (refusals, ())


def test_a_profile_is_told_before_the_first_event(start: Callable[[], Any]) -> None:
    unwanted = "{effect: problem, message: 工作档案“客户信息”没有记录}"
    more = f"    profile: {{customers: [{{name: 甲}}]}}\n    never: [{unwanted}]\n"
    assert result_of(start, more).failures == ()


def test_a_file_without_a_case_and_unknown_keys_are_findings() -> None:
    assert "test-without-case" in codes("cases: []\n")
    assert "unknown-key" in codes(RESIGNS + "    expects: [{effect: case}]\n")
    assert codes("cases: [\n") != []
    assert codes("cases: [3]\n") != []


def test_a_time_that_is_none_is_a_finding_wherever_it_stands() -> None:
    assert codes(RESIGNS.replace("2026-03-02", "某天")) == ["test-time-unfit"]
    assert codes(RESIGNS.replace("2026-03-02", "'2026-03-02T25:00'")) == ["test-time-unfit"]
    assert codes(RESIGNS + "    never: [{effect: claim, at: 20260302T10}]\n") == ["test-time-unfit"]
    assert codes(RESIGNS + "    expect: [{effect: case, at: '2026-03-02 09:00'}]\n") == []


def test_a_test_that_names_a_set_is_told_where_tests_belong() -> None:
    assert codes("policy: ../acme\n" + RESIGNS) == ["test-names-a-set"]
    assert codes("extends: [a]\n" + RESIGNS) == ["test-names-a-set"]


def test_a_field_that_no_such_effect_has_is_a_finding_also_where_it_must_never_come() -> None:
    assert codes(RESIGNS + "    expect: [{effect: case, notice_day: 30}]\n") == ["unknown-effect-field"]
    assert codes(RESIGNS + "    never: [{effect: notice, notce: notice.start}]\n") == ["unknown-effect-field"]
    assert codes(RESIGNS + "    expect: [{effect: claim, ratio: 3}]\n") == []  # a clause may add fields of its own
    assert codes(RESIGNS + "    expect: [{effect: case, refusal: {code: wrong-state}}]\n") == []
    assert "unknown-effect-field" not in codes(RESIGNS + "    expect: [3, {effect: nothing}]\n")
