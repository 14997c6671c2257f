"""A sheet in strict order: no signature before its turn, time and messages from the turn on (contract 2.9)."""

import pytest

from tests.unit.decide.stage import Stage, leaving

STRICT = (
    "sheet: {parties: [leaver, successor, manager]",
    "sheet: {parties: [leaver, successor, manager], order: strict",
)
GATES = "gates: [{id: gate.letter, title: 推荐信, controls: reference_letter, opens_when: {sheet.signed: true}}]\n"
NOTICES = """
    notices:
      - {id: n.sign, on: sheet, to: sheet_parties, channels: [sms], notification: sheet-to-sign}
      - {id: n.again, on: sheet, at: event + 2 days, to: sheet_parties, channels: [sms], notification: sheet-to-sign}
"""


def handed_over(*swaps: tuple[str, str], **texts: str) -> Stage:
    """Return a departure whose sheet is of 12 March (a Thursday), its last day 1 April."""
    stage = leaving(STRICT, *swaps, gates=GATES, **texts)
    stage.hand_over()
    return stage


def asked(told) -> list[str]:
    return [each["to"] for each in told.effects("notice", notice="n.sign")]


def test_nobody_signs_before_those_who_are_listed_before():
    stage = handed_over()
    assert stage.sign("manager", "M1", "2026-03-12T11:00").refusal == "wrong-state"
    assert stage.sign("successor", "E2", "2026-03-12T12:00").refusal == "wrong-state"
    assert stage.sign("leaver", "E1", "2026-03-12T13:00").outcome == "applied"
    refused = stage.sign("manager", "M1", "2026-03-12T14:00").decision["refusal"]
    assert refused["params"] == {"reason": "not-your-turn", "party": "部门负责人", "turn": "接替者"}
    assert stage.sign("successor", "E2", "2026-03-12T15:00").effects("gate", state="open") == []
    assert len(stage.sign("manager", "M1", "2026-03-12T16:00").effects("gate", state="open")) == 1


def test_a_party_that_is_none_is_told_so_and_not_to_wait():
    assert handed_over().sign("hr", "U-HR", "2026-03-12T11:00").refusal == "wrong-party"


def test_the_time_of_a_receiver_begins_with_his_turn_and_never_while_the_leaver_has_not_signed():
    stage = handed_over()
    assert stage.tick("2026-03-25T09:00").effects("sheet") == []
    stage.sign("leaver", "E1", "2026-03-25T10:00")
    assert stage.tick("2026-04-01T09:00").effects("sheet") == []
    assert stage.tick("2026-04-02T09:00").one("sheet")["deemed"] == ["successor"]
    assert stage.tick("2026-04-11T09:00").one("sheet")["deemed"] == ["manager"]


def test_several_who_stay_silent_are_taken_to_have_signed_one_after_the_other():
    stage = handed_over()
    stage.sign("leaver", "E1", "2026-03-12T12:00")
    told = stage.tick("2026-04-15T09:00")
    assert [each["deemed"] for each in told.effects("sheet")] == [["successor"], ["manager"]]
    sheet = stage.case().sheet
    assert sheet is not None
    assert {party: day.isoformat() for party, day in sheet.deemed.items()} == {
        "successor": "2026-03-20",
        "manager": "2026-03-28",
    }


def test_once_the_last_day_is_past_the_turn_passes_from_the_leaver_who_may_still_sign():
    stage = handed_over()
    assert stage.sign("successor", "E2", "2026-04-01T10:00").refusal == "wrong-state"
    stage.tick("2026-04-02T09:00")
    assert stage.sign("successor", "E2", "2026-04-02T10:00").outcome == "applied"
    assert stage.sign("leaver", "E1", "2026-04-02T11:00").outcome == "applied"
    assert stage.sign("manager", "M1", "2026-04-02T12:00").outcome == "applied"


def without_successor() -> Stage:
    """Return a departure in which M1 stands for the successor too, and whose sheet is there."""
    stage = leaving(STRICT, gates=GATES)
    stage.tell("employee.left", "E2", "2026-03-04T10:00", on="2026-03-04")
    stage.act("submitted", "E1", "2026-03-10T10:00")
    stage.act("confirmed", "M1", "2026-03-11T10:00")
    return stage


def signers(stage: Stage) -> dict[str, str]:
    sheet = stage.case().sheet
    assert sheet is not None
    return {party: signature.by for party, signature in sheet.signatures.items()}


@pytest.mark.parametrize("party", ["successor", "manager"])
def test_one_who_stands_for_parties_that_follow_each_other_signs_once_as_any_of_them(party):
    stage = without_successor()
    stage.sign("leaver", "E1", "2026-03-12T10:00")
    assert stage.sign(party, "M1", "2026-03-12T11:00").outcome == "applied"
    assert signers(stage) == {"leaver": "E1", "successor": "M1", "manager": "M1"}


def test_nobody_who_stands_for_several_signs_before_the_leaver():
    stage = without_successor()
    refused = stage.sign("manager", "M1", "2026-03-12T11:00").decision["refusal"]
    assert (refused["code"], refused["params"]["turn"]) == ("wrong-state", "离职员工")
    assert signers(stage) == {}


def test_only_the_person_of_those_before_may_pass_them():
    stage = without_successor()
    stage.sign("leaver", "E1", "2026-03-12T10:00")
    stage.hire("M7")
    assert stage.sign("manager", "M7", "2026-03-12T11:00").refusal == "wrong-state"


def test_the_delegate_of_one_who_stands_for_several_signs_once_for_them():
    stage = without_successor()
    stage.sign("leaver", "E1", "2026-03-12T10:00")
    stage.hire("M7")
    stage.tell("delegation.recorded", "M1", "2026-03-12T10:30", {"from": "M1", "to": "M7", "by": "M1"})
    assert stage.sign("manager", "M7", "2026-03-12T11:00", on_behalf_of="M1").outcome == "applied"
    assert signers(stage) == {"leaver": "E1", "successor": "M7", "manager": "M7"}


def test_each_is_asked_to_sign_when_his_turn_comes_and_reminded_only_then():
    stage = leaving(STRICT, gates=GATES, notices=NOTICES)
    assert asked(stage.hand_over()) == ["E1"]
    assert [each["to"] for each in stage.tick("2026-03-14T09:00").effects("notice", notice="n.again")] == ["E1"]
    assert asked(stage.sign("leaver", "E1", "2026-03-16T10:00")) == ["E2"]
    assert [each["to"] for each in stage.tick("2026-03-18T09:00").effects("notice", notice="n.again")] == ["E2"]
    assert asked(stage.tick("2026-03-24T09:00")) == ["M1"]
    assert asked(stage.sign("manager", "M1", "2026-03-24T10:00")) == []


def test_a_new_version_begins_with_the_first_again():
    stage = handed_over(notices=NOTICES)
    stage.sign("leaver", "E1", "2026-03-12T12:00")
    stage.act("reopened", "U-HR", "2026-03-13T10:00", reason="少一页")
    stage.act("confirmed", "M1", "2026-03-13T11:00")
    sheet = stage.case().sheet
    assert sheet is not None
    assert sheet.asked == "leaver"
    assert stage.sign("successor", "E2", "2026-03-13T12:00").refusal == "wrong-state"


def test_an_objection_stops_no_time_that_has_not_begun():
    stage = handed_over()
    stage.tell("sheet.objected", "E1", "2026-03-12T13:00", party="manager", by="M1", reason="少一台显示器")
    stage.sign("leaver", "E1", "2026-03-30T10:00")
    assert stage.tick("2026-04-04T09:00").effects("sheet") == []
    assert stage.tick("2026-04-09T09:00").one("sheet")["deemed"] == ["successor"]


def test_nobody_is_asked_to_sign_the_sheet_of_a_departure_that_was_taken_back():
    stage = handed_over(notices=NOTICES)
    stage.tell("resignation.withdrawn", "E1", "2026-03-13T10:00", accepted_by="M1")
    assert asked(stage.tick("2026-04-02T09:00")) == []
    assert asked(stage.tell("employee.changed", "E1", "2026-04-03T10:00", department="x")) == []


def test_nobody_is_asked_once_all_have_had_their_turn_least_of_all_the_leaver_who_is_gone():
    stage = handed_over(notices=NOTICES)
    assert asked(stage.tick("2026-04-02T09:00")) == ["E2"]
    told = stage.tick("2026-05-20T09:00")
    assert [each["deemed"] for each in told.effects("sheet")] == [["successor"], ["manager"]]
    assert asked(told) == []
