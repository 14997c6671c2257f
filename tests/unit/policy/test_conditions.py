"""Conditions: what they mean, and what is wrong with those that mean nothing."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Negation
from handover_policy.model.dated import Dated
from handover_policy.policy.facts import FLAG, NUMBER, TEXT, FactTable


@pytest.fixture(scope="module")
def condition(policy_with):
    def read(text: str):
        policy = policy_with(
            gates=f"gates:\n  - {{id: g, title: t, controls: severance, opens_when: {text}}}\n",
            archive="sections:\n  assets: {title: t, key: number, fields: [number]}\n",
        )
        return policy.gates[0].opens_when

    return read


@pytest.fixture(scope="module")
def problem(findings_in):
    def read(text: str):
        body = f"gates:\n  - {{id: g, title: t, controls: severance, opens_when: {text}}}\n"
        return [(each.code, each.subject, each.details.get("suggestion")) for each in findings_in("gates", body)]

    return read


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("{employee.role: sales}", Comparison(fact="employee.role", operator="is", operand="sales")),
        ("{employee.role: [sales]}", Comparison(fact="employee.role", operator="one_of", operand=("sales",))),
        ("{tasks.total: {above: 0}}", Comparison(fact="tasks.total", operator="above", operand=0)),
        ("{employee.location: 上海}", Comparison(fact="employee.location", operator="is", operand="上海")),
        ("{employee.department: 7}", Comparison(fact="employee.department", operator="is", operand=7)),
        ("{employee.track: {exists: false}}", Comparison(fact="employee.track", operator="exists", operand=False)),
        ("{employee.hired_on: {above: 2026-01-01}}",
         Comparison(fact="employee.hired_on", operator="above", operand=date(2026, 1, 1))),
        ("{event.requested_last_day: '2026-01-01'}",
         Comparison(fact="event.requested_last_day", operator="is", operand=date(2026, 1, 1))),
        ("{event.role: sales}", Comparison(fact="event.role", operator="is", operand="sales")),
        ("{event.cause: {none_of: [death]}}", Comparison(fact="event.cause", operator="none_of", operand=("death",))),
        ("{event.type: task.waived}", Comparison(fact="event.type", operator="is", operand="task.waived")),
        ("{case.absent: {is_not: true}}", Comparison(fact="case.absent", operator="is_not", operand=True)),
        ("{profile.assets.count: 0}", Comparison(fact="profile.assets.count", operator="is", operand=0)),
        ("{tasks.waiting_for.hr: {at_least: 1}}",
         Comparison(fact="tasks.waiting_for.hr", operator="at_least", operand=1)),
        ("{tasks.total: {2026-01-01: 1}}",
         Comparison(fact="tasks.total", operator="is", operand=Dated(values=((date(2026, 1, 1), 1),)))),
        ("{not: {case.absent: true}}",
         Negation(part=Comparison(fact="case.absent", operator="is", operand=True))),
        ("{any: [{case.absent: true}, {}]}",
         AnyOf(parts=(Comparison(fact="case.absent", operator="is", operand=True), ALWAYS))),
        ("{all: [{case.absent: true}], sheet.signed: true}",
         AllOf(parts=(AllOf(parts=(Comparison(fact="case.absent", operator="is", operand=True),)),
                      Comparison(fact="sheet.signed", operator="is", operand=True)))),
        ("{tasks.total: {at_least: 1, at_most: {2008-01-01: 9, 2007-01-01: 8}}}",
         AllOf(parts=(Comparison(fact="tasks.total", operator="at_least", operand=1),
                      Comparison(fact="tasks.total", operator="at_most",
                                 operand=Dated(values=((date(2007, 1, 1), 8), (date(2008, 1, 1), 9))))))),
    ],
)  # fmt: skip
def test_conditions_mean_what_the_contract_says(condition, text, meaning) -> None:
    assert condition(text) == meaning


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("{employee.rol: sales}", [("unknown-fact", "employee.rol", "employee.role")]),
        ("{wages: 1}", [("unknown-fact", "wages", "")]),
        ("{event.rolle: sales}", [("unknown-fact", "event.rolle", "event.role")]),
        ("{tasks.waiting_for.managr: 1}", [("unknown-fact", "tasks.waiting_for.managr", "tasks.waiting_for.manager")]),
        ("{employee.role: slaes}", [("value-unknown", "slaes", "sales")]),
        ("{case.cause: [dismisal, death]}", [("value-unknown", "dismisal", "dismissal")]),
        ("{employee.role: {at_least: sales}}", [("operator-unfit", "at_least", None)]),
        ("{case.absent: {above: 1}}", [("operator-unfit", "above", None)]),
        ("{employee.role: {equals: sales}}", [("unknown-operator", "equals", "")]),
        ("{employee.role: {}}", [("condition-empty", "employee.role", None)]),
        ("{employee.role: {one_of: sales}}", [("condition-list-expected", "one_of", None)]),
        ("{employee.role: []}", [("condition-list-expected", "one_of", None)]),
        ("{any: []}", [("condition-list-expected", "any", None)]),
        ("{all: {case.absent: true}}", [("condition-list-expected", "all", None)]),
        ("[case.absent]", [("condition-expected", "", None)]),
        ("{not: true}", [("condition-expected", "", None)]),
        ("{case.absent: yes}", [("value-unfit", "yes", None)]),
        ("{case.absent: {exists: 1}}", [("value-unfit", "1", None)]),
        ("{tasks.total: many}", [("value-unfit", "many", None)]),
        ("{tasks.total: true}", [("value-unfit", "true", None)]),
        ("{employee.role: ~}", [("value-unfit", "null", None)]),
        ("{employee.role: 3}", [("value-unfit", "3", None)]),
        ("{employee.role: [[sales]]}", [("value-unfit", "", None)]),
        ("{employee.role: {2026-01-01: 1}}", [("value-unfit", "mapping", None)]),
        ("{employee.hired_on: soon}", [("value-unfit", "soon", None)]),
        ("{tasks.total: {2026-02-30: 1}}", [("not-a-date", "2026-02-30", None)]),
        ("{tasks.total: {2026-01-01: x}}", [("number-expected", "", None)]),
        ("{tasks.total: {2026-01-01: {2026-01-02: 1}}}", [("number-expected", "", None)]),
        ("{tasks.total: .inf}", [("not-a-number", ".inf", None)]),
        ("*x", [("alias", "x", None)]),
    ],
)
def test_conditions_that_mean_nothing_are_findings(problem, text, problems) -> None:
    assert problem(text) == problems


def test_names_that_could_not_be_read_are_not_called_unknown() -> None:
    table = FactTable(vocabulary=None, parties=None, sections=None)
    for name, kind in (("employee.mood", TEXT), ("profile.x.count", NUMBER), ("tasks.waiting_for.x", NUMBER)):
        fact = table.find(name)
        assert fact is not None
        assert fact.type == kind
    assert table.find("employee.") is None
    assert "case.cause" in table.names()


def test_facts_of_events_have_the_types_of_their_fields() -> None:
    fact = FactTable().find("event.proven")
    assert fact is not None
    assert fact.type == FLAG
