"""What silence counts as under a sheet, and what an objection stops (contract "gates", 2.9)."""

import pytest

from handover_policy.model.sheet import Sheet
from tests.unit.decide.stage import Stage, Told, leaving, ready

GATES = "gates: [{id: gate.letter, title: 推荐信, controls: reference_letter, opens_when: {sheet.signed: true}}]\n"
FIVE = "accepted_after: 5 workdays"


def sheet_of(stage: Stage) -> Sheet:
    sheet = stage.case().sheet
    assert sheet is not None
    return sheet


def handed_over(*swaps: tuple[str, str]) -> Stage:
    """Return a departure whose sheet is of 12 March (a Thursday), its last day 1 April."""
    stage = leaving(*swaps, gates=GATES)
    stage.hand_over()
    return stage


def opened_on(stage: Stage) -> str | None:
    """Return the first March or April day on which silence and time have opened the gate."""
    for day in [*(f"2026-03-{n:02}" for n in range(13, 32)), *(f"2026-04-{n:02}" for n in range(1, 11))]:
        if stage.tick(f"{day}T09:00").effects("gate", state="open"):
            return day
    return None


def object_to(stage: Stage, party: str = "manager", by: str = "M1", at: str = "2026-03-12T13:00"):
    return stage.tell("sheet.objected", "E1", at, {"party": party, "by": by, "reason": "少一台显示器"})


def signed_by_leaver(*swaps: tuple[str, str]) -> Stage:
    stage = handed_over(*swaps)
    stage.sign("leaver", "E1", "2026-03-12T12:00")
    return stage


def test_receivers_and_superiors_are_taken_to_have_signed_after_the_whole_time():
    stage = signed_by_leaver()
    assert opened_on(stage) == "2026-03-20"
    assert set(sheet_of(stage).deemed) == {"successor", "manager"}
    assert set(sheet_of(stage).signatures) == {"leaver"}


def test_the_leaver_never_is_but_after_the_last_day_nobody_waits_for_them():
    stage = handed_over()
    assert opened_on(stage) == "2026-04-02"
    assert not sheet_of(stage).stands_for("leaver")


def test_without_the_key_silence_is_no_signature():
    stage = signed_by_leaver((f", {FIVE}", ""))
    assert opened_on(stage) is None
    assert stage.case().state == "open"


@pytest.mark.parametrize(("time", "day"), [("5 workdays", "2026-03-27"), ("7 days", "2026-03-27")])
def test_an_objection_stops_the_time_for_five_workdays_at_most(time: str, day: str):
    stage = signed_by_leaver((FIVE, f"accepted_after: {time}"))
    assert object_to(stage).outcome == "applied"
    object_to(stage, "successor", "E2", "2026-03-16T10:00")
    assert opened_on(stage) == day


def test_the_time_runs_on_once_whoever_objected_has_signed():
    stage = signed_by_leaver()
    object_to(stage)
    stage.sign("manager", "M1", "2026-03-16T10:00")
    assert opened_on(stage) == "2026-03-24"


def test_an_objection_after_the_signature_counts_again():
    stage = signed_by_leaver()
    object_to(stage)
    stage.sign("manager", "M1", "2026-03-16T10:00")
    object_to(stage, "successor", "E2", "2026-03-17T10:00")
    assert opened_on(stage) == "2026-03-27"


def test_an_objection_ends_with_the_version_it_is_about():
    stage = signed_by_leaver()
    object_to(stage)
    stage.act("reopened", "U-HR", "2026-03-16T10:00", reason="x")
    stage.hand_over(("2026-03-16", "2026-03-16", "2026-03-16"))
    stage.sign("leaver", "E1", "2026-03-16T18:00")
    assert opened_on(stage) == "2026-03-24"
    assert [each.reason for each in stage.case().objections] == ["少一台显示器"]


def test_only_the_party_itself_objects_and_only_to_a_sheet_there_is():
    assert object_to(handed_over(), by="E2").refusal == "wrong-party"
    assert object_to(leaving(gates=GATES)).refusal == "wrong-state"


def test_a_late_signature_is_kept_beside_what_silence_counted_as():
    stage = signed_by_leaver()
    opened_on(stage)
    assert stage.sign("manager", "M1", "2026-03-25T10:00").outcome == "applied"
    assert "manager" in sheet_of(stage).signatures


COMPLETE = (
    "notices: [{id: n, on: sheet.complete, to: manager, channels: [sms], notification: handover-complete},"
    " {id: r, on: task.reopened, to: hr, channels: [sms], notification: task-returned}]\n"
)


def completed() -> tuple[Stage, Told]:
    """Return a departure whose sheet all three have signed, and what the last signature brought."""
    stage = leaving(notices=COMPLETE)
    stage.hand_over()
    stage.sign("leaver", "E1", "2026-03-12T12:00")
    stage.sign("successor", "E2", "2026-03-12T12:01")
    return stage, stage.sign("manager", "M1", "2026-03-12T12:02")


def told_complete(*decided: Told) -> int:
    return sum(len(told.effects("notice", notice="n")) for told in decided)


def test_that_all_is_complete_is_told_once_however_often_a_task_is_reopened():
    stage, told = completed()
    assert told_complete(told) == 1
    for day in ("2026-03-16", "2026-03-18"):
        stage.act("reopened", "M1", f"{day}T10:00", reason="x")
        done = (("submitted", "E1"), ("confirmed", "E2"), ("confirmed", "M1"))
        signed = (("leaver", "E1"), ("successor", "E2"), ("manager", "M1"))
        again = [stage.act(act, by, f"{day}T11:00") for act, by in done]
        again += [stage.sign(party, by, f"{day}T12:00") for party, by in signed]
        assert [each.outcome for each in again] == ["applied"] * 6
        assert told_complete(*again) == 0


def test_that_all_is_complete_is_told_where_silence_made_it_so():
    stage = leaving(notices=COMPLETE)
    stage.hand_over()
    stage.sign("leaver", "E1", "2026-03-12T12:00")
    days = [stage.tick(f"2026-03-{day}T09:00") for day in range(13, 27)]
    assert told_complete(*days) == 1
    assert told_complete(stage.sign("manager", "M1", "2026-03-27T12:00")) == 0


def test_a_signature_is_taken_and_kept_after_the_case_has_closed():
    stage = leaving()
    stage.hand_over()
    stage.sign("successor", "E2", "2026-03-13T12:00")
    closing = stage.tick("2026-04-02T09:00")
    assert closing.one("case")["state"] == "closed"
    for party, by in (("manager", "M1"), ("leaver", "E1")):
        assert stage.sign(party, by, "2026-04-20T12:00").outcome == "applied"
    assert set(sheet_of(stage).signatures) == {"successor", "manager", "leaver"}
    assert set(sheet_of(stage).deemed) == {"manager"}
    assert stage.case().state == "closed"


def test_a_withdrawn_departure_ends_its_gates():
    stage = handed_over()
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-13T10:00", accepted_by="M1")
    assert [(gate["gate"], gate["state"]) for gate in told.effects("gate")] == [("gate.letter", "ended")]


def test_a_gate_is_ended_once_its_case_is_no_longer_one_it_is_for():
    stage = ready(gates=GATES.replace("opens_when", "when: {case.successor_assigned: false}, opens_when"))
    assert [gate["state"] for gate in stage.resign().effects("gate")] == ["held"]
    assert [gate["state"] for gate in stage.assign("E2").effects("gate")] == ["ended"]
    assert stage.tick("2026-03-10T09:00").effects("gate") == []
