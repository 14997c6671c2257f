"""The sheet that closes a handover: versions, signatures, what voids them (contract 2.9)."""

from tests.unit.decide.stage import Stage, leaving

GATES = "gates: [{id: gate.pay, title: 付款, controls: severance, opens_when: {sheet.signed: true}}]\n"


def handed_over(*swaps: tuple[str, str], **texts: str) -> Stage:
    stage = leaving(*swaps, gates=GATES, **texts)
    stage.hand_over()
    return stage


def sign_all(stage: Stage):
    stage.sign("leaver", "E1", "2026-03-13T10:00")
    stage.sign("successor", "E2", "2026-03-13T10:01")
    return stage.sign("manager", "M1", "2026-03-13T10:02")


def test_a_sheet_is_written_when_all_tasks_are_done():
    stage = leaving()
    assert stage.act("submitted", "E1", "2026-03-10T10:00").effects("sheet") == []
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    sheet = stage.act("confirmed", "M1", "2026-03-12T10:00").one("sheet")
    assert (sheet["version"], len(sheet["sha256"]), "voided" in sheet) == (1, 64, False)


def test_the_sheet_is_signed_once_every_party_has_signed_the_current_content():
    stage = handed_over()
    stage.sign("leaver", "E1", "2026-03-13T10:00", opinion="无异议")
    assert stage.sign("successor", "E2", "2026-03-13T10:01").effects("gate") == []
    assert stage.sign("manager", "M1", "2026-03-13T10:02").one("gate")["state"] == "open"
    sheet = stage.case().sheet
    assert sheet is not None
    assert sheet.signatures["leaver"].opinion == "无异议"


def test_a_change_of_a_task_voids_the_signatures_given_before():
    stage = handed_over()
    sign_all(stage)
    told = stage.act("reopened", "U-HR", "2026-03-16T10:00", reason="有遗漏")
    assert told.one("sheet")["version"] == 2
    assert told.one("sheet")["voided"] == ["leaver", "successor", "manager"]
    assert told.one("gate")["state"] == "held"


def test_every_change_after_the_first_sheet_gives_a_new_version_without_signatures_to_void():
    stage = handed_over()
    stage.act("reopened", "U-HR", "2026-03-16T10:00", reason="有遗漏")
    sheet = stage.act("submitted", "E1", "2026-03-17T10:00").one("sheet")
    assert (sheet["version"], "voided" in sheet) == (3, False)


def test_what_leaves_the_content_alone_leaves_the_sheet_alone():
    stage = handed_over()
    assert stage.tell("severance.owed", "E1", "2026-03-16T10:00").effects("sheet") == []


def test_the_sheet_of_an_earlier_version_is_refused():
    stage = leaving()
    first = stage.hand_over().one("sheet")["sha256"]
    assert stage.sign("leaver", "E1", "2026-03-13T10:00", sha256=f"sha256:{first}").outcome == "applied"
    stage.act("reopened", "U-HR", "2026-03-16T10:00", reason="有遗漏")
    assert stage.sign("leaver", "E1", "2026-03-16T11:00", sha256=first).refusal == "stale-sheet"


def test_the_digest_may_be_quoted_in_capitals():
    stage = leaving()
    digest = stage.hand_over().one("sheet")["sha256"].upper()
    assert stage.sign("leaver", "E1", "2026-03-13T10:00", sha256=digest).outcome == "applied"


def test_there_is_nothing_to_sign_before_the_tasks_are_done():
    assert leaving().sign("leaver", "E1", "2026-03-13T10:00").refusal == "wrong-state"


def test_only_the_person_of_a_party_signs_for_it():
    stage = handed_over()
    assert stage.sign("leaver", "E2", "2026-03-13T10:00").refusal == "wrong-party"
    assert stage.sign("team_leader", "M1", "2026-03-13T10:00").refusal == "wrong-party"
    assert stage.sign("successor", "E9", "2026-03-13T10:00", on_behalf_of="E2").refusal == "wrong-party"


def test_a_delegate_may_sign_for_a_party():
    stage = handed_over()
    stage.hire("E9")
    stage.tell("delegation.recorded", "E2", "2026-03-12T11:00", {"from": "E2", "to": "E9", "by": "U-HR"})
    assert stage.sign("successor", "E9", "2026-03-13T10:00", on_behalf_of="E2").outcome == "applied"
    sheet = stage.case().sheet
    assert sheet is not None
    assert (sheet.signatures["successor"].by, sheet.signatures["successor"].on_behalf_of) == ("E9", "E2")


def test_nobody_waits_for_an_absent_leavers_signature():
    stage = handed_over()
    stage.tell("employee.absent", "E1", "2026-03-13T09:00", since="2026-03-13")
    stage.sign("successor", "E2", "2026-03-13T10:01")
    assert stage.sign("manager", "M1", "2026-03-13T10:02").one("gate")["state"] == "open"


def test_an_absent_leaver_may_still_sign():
    stage = handed_over()
    stage.tell("employee.absent", "E1", "2026-03-13T09:00", since="2026-03-13")
    assert stage.sign("leaver", "E1", "2026-03-13T10:00").outcome == "applied"


def test_who_stands_for_several_parties_signs_once_for_all_of_them():
    stage = handed_over()
    stage.tell("employee.left", "E2", "2026-03-12T11:00", on="2026-03-12")
    stage.sign("leaver", "E1", "2026-03-13T10:00")
    assert stage.sign("manager", "M1", "2026-03-13T10:02").one("gate")["state"] == "open"


def test_the_manifest_says_which_parties_sign():
    stage = handed_over(("parties: [leaver, successor, manager]", "parties: [hr]"))
    assert stage.sign("leaver", "E1", "2026-03-13T10:00").refusal == "wrong-party"
    assert stage.sign("hr", "U-HR", "2026-03-13T10:00").one("gate")["state"] == "open"


def test_waiving_the_last_open_task_writes_the_sheet():
    assert leaving().act("waived", "M1", "2026-03-10T10:00").one("sheet")["version"] == 1


def test_a_withdrawn_case_gets_no_sheet():
    stage = leaving()
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    assert told.effects("sheet") == []


def test_a_party_the_policy_does_not_know_cannot_sign():
    assert handed_over().sign("nobody", "E1", "2026-03-13T10:00").refusal == "wrong-party"


def test_the_sheet_of_a_case_without_tasks_is_written_at_once_with_a_problem():
    told = leaving(tasks="id: work\ntitle: 清单\nwhen: {employee.role: engineer}\ntasks: []\n").tick("2026-03-05T09:00")
    assert told.problems == []
