"""Claims: damages, penalties, what withdraws them, unsigned clauses (contract "clauses", 2.10)."""

from tests.unit.decide.stage import leaving, ready

LOSS = """
    clauses:
      - id: c.loss
        title: 损失赔偿
        text: 赔偿实际损失
        sign: onboarding
        law: [CN-LCL-90]
        consequence: {kind: damages, when: {case.loss_proven: true}, measure: actual_loss, proof_required: true,
                      cap_percent_of_month: 20, floor: local_minimum_wage}
"""
PENALTY = """
    clauses:
      - id: c.penalty
        title: 违约金
        text: 违约金
        sign: onboarding
        consequence: {kind: penalty, when: {any: [{case.notice_shortfall_days: {above: 0}}, {case.handover: open}]},
                      percent: 10, of: unsettled_wages}
"""


def lose(stage, amount: float, at: str = "2026-03-10T10:00", *, proven: bool = True):
    return stage.tell("loss.recorded", "E1", at, amount=amount, description="客户流失", proven=proven)


def agree(stage, *clauses: str):
    data = {"clauses": list(clauses), "policy_version": "1.0.0", "sha256": "0" * 64, "method": "click"}
    return stage.tell("agreement.signed", "E1", "2026-02-01T10:00", data)


def signed(clauses: str = PENALTY):
    stage = ready(clauses=clauses)
    agree(stage, "c.penalty")
    return stage


def owing():
    stage = signed()
    stage.resign()
    stage.assign("E2")
    return stage


def test_damages_are_the_proven_loss_and_cap_and_floor_are_carried_along():
    stage = ready(clauses=LOSS)
    agree(stage, "c.loss")
    stage.resign()
    claim = lose(stage, 5000).one("claim")
    assert (claim["clause"], claim["kind"], claim["amount"], claim["signed"]) == ("c.loss", "damages", 5000, True)
    assert (claim["cap_percent_of_month"], claim["floor"], claim["measure"]) == (
        20,
        "local_minimum_wage",
        "actual_loss",
    )
    assert (claim["state"], claim["because"]["law"]) == ("open", ["CN-LCL-90"])
    assert claim["because"]["facts"] == {"case.loss_proven": True}


def test_losses_add_up_and_unproven_ones_do_not_count():
    stage = leaving(clauses=LOSS)
    assert lose(stage, 900, proven=False).effects("claim") == []
    assert lose(stage, 100.1).one("claim")["amount"] == 100.1
    assert lose(stage, 100.2).one("claim")["amount"] == 200.3
    assert lose(stage, 7, proven=False).effects("claim") == []


def test_unproven_losses_count_where_the_clause_asks_for_no_proof():
    clauses = LOSS.replace("proof_required: true", "proof_required: false").replace(
        "{case.loss_proven: true}", "{case.loss_proven: {exists: true}}"
    )
    assert lose(leaving(clauses=clauses), 900, proven=False).one("claim")["amount"] == 900


def test_a_claim_of_a_clause_that_was_not_signed_says_so_with_a_problem():
    told = lose(leaving(clauses=LOSS), 5000)
    assert told.one("claim")["signed"] is False
    assert told.problems == ["clause-not-signed"]


def test_a_penalty_is_a_percentage_of_the_unsettled_wages_judged_when_the_last_day_is_reached():
    stage = signed()
    assert stage.resign(unsettled_wages=8000.5).effects("claim") == []
    assert stage.tick("2026-03-31T23:00").effects("claim") == []
    claim = stage.tick("2026-04-01T00:00").one("claim")
    assert (claim["kind"], claim["amount"], claim["percent"], claim["of"]) == ("penalty", 800.05, 10, "unsettled_wages")


def test_a_penalty_without_the_wages_has_no_amount_and_is_a_problem():
    told = owing().tick("2026-04-01T09:00")
    assert told.one("claim")["amount"] is None
    assert told.problems == ["no-figure"]


def test_claims_are_judged_once_the_last_day_is_reached_and_not_at_every_event_after_it():
    stage = owing()
    stage.tick("2026-04-01T09:00")
    assert stage.tell("severance.owed", "E1", "2026-04-01T10:00").effects("claim") == []


def test_claims_are_judged_when_the_leaver_has_left():
    stage = owing()
    assert stage.tell("employee.left", "E1", "2026-03-10T10:00", on="2026-03-10").one("claim")["kind"] == "penalty"


def test_a_claim_that_no_longer_holds_is_written_again_as_withdrawn():
    stage = owing()
    stage.tick("2026-04-01T09:00")
    stage.hand_over(("2026-04-01", "2026-04-01", "2026-04-01"))
    claim = lose(stage, 1, at="2026-04-01T18:00").one("claim")
    assert (claim["clause"], claim["state"]) == ("c.penalty", "withdrawn")
    assert lose(stage, 1, at="2026-04-01T19:00").effects("claim") == []


def test_a_withdrawn_resignation_withdraws_its_claims():
    stage = leaving(clauses=LOSS)
    lose(stage, 5000)
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-11T10:00", accepted_by="M1")
    assert told.one("claim")["state"] == "withdrawn"


def test_a_closed_case_still_takes_a_loss():
    stage = leaving(clauses=LOSS)
    stage.hand_over()
    stage.tick("2026-04-02T09:00")
    told = lose(stage, 5000, at="2026-05-06T10:00")
    assert (told.one("claim")["amount"], told.decision["case"]) == (5000, "E1/1")
    assert stage.case().state == "closed"


def test_a_clause_without_a_consequence_claims_nothing():
    clauses = "clauses: [{id: c, title: 条款, text: 文, sign: never}]\n"
    assert lose(leaving(clauses=clauses), 1).effects("claim") == []


def test_a_fixed_sum_is_claimed_as_written_where_there_is_a_loss():
    clauses = LOSS.replace("measure: actual_loss", "measure: fixed_sum, amount: 3000")
    assert lose(leaving(clauses=clauses), 9).one("claim")["amount"] == 3000


def test_a_bonus_without_any_figure_is_claimed_without_an_amount():
    clauses = """
    clauses:
      - {id: c, title: 奖金, text: 文, sign: resignation,
         consequence: {kind: bonus, when: {case.handover: complete}, days: 3}}
    """
    stage = leaving(clauses=clauses)
    stage.hand_over()
    told = stage.tick("2026-04-01T09:00")
    assert (told.one("claim")["amount"], told.one("claim")["days"]) == (None, 3)
    assert told.problems == ["clause-not-signed"]


def test_a_claim_whose_amount_changed_is_written_again():
    stage = signed()
    stage.declare("E1", "2026-03-02T10:00", "expiry", "2026-03-10")
    assert stage.tick("2026-03-10T09:00").one("claim")["amount"] is None
    stage.resign(at="2026-03-10T10:00", unsettled_wages=1000)
    assert lose(stage, 5, at="2026-03-11T10:00").one("claim")["amount"] == 100


def test_messages_on_a_claim_go_out_with_it():
    notices = "notices: [{id: n, on: claim, to: hr, channels: [sms], notification: task-overdue}]\n"
    assert lose(leaving(clauses=LOSS, notices=notices), 1).one("notice")["to"] == "U-HR"


def test_a_damages_clause_claims_nothing_while_there_is_no_loss():
    clauses = LOSS.replace("{case.loss_proven: true}", "{case.loss_proven: {exists: true}}")
    assert leaving(clauses=clauses).tick("2026-04-01T09:00").effects("claim") == []


def test_a_last_day_moved_beyond_today_is_judged_again_when_it_comes():
    stage = owing()
    stage.tick("2026-04-01T09:00")
    change = {"last_day": "2026-04-15", "agreed_by": "M1", "reason": "x"}
    assert stage.tell("last_day.changed", "E1", "2026-04-01T10:00", change).effects("claim") == []
    stage.hand_over(("2026-04-02", "2026-04-02", "2026-04-02"))
    assert stage.tick("2026-04-15T09:00").one("claim")["state"] == "withdrawn"


def test_a_shortfall_is_gone_once_both_sides_agree_on_the_day():
    shortfall = PENALTY.replace(
        "{any: [{case.notice_shortfall_days: {above: 0}}, {case.handover: open}]}",
        "{case.notice_shortfall_days: {above: 0}}",
    )
    stage = signed(shortfall)
    stage.resign(requested_last_day="2026-03-20", unsettled_wages=5000)
    assert stage.tick("2026-03-20T09:00").one("claim")["amount"] == 500
    change = {"last_day": "2026-03-20", "agreed_by": "M1", "reason": "协商一致"}
    stage.tell("last_day.changed", "E1", "2026-03-20T10:00", change)
    assert lose(stage, 1, at="2026-03-20T11:00").one("claim")["state"] == "withdrawn"
