"""Policy tests that came out wrong, told as findings."""

from __future__ import annotations

import pytest

from handover_policy.findings.catalogue import sentence
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location, Severity
from handover_policy.model.decision import Refusal
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode
from handover_policy.testing.case_findings import case_findings
from handover_policy.testing.cases import PolicyCase
from handover_policy.testing.event_shapes import EventDataChecker
from handover_policy.testing.policy_test import CaseResult, Failure, RefusedEvent
from tests.unit.decide.stage import schemas

WHY = Refusal(code="unknown-employee", message="", params={"who": "E9"})
REFUSED = RefusedEvent(type="resignation.submitted", at="2026-03-02", refusal=WHY)
CASE = PolicyCase(name="三天\x1b", location=Location("tests/a.yaml", 2, 3), content={}, expected_at=(), never_at=())
UNMET = Failure(
    location=Location("tests/a.yaml", 9, 5), wanted={"effect": "gate", "gate": "g\x1b"}, nearest=None, forbidden=False
)


def test_each_thing_wrong_with_a_case_is_an_error_at_its_place() -> None:
    result = CaseResult(case=CASE, failures=(UNMET,), refused=(REFUSED,))
    unmet, refused = case_findings([result])
    assert (unmet.code, unmet.severity, str(unmet.location)) == (
        "policy-test-failed",
        Severity.ERROR,
        "tests/a.yaml:9:5",
    )
    assert sentence(unmet, "en") == (
        "the test case '三天\\u001b' came out wrong: no gate came as expected: gate = g\\u001b\n"
        "  no gate came at all in this case"
    )
    assert str(refused.location) == "tests/a.yaml:2:3"
    assert sentence(refused, "zh").endswith(
        "事件被拒绝：resignation.submitted 2026-03-02: unknown-employee，没有员工“E9”；请先发送 employee.hired"
    )


def test_a_case_that_passed_gives_none() -> None:
    assert list(case_findings([CaseResult(case=CASE, failures=(), refused=())])) == []


@pytest.mark.parametrize(
    ("event", "wrong"),
    [
        ("{type: nobody.knows, data: {by: 5}}", False),
        ("text", False),
        ("{type: departure.declared, data: {by: 5}}", True),
    ],
)
def test_data_are_checked_of_events_whose_type_is_known(event: str, *, wrong: bool) -> None:
    found = Collected()
    case = Composer("a.yaml", Collected()).compose(f"events: [{event}]\n")
    assert isinstance(case, MappingNode)
    EventDataChecker(schemas(), found).check(case)
    assert bool(found.sorted()) is wrong
