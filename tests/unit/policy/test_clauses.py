"""Clauses: a consequence says when it is owed, by names of the right type (contract, "clauses")."""

import pytest

from tests.unit.policy.conftest import MINIMAL, POLICY, modeline

SERVICE = """
attributes:
  employee.from: {type: date, title: 起}
  employee.until: {type: date, title: 止}
  employee.cost: {type: number, title: 费用}
"""
PERIOD = "trigger: training_service_period, from: employee.from, until: employee.until, cost: employee.cost"


def told(read, consequence: str):
    clause = f"clauses:\n  - {{id: c, title: t, text: x, sign: never, consequence: {consequence}}}\n"
    reading = read({**MINIMAL, "policy.yaml": POLICY + SERVICE, "clauses.yaml": modeline("clauses") + clause})
    return reading, [(each.code, each.subject, str(each.severity)) for each in reading.findings]


@pytest.mark.parametrize(
    "consequence",
    [
        "{kind: penalty, percent: 10, of: unsettled_wages}",
        "{kind: damages, measure: actual_loss}",
        "{kind: bonus, amount: 5, when: {}}",
    ],
)
def test_a_consequence_without_a_condition_is_an_error_and_its_rules_can_be_judged(read, consequence):
    reading, found = told(read, consequence)
    assert found == [("consequence-without-condition", consequence[7:].partition(",")[0], "error")]
    assert reading.policy is None
    assert reading.judged is not None


def test_a_trigger_is_one_of_a_closed_list(read):
    _, found = told(read, "{kind: penalty, trigger: non_competition, amount: 5}")
    assert found == [("unknown-value", "non_competition", "error")]


def test_a_trigger_is_a_condition_of_its_own_beside_the_one_that_is_written(read):
    reading, found = told(read, "{kind: penalty, trigger: non_compete, amount: 5, when: {employee.role: sales}}")
    assert found == []
    when = reading.policy.clauses[0].consequence.when
    assert [part.fact for part in when.parts] == ["clause.breached", "employee.role"]


@pytest.mark.parametrize(
    ("swap", "finding"),
    [
        (("cost: employee.cost", "cost: employee.until"), ("service-fact-unfit", "employee.until", "error")),
        (("until: employee.until", "until: employee.cost"), ("service-fact-unfit", "employee.cost", "error")),
        (("from: employee.from", "from: employee.begin"), ("service-fact-unfit", "employee.begin", "error")),
        ((", cost: employee.cost", ""), ("service-period-untold", "c", "warning")),
    ],
)
def test_a_service_period_is_told_by_declared_dates_and_a_number(read, swap, finding):
    _, found = told(read, f"{{kind: penalty, {PERIOD}}}".replace(*swap))
    assert found == [finding]


def test_a_service_period_may_begin_with_the_hiring(read):
    assert told(read, f"{{kind: penalty, {PERIOD.replace('employee.from', 'employee.hired_on')}}}")[1] == []


def test_persons_that_nothing_tells_apart_are_a_warning(read):
    _, found = told(read, "{kind: penalty, trigger: non_compete, amount: 5, persons: [sales, confidential]}")
    assert found == [("persons-untold", "confidential", "warning")]
