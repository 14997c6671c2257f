"""What seldom happens: a task that a change of cause cancelled, a digest that is none, parties nobody declares."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from handover_policy.decide.intake.misspelt import misspelt
from handover_policy.decide.people import candidates
from tests.unit.decide.stage import ready

if TYPE_CHECKING:
    from handover_policy.decide.people import Asking

SIGNED = """
    clauses: [{id: loyal, title: 约定, text: 文, sign: onboarding}]
"""
DUTY = """
    notices: [{id: unsigned, on: duty, to: successor, channels: [sms], notification: clause-unsigned}]
"""
OVER = """
    notices:
      - {id: over, on: resignation.withdrawn, to: everybody_told, channels: [sms], notification: withdrawn}
"""


def test_what_a_change_of_cause_cancelled_takes_no_act_and_the_refusal_says_so():
    stage = ready(obligations="certificate: {due: last_day}\n")
    stage.resign()
    stage.declare("E1", "2026-03-10T10:00", "death", "2026-03-10")
    told = stage.act("submitted", "U-HR", "2026-03-11T10:00", "obligation.certificate")
    refusal = told.decision["refusal"]
    assert (refusal["code"], refusal["params"]["reason"]) == ("wrong-state", "cancelled")
    assert "this departure needs it no more" in refusal["message"]


def test_a_digest_that_is_none_is_told_as_such_and_not_by_a_pattern():
    told = misspelt("abc", "^(sha256:)?[0-9a-fA-F]{64}$", "data.sha256")
    assert (told.code, told.at, told.params) == ("no-digest", "data.sha256", {"value": "abc"})


def test_any_other_text_that_a_pattern_does_not_take_is_misspelt():
    told = misspelt("a b", "^[a-z]+$", "data.section")
    assert (told.code, told.at, told.params) == ("misspelt", "data.section", {"value": "a b"})


def test_nobody_stands_for_no_party():
    assert list(candidates(cast("Asking", SimpleNamespace(book=None)), None)) == []


def test_without_a_case_there_is_no_successor_and_the_manager_is_told():
    stage = ready(clauses=SIGNED, notices=DUTY)
    told = stage.tick("2026-01-20T09:00")
    assert {effect["to"] for effect in told.effects("notice", notice="unsigned")} >= {"M1"}


def test_a_departure_taken_back_is_told_to_whom_there_is():
    stage = ready(("hr: U-HR", "hr: U-NOBODY"), notices=OVER)
    stage.resign()
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    assert "E1" in [effect["to"] for effect in told.effects("notice", notice="over")]


TOLD = """
    notices:
      - {id: owed, on: severance.owed, to: leaver, channels: [sms], notification: severance-owed}
      - {id: against, on: sheet.objected, to: hr, channels: [sms], notification: sheet-objected}
      - {id: stay, on: withdrawal.requested, to: hr, channels: [sms], notification: stay-requested}
      - {id: takes, on: successor.assigned, to: successor, channels: [sms], notification: successor-assigned}
"""


def test_what_is_told_again_by_another_event_reaches_nobody_twice():
    stage = ready(notices=TOLD, obligations="severance: {due: severance_owed}\n")
    stage.resign()
    for amount, heard in ((100, 1), (100, 0), (None, 0), (200, 1)):
        data = {} if amount is None else {"amount": amount}
        told = stage.tell("severance.owed", "E1", "2026-03-03T10:00", data)
        assert len(told.effects("notice", notice="owed")) == heard
    for successor, heard in (("E2", 1), ("E2", 0)):
        assert len(stage.assign(successor, "2026-03-04T10:00").effects("notice", notice="takes")) == heard
    stage.hand_over()
    for reason, heard in (("少一件", 1), ("少一件", 0), ("又少一件", 1)):
        told = stage.tell("sheet.objected", "E1", "2026-03-13T10:00", party="manager", by="M1", reason=reason)
        assert len(told.effects("notice", notice="against")) == heard


def test_a_wish_to_stay_is_told_each_time_though_it_changes_nothing():
    stage = ready(notices=TOLD)
    stage.resign()
    for _ in range(2):
        told = stage.tell("withdrawal.requested", "E1", "2026-03-03T10:00")
        assert len(told.effects("notice", notice="stay")) == 1
