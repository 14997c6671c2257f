"""A message that names a value its notice does not bring along is found before it is sent."""

from __future__ import annotations

import pytest

from handover_policy.findings.finding import NOWHERE
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.policy.policy_set import NoticeRule
from handover_policy.render.authoring.declaration import Declaration
from handover_policy.render.authoring.offered import lacking_variables

DAY = TimeExpression(anchor="last_day", text="last_day")


def lacking(*variables: str, on: tuple[str, ...] = (), for_tasks: bool = False) -> list[tuple[str, str]]:
    rule = NoticeRule(
        id="n", to="hr", channels=("sms",), notification="m", on=on, for_tasks=for_tasks, at=DAY, location=NOWHERE
    )
    declared = Declaration(id="m", channels=("sms",), variables=frozenset(variables), sms=None)
    return [(one.subject, one.severity.value) for one in lacking_variables([rule], {"m": declared})]


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("task", ("task.done", "task.deemed")),
        ("gate", ("gate.opened", "gate.held")),
        ("claim", ("claim",)),
        ("duty", ("duty",)),
        ("sheet", ("sheet", "sheet.signed")),
        ("change", ("last_day.changed",)),
        ("case", ("case.closed",)),
        ("contact", ("employee.hired",)),
    ],
)
def test_a_value_that_every_trigger_brings_along_is_no_finding(name, on):
    assert lacking(name, on=on) == []


@pytest.mark.parametrize("name", ["task", "gate", "claim", "duty"])
def test_a_value_that_is_never_there_is_an_error(name):
    assert lacking(name, on=("resignation.submitted",)) == [(name, "error")]
    assert lacking(name) == [(name, "error")]


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("task", ("task.done", "case.closed")),
        ("gate", ("gate.opened", "claim")),
        ("sheet", ("case.closed",)),
        ("sheet", ()),
        ("change", ("resignation.submitted",)),
        ("case", ("duty",)),
        ("tasks", ("employee.changed",)),
    ],
)
def test_a_value_that_is_there_at_times_is_a_warning(name, on):
    assert lacking(name, on=on) == [(name, "warning")]


def test_a_reminder_of_tasks_brings_its_task_and_case():
    assert lacking("task", "case", "tasks", for_tasks=True) == []


def test_a_message_that_does_not_exist_is_told_elsewhere():
    rule = NoticeRule(id="n", to="hr", channels=("sms",), notification="other", location=NOWHERE)
    assert lacking_variables([rule], {}) == ()
