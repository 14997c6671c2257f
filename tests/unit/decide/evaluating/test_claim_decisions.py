"""Claims as hr decides them: an agreement stands on paper, what is decided is not opened again (contract 2.10)."""

import pytest

from tests.unit.decide.evaluating.test_claims import LOSS, agree, lose
from tests.unit.decide.stage import Stage, Told, ready

PAPER = [{"kind": "file", "path": "claims/agreement.pdf", "sha256": "0" * 64}]


def claimed() -> Stage:
    stage = ready(clauses=LOSS)
    agree(stage, "c.loss")
    stage.resign()
    assert lose(stage, 5000).one("claim")["state"] == "open"
    return stage


def decide(stage: Stage, decision: str, by: str = "U-HR", at: str = "2026-03-20T10:00", **data: object) -> Told:
    told = {"clause": "c.loss", "decision": decision, "by": by, "reason": "已核对"}
    return stage.tell("claim.decided", "E1", at, told | data)


@pytest.mark.parametrize("by", ["E1", "M1", "E2"])
def test_nobody_but_hr_decides_a_claim(by: str):
    assert decide(claimed(), "dropped", by).refusal == "wrong-party"


def test_hr_may_let_somebody_decide_but_never_the_leaver():
    stage = claimed()
    for delegate in ("E2", "E1"):
        stage.tell("delegation.recorded", "E2", "2026-03-19T10:00", {"from": "U-HR", "to": delegate, "by": "U-HR"})
    assert decide(stage, "dropped", "E1").refusal == "wrong-party"
    assert decide(stage, "dropped", "E2").one("claim")["state"] == "dropped"


def test_an_agreement_needs_the_signed_paper_and_its_sum_replaces_the_claims():
    stage = claimed()
    assert decide(stage, "agreed", amount=3000).refusal == "evidence-missing"
    claim = decide(stage, "agreed", amount=3000, evidence=PAPER).one("claim")
    assert (claim["state"], claim["amount"], claim["decided"]["evidence"]) == ("agreed", 3000, PAPER)


def test_a_claim_dropped_or_disputed_keeps_the_sum_that_was_assessed():
    claim = decide(claimed(), "disputed", amount=1).one("claim")
    assert (claim["state"], claim["amount"], claim["decided"]["by"]) == ("disputed", 5000, "U-HR")


@pytest.mark.parametrize("decision", ["dropped", "agreed", "disputed"])
def test_what_is_decided_is_not_opened_again_by_the_last_day_nor_by_another_loss(decision: str):
    stage = claimed()
    decide(stage, decision, evidence=PAPER)
    assert lose(stage, 100).effects("claim") == []
    assert stage.tick("2026-04-10T09:00").effects("claim") == []
    assert stage.case().claims["c.loss"].state == decision


def test_a_dispute_may_still_be_settled():
    stage = claimed()
    decide(stage, "disputed")
    assert decide(stage, "dropped", at="2026-03-25T10:00").one("claim")["state"] == "dropped"


def test_with_the_resignation_a_dispute_falls_but_not_what_was_agreed():
    for decision, after in (("disputed", ["withdrawn"]), ("agreed", [])):
        stage = claimed()
        decide(stage, decision, evidence=PAPER)
        told = stage.tell("resignation.withdrawn", "E1", "2026-03-21T10:00", accepted_by="M1")
        assert [claim["state"] for claim in told.effects("claim")] == after


def test_there_must_be_a_claim_to_decide_on():
    stage = ready(clauses=LOSS)
    stage.resign()
    assert decide(stage, "dropped").refusal == "wrong-state"


def test_a_breach_is_recorded_by_the_employer_for_a_clause_there_is():
    stage = ready(clauses=LOSS)
    stage.resign()
    breach = {"clause": "c.loss", "description": "未移交", "proven": True}
    assert stage.tell("breach.recorded", "E1", "2026-03-20T10:00", breach, by="E1").refusal == "wrong-party"
    assert stage.tell("breach.recorded", "E1", "2026-03-20T10:00", breach | {"clause": "x"}, by="M1").refusal
    assert stage.tell("breach.recorded", "E1", "2026-03-20T10:00", breach, by="M1").outcome == "applied"
    assert [(each.clause, each.proven) for each in stage.case().breaches] == [("c.loss", True)]
