"""Tests of a set tell attributes that are declared, and values that are known (contract section 5)."""

import pytest

from handover_policy.app.library import load_schemas
from handover_policy.policy.inherit.folder import SourceFile
from handover_policy.testing.cases import read_cases
from handover_policy.testing.declared import declared_by
from tests.unit.decide.stage import small
from tests.unit.decide.test_attribute_values import LOAN, declared

POLICY = small(declared(LOAN, "employee.buddy: {type: text, title: 师傅}"))


def found(
    employee: str, event: str = "{department: x}", expected: str = "{effect: case}"
) -> list[tuple[str, str, int]]:
    text = f"""\
# yaml-language-server: $schema=../schemas/test.schema.json
kind: test
cases:
  - name: 一个
    employee: {employee}
    events:
      - {{at: 2026-03-01, type: employee.changed, data: {event}}}
      - {{at: 2026-03-02, type: resignation.submitted, data: {{form: written}}}}
    expect: [{expected}]
"""
    _, wrong = read_cases([SourceFile("tests/a.yaml", text.encode())], load_schemas(), declared_by(POLICY))
    return [(each.code, each.subject, each.location.line) for each in wrong]


@pytest.mark.parametrize(
    ("employee", "findings"),
    [
        ("{role: sales, stage: 试用期, loan: 5, buddy: 甲, team_leader: T1, id: E9, contract_until: 2026-05-01}", []),
        ("{rolle: sales}", [("attribute-unknown", "rolle", 5)]),
        ("{role: salesman}", [("value-unknown", "salesman", 5)]),
        ("{loan: 许多}", [("value-unfit", "许多", 5)]),
        ("{loan: true}", [("value-unfit", "true", 5)]),
    ],
)
def test_what_nobody_declared_is_an_error_where_it_stands(employee, findings):
    assert found(employee) == findings


def test_an_event_tells_what_nobody_declared_only_where_the_case_expects_the_problem():
    wrong = [("value-unknown", "salesman", 7), ("value-unfit", "许多", 7)]
    assert found("{role: sales}", "{role: salesman, loan: 许多}") == wrong
    expected = "{effect: problem, code: unknown-value}"
    assert found("{role: sales}", "{role: salesman, loan: 许多}", expected) == []
    assert found("{role: sales}", "{lone: 5}") == [("attribute-unknown", "lone", 7)]
