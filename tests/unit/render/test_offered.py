"""A message that names a value its notice does not bring along is found before it is sent."""

from __future__ import annotations

import pytest

from handover_policy.findings.finding import NOWHERE
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.policy.policy_set import NoticeRule
from handover_policy.render.authoring.declaration import Declaration
from handover_policy.render.authoring.offered import lacking_variables

DAY = TimeExpression(anchor="last_day", text="last_day")


def lacking(*variables: str, on: tuple[str, ...] = (), for_tasks: bool = False) -> list[str]:
    rule = NoticeRule(
        id="n", to=("hr",), channels=("sms",), notification="m", on=on, for_tasks=for_tasks, at=DAY, location=NOWHERE
    )
    declared = Declaration(id="m", channels=("sms",), variables=frozenset(variables), sms=None)
    return [one.subject for one in lacking_variables([rule], {"m": declared})]


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


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("task", ("resignation.submitted",)),
        ("task", ("task.done", "case.closed")),
        ("task", ()),
        ("gate", ("resignation.submitted",)),
        ("gate", ("gate.opened", "claim")),
        ("claim", ()),
        ("sheet", ("case.closed",)),
        ("sheet", ()),
        ("change", ("resignation.submitted",)),
        ("case", ("duty",)),
        ("tasks", ("employee.changed",)),
    ],
)
def test_a_value_that_a_trigger_does_not_bring_along_is_told(name, on):
    assert lacking(name, on=on) == [name]


def test_a_reminder_of_tasks_brings_its_task_and_case():
    assert lacking("task", "case", "tasks", for_tasks=True) == []


def test_a_message_that_does_not_exist_is_told_elsewhere():
    rule = NoticeRule(id="n", to=("hr",), channels=("sms",), notification="other", location=NOWHERE)
    assert lacking_variables([rule], {}) == ()
