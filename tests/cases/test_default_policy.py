"""Whole departures under the default policy, from the notice to the close."""

from functools import cache
from pathlib import Path

import pytest

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.policy_sources import FolderSource
from tests.unit.decide.stage import FILE, Stage, who_does

RULES = Path(__file__).parents[2] / "rules" / "default"


@cache
def default() -> PolicySet:
    reading = read_set(FolderSource(RULES), Library()).reading
    assert reading.policy is not None
    return reading.policy


def employed(role: str, **attributes: str) -> Stage:
    """E1 in a role with successor-to-be E2 of the same role, under manager M1 and beside team leader T1, all signed."""
    stage = Stage(default())
    signed = {"clauses": ["clause.handover", "clause.loss"], "policy_version": "1.0.0", "sha256": "0" * 64}
    for person in ("E1", "E2", "M1", "T1"):
        stage.hire(person, role=role, manager="M9" if person == "M1" else "M1", **attributes)
        stage.tell("agreement.signed", person, "2024-01-02T10:00", signed, method="reliable")
    return stage


def finish_duties(stage: Stage, at: str) -> None:
    for name in ("certificate", "final_pay", "transfer.file", "transfer.social_insurance"):
        assert stage.act("submitted", "U-HR", at, f"obligation.{name}").outcome == "applied"


def test_a_salesman_hands_over_signs_and_leaves():
    stage = employed("sales")
    told = stage.resign()
    assert [task["task"] for task in told.effects("task")][:2] == ["everyone.assets", "everyone.documents"]
    assert {gate["controls"]: gate["state"] for gate in told.effects("gate")} == {
        "handover_confirmation": "held",
        "severance": "held",
        "leaving_certificate": "held",
    }
    stage.assign("E2")
    for task in list(stage.case().handover_tasks):
        name = task.id.removeprefix("E1/1:")
        for place, step in enumerate(task.steps):
            kind = "confirmed" if place else "submitted"
            assert stage.act(kind, str(step.person), "2026-03-10T10:00", name, evidence=[FILE]).outcome == "applied"
    assert stage.case().sheet is not None
    for party, person in (("leaver", "E1"), ("successor", "E2"), ("manager", "M1")):
        told = stage.sign(party, person, "2026-03-12T10:00")
    assert told.one("gate", controls="severance")["state"] == "open"
    assert stage.tick("2026-04-01T09:00").one("gate", controls="leaving_certificate")["state"] == "open"
    finish_duties(stage, "2026-04-01T16:00")
    assert stage.tick("2026-04-02T09:00").one("case")["state"] == "closed"


def test_an_unfinished_handover_never_keeps_back_the_certificate_or_the_pay():
    stage = employed("sales")
    stage.resign()
    told = stage.tick("2026-04-01T00:00")
    assert told.one("gate", controls="leaving_certificate")["state"] == "open"
    assert told.effects("claim") == []
    finish_duties(stage, "2026-04-01T10:00")
    assert {gate.controls: gate.state for gate in stage.case().gates.values()}["severance"] == "held"


@pytest.mark.parametrize(
    ("role", "deputy"), [("sales", "M1"), ("engineer", "M1"), ("office", "M1"), ("operator", "T1")]
)
def test_nobody_is_written_to_and_no_step_waits_for_somebody_who_vanished(role, deputy):
    stage = employed(role, team_leader="T1")
    told = stage.tell("employee.absent", "E1", "2026-03-02T10:00", since="2026-02-27")
    people = {person for task in told.effects("task") for _, person in who_does(task)}
    assert "E1" not in people
    assert deputy in people
    notices = [stage.tick(f"2026-03-{day:02}T09:00").effects("notice") for day in range(3, 28)]
    assert "E1" not in {notice["to"] for sent in notices for notice in sent}
    assert any(sent for sent in notices)


def test_silence_of_the_receivers_cannot_keep_the_severance_back():
    stage = employed("office")
    stage.resign()
    for task in list(stage.case().handover_tasks):
        stage.act("submitted", "E1", "2026-03-10T10:00", task.id.removeprefix("E1/1:"), evidence=[FILE])
    stage.tick("2026-04-30T09:00")
    assert all(task.state == "done" for task in stage.case().handover_tasks)
    stage.sign("leaver", "E1", "2026-04-30T10:00")
    told = stage.sign("manager", "M1", "2026-04-30T10:01")
    assert told.one("gate", controls="severance")["state"] == "open"


def test_a_proven_loss_is_claimed_with_its_limits_and_never_deducted():
    stage = employed("sales")
    stage.resign()
    told = stage.tell("loss.recorded", "E1", "2026-03-10T10:00", amount=5000, description="客户流失", proven=True)
    claim = told.one("claim")
    assert (claim["amount"], claim["cap_percent_of_month"], claim["floor"]) == (5000, 20, "local_minimum_wage")
    assert told.problems == []
