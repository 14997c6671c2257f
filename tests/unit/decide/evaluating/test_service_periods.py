"""What triggers a claim, whom it concerns, and what a service period not served costs (contract "clauses", 2.10)."""

import pytest

from tests.unit.decide.stage import Stage, ready
from tests.unit.decide.test_attribute_values import declared

SERVICE = """
    clauses:
      - id: c.service
        title: 培训服务期
        text: 按未履行部分分摊培训费用
        sign: onboarding
        consequence: {kind: penalty, trigger: training_service_period, from: employee.from, until: employee.until,
                      cost: employee.cost, exclude: [employer_fault]}
"""
BREACH = """
    clauses:
      - id: c.noncompete
        title: 竞业限制
        text: 不到同业任职
        sign: onboarding
        consequence: {kind: penalty, trigger: non_compete, months: 12, amount: 100000}
      - id: c.secret
        title: 保密
        text: 保密
        sign: onboarding
        consequence: {kind: penalty, trigger: non_compete, amount: 7}
"""
DATES = declared(
    "employee.from: {type: date, title: 起}",
    "employee.until: {type: date, title: 止}",
    "employee.cost: {type: number, title: 费用, unit: 元}",
    "employee.confidential: {type: boolean, title: 涉密}",
)
TRAINED = {"from": "2024-04-02", "until": "2027-04-01", "cost": 36000}


def sign(stage: Stage, *clauses: str) -> None:
    told = {"clauses": list(clauses), "policy_version": "1.0.0", "sha256": "0" * 64, "method": "reliable"}
    assert stage.tell("agreement.signed", "E1", "2026-02-01T10:00", told).outcome == "applied"


def trained(clauses: str = SERVICE, **told: object) -> Stage:
    stage = ready(DATES, clauses=clauses)
    stage.tell("employee.changed", "E1", "2026-01-05T09:00", {**TRAINED, **told})
    sign(stage, "c.service")
    return stage


def claims_on_the_last_day(stage: Stage, **data: str) -> list[object]:
    stage.resign(**data)
    return [(each["amount"], each["state"]) for each in stage.tick("2026-04-01T09:00").effects("claim")]


def test_the_cost_is_claimed_for_the_days_that_are_left_of_all_days_between():
    stage = trained()
    stage.resign()
    claim = stage.tick("2026-04-01T09:00").one("claim")
    assert (claim["amount"], claim["kind"]) == (12000, "penalty")
    assert claim["because"]["facts"] == {
        "employee.from": "2024-04-02",
        "employee.until": "2027-04-01",
        "employee.cost": 36000,
    }


@pytest.mark.parametrize(
    ("told", "claims"),
    [
        ({"until": "2026-04-01"}, []),
        ({"until": "2026-04-02"}, [(49.25, "open")]),
        ({"from": "2027-03-31", "until": "2027-04-01"}, [(36000, "open")]),
        ({"cost": 0}, [(0, "open")]),
        ({"cost": 0.01}, [(0, "open")]),
        ({"until": None}, []),
        ({"until": "明年"}, []),
    ],
)
def test_who_leaves_on_its_last_day_or_never_had_one_owes_nothing(told, claims):
    assert claims_on_the_last_day(trained(**told)) == claims


@pytest.mark.parametrize("told", [{"cost": None}, {"from": "2027-04-02"}, {"cost": "很多"}])
def test_a_sum_that_cannot_be_reckoned_is_a_problem(told):
    stage = trained(**told)
    stage.resign()
    decided = stage.tick("2026-04-01T09:00")
    assert decided.one("claim")["amount"] is None
    assert "no-figure" in decided.problems


def test_a_sum_that_was_agreed_claims_no_more_than_what_is_left_and_no_more_than_agreed():
    for amount, claimed in ((200000, 12000), (500, 500)):
        clauses = SERVICE.replace("exclude:", f"amount: {amount}, exclude:")
        assert claims_on_the_last_day(trained(clauses)) == [(claimed, "open")]


def test_a_cap_limits_a_penalty_that_something_else_triggers():
    capped = SERVICE.replace("trigger: training_service_period", "when: {case.handover: open}, amount: 90000")
    capped = capped.replace("exclude:", "cap: unamortised_training_cost, exclude:")
    assert claims_on_the_last_day(trained(capped)) == [(12000, "open")]


def test_nobody_owes_by_a_clause_that_excludes_the_cause_of_their_leaving():
    stage = trained()
    stage.resign(cause="employer_fault", requested_last_day="2026-04-01")
    assert stage.tick("2026-04-01T09:00").effects("claim") == []


def test_a_consequence_for_some_persons_concerns_nobody_else():
    by_role = SERVICE.replace("exclude:", "persons: [engineer], exclude:")
    assert claims_on_the_last_day(trained(by_role)) == []
    assert claims_on_the_last_day(trained(by_role, role="engineer")) == [(12000, "open")]
    by_flag = SERVICE.replace("exclude:", "persons: [confidential], exclude:")
    assert claims_on_the_last_day(trained(by_flag)) == []
    assert claims_on_the_last_day(trained(by_flag, confidential=True)) == [(12000, "open")]


def breach(stage: Stage, at: str, *, clause: str = "c.noncompete", proven: bool = True):
    told = {"clause": clause, "by": "U-HR", "description": "到同业任职", "proven": proven}
    return stage.tell("breach.recorded", "E1", at, told)


def test_a_proven_breach_claims_the_penalty_of_its_own_clause_and_nothing_else_does():
    stage = ready(clauses=BREACH)
    sign(stage, "c.noncompete", "c.secret")
    stage.resign()
    assert stage.tick("2026-04-02T09:00").effects("claim") == []
    assert breach(stage, "2026-04-10T10:00", proven=False).effects("claim") == []
    claim = breach(stage, "2026-04-20T10:00").one("claim")
    assert (claim["clause"], claim["amount"]) == ("c.noncompete", 100000)
    assert claim["because"]["facts"] == {"clause.breached": True}
    assert breach(stage, "2026-04-21T10:00", clause="c.secret").one("claim")["clause"] == "c.secret"


def test_a_message_may_ask_whether_the_clause_it_is_told_of_was_breached():
    notices = (
        "notices: [{id: n, on: breach.recorded, to: hr, channels: [sms], notification: task-overdue,"
        " when: {clause.breached: true}}, {id: m, on: claim, to: hr, channels: [sms], notification: task-overdue,"
        " when: {clause.breached: true}}]\n"
    )
    stage = ready(clauses=BREACH, notices=notices)
    stage.resign()
    assert breach(stage, "2026-03-10T10:00", proven=False).effects("notice") == []
    assert [each["notice"] for each in breach(stage, "2026-03-11T10:00").effects("notice")] == ["n"]
    sign(stage, "c.secret")
    told = breach(stage, "2026-03-12T10:00", clause="c.secret")
    assert {each["notice"] for each in told.effects("notice")} == {"n", "m"}


def test_a_penalty_that_was_not_signed_is_not_raised_and_says_so_once():
    stage = ready(clauses=BREACH)
    stage.resign()
    told = breach(stage, "2026-03-10T10:00")
    assert told.effects("claim") == []
    assert told.problems == ["clause-not-signed"]
    assert breach(stage, "2026-03-11T10:00").problems == []
    sign(stage, "c.noncompete")
    assert breach(stage, "2026-03-12T10:00").one("claim")["signed"] is True


def test_a_clause_is_signed_by_those_it_is_for_and_claims_of_nobody_else():
    clauses = SERVICE.replace("sign: onboarding", "sign: onboarding\n        when: {employee.role: engineer}")
    assert claims_on_the_last_day(trained(clauses)) == []
    stage = ready(DATES, clauses=clauses)
    stage.hire("E7", at="2026-02-02T09:00", role="engineer")
    stage.hire("E8", at="2026-02-02T09:00")
    missed = stage.tick("2026-02-11T09:00").effects("duty", state="missed")
    assert [(each["person"], each["because"]["facts"]) for each in missed] == [("E7", {"employee.role": "engineer"})]


def test_a_service_period_that_no_fact_tells_claims_nothing():
    bare = SERVICE.replace(
        " from: employee.from, until: employee.until,\n                      cost: employee.cost,", ""
    )
    assert claims_on_the_last_day(trained(bare)) == []
