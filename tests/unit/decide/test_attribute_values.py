"""Attributes of a declared type: what an event tells otherwise is a problem, and missing for every rule."""

import pytest

from tests.unit.decide.stage import Stage, ready

LOAN = "employee.loan: {type: number, title: 借款余额, unit: 元}"
GATES = """
    gates:
      - {id: g.none, title: 甲, controls: severance, opens_when: {employee.loan: {exists: false}}}
      - {id: g.some, title: 乙, controls: reference_letter, opens_when: {employee.loan: {above: 0}}}
"""


def declared(*attributes: str) -> tuple[str, str]:
    lines = "".join(f"\n  {each}" for each in attributes)
    return "sheet: {parties", f"attributes:{lines}\nsheet: {{parties"


def borrowing(told: object) -> Stage:
    stage = ready(declared(LOAN), gates=GATES)
    stage.tell("employee.changed", "E1", "2026-02-01T10:00", loan=told)
    return stage


@pytest.mark.parametrize(
    ("told", "opened"), [(0, []), (0.5, ["g.some"]), (500, ["g.some"]), ("500", ["g.none"]), (True, ["g.none"])]
)
def test_a_value_of_another_type_is_missing_for_rules(told, opened):
    gates = borrowing(told).resign().effects("gate")
    assert [each["gate"] for each in gates if each["state"] == "open"] == opened


def test_it_is_a_problem_on_the_event_and_on_the_later_case():
    stage = ready(declared(LOAN))
    told = stage.tell("employee.changed", "E1", "2026-02-01T10:00", loan="许多")
    problem = told.one("problem", code="unknown-value")
    assert problem["params"] == {
        "reason": "type",
        "attribute": "loan",
        "called": "借款余额",
        "value": "许多",
        "types": ["number"],
    }
    assert stage.resign().one("problem", code="unknown-value")["subject"] == "loan"


@pytest.mark.parametrize(
    ("kind", "fits", "unfit"),
    [
        ("number", (0, -1.5), ("1", True)),
        ("date", ("2026-02-28",), ("2026-02-30", "2026-2-8", 20260228)),
        ("boolean", (True, False), ("true", 1)),
        ("text", ("", "2026-02-28"), (5, False)),
    ],
)
def test_each_type_has_its_values(kind, fits, unfit):
    stage = ready(declared(f"employee.more: {{type: {kind}}}"))
    told = [(value, stage.tell("employee.changed", "E1", "2026-02-01T10:00", more=value)) for value in (*fits, *unfit)]
    assert [value for value, decided in told if decided.problems == ["unknown-value"]] == list(unfit)


def test_what_is_not_of_the_type_is_not_of_the_event_either():
    notices = (
        "notices: [{id: n, on: employee.changed, to: hr, channels: [sms], notification: task-overdue,"
        " when: {event.loan: {exists: true}}}]\n"
    )
    stage = ready(declared(LOAN), notices=notices)
    assert stage.tell("employee.changed", "E1", "2026-02-01T10:00", loan="x").effects("notice") == []
    assert stage.tell("employee.changed", "E1", "2026-02-02T10:00", loan=5).effects("notice") != []


def test_plain_words_are_for_those_of_whom_the_policy_says_so():
    notices = (
        "notices: [{id: n, on: resignation.submitted, to: [leaver, hr], channels: [sms],"
        " notification: handover-started}]\n"
    )
    plain = ("sheet: {parties", "plain: {employee.track: frontline}\nsheet: {parties")
    for swaps, track, expected in (((plain,), "frontline", True), ((plain,), "office", False), ((), "frontline", None)):
        stage = ready(*swaps, notices=notices)
        stage.tell("employee.changed", "E1", "2026-02-01T10:00", track=track)
        told = {each["to"]: each["recipient"].get("plain") for each in stage.resign().effects("notice")}
        assert told == {"E1": expected, "U-HR": None if expected is None else False}


def test_a_title_that_several_values_bear_is_taken_for_none_and_all_are_named():
    stage = ready(("engineer: 研发", "engineer: 销售"))
    told = stage.tell("employee.changed", "E1", "2026-02-01T10:00", role="销售")
    assert told.one("problem", code="unknown-value")["params"]["nearest"] == "sales 销售 / engineer 销售"
