"""Duties: clauses to sign, uploads and profile sections to keep up (contract 2.10, "archive")."""

from tests.unit.decide.stage import FILE, Stage, small

CLAUSES = "clauses: [{id: clause.handover, title: 交接义务, text: 文, sign: onboarding, law: [CN-LCL-50]}]\n"
UPLOADS = """
    sections:
      projects: {title: 项目, key: name, fields: [name], update_every: 30 days, when: {employee.role: engineer}}
    uploads:
      - {id: upload.code, title: 研发代码, when: {employee.role: engineer}, every: 1 workday}
"""
UPLOAD = {"path": "repo", "sha256": FILE["sha256"], "size": 1, "duty": "upload.code"}


def engineer(**texts: str) -> Stage:
    stage = Stage(small(**texts))
    stage.hire("E1", at="2026-03-02T09:00", role="engineer")
    return stage


def missed(told) -> list[tuple[str, str, list[str]]]:
    return [(duty["duty"], duty["due"], duty["skipped"]) for duty in told.effects("duty", state="missed")]


def test_an_onboarding_clause_not_signed_by_the_seventh_day_after_the_hiring_is_a_duty_missed():
    stage = engineer(clauses=CLAUSES)
    assert stage.tick("2026-03-09T23:59").effects("duty") == []
    duty = stage.tick("2026-03-10T00:00").one("duty")
    assert (duty["person"], duty["duty"], duty["due"], duty["case"]) == ("E1", "clause.handover", "2026-03-09", None)
    assert duty["because"]["law"] == ["CN-LCL-50"]


def test_a_missed_signature_is_told_once():
    stage = engineer(clauses=CLAUSES)
    stage.tick("2026-03-10T00:00")
    assert stage.tick("2026-03-20T00:00").effects("duty") == []


def test_a_clause_signed_in_time_is_no_duty_missed():
    stage = engineer(clauses=CLAUSES)
    signed = {"clauses": ["clause.handover"], "policy_version": "1", "sha256": "0" * 64, "method": "click"}
    stage.tell("agreement.signed", "E1", "2026-03-09T10:00", signed)
    assert stage.tick("2026-03-20T00:00").effects("duty") == []


def test_a_signature_that_comes_too_late_finds_the_duty_missed_with_the_event_before_it():
    stage = engineer(clauses=CLAUSES)
    told = stage.tell("employee.changed", "E1", "2026-03-12T10:00", department="甲")
    assert missed(told) == [("clause.handover", "2026-03-09", [])]


def test_an_upload_missed_is_told_on_the_day_after_and_one_made_is_not():
    stage = engineer(archive=UPLOADS)
    assert missed(stage.tick("2026-03-03T23:00")) == []
    assert missed(stage.tick("2026-03-04T00:00")) == [("upload.code", "2026-03-03", [])]
    stage.tell("document.uploaded", "E1", "2026-03-04T18:00", UPLOAD)
    assert missed(stage.tick("2026-03-05T00:00")) == []
    assert missed(stage.tick("2026-03-06T00:00")) == [("upload.code", "2026-03-05", [])]


def test_weekends_are_no_working_days_of_an_upload_duty():
    stage = engineer(archive=UPLOADS)
    stage.tell("document.uploaded", "E1", "2026-03-06T18:00", UPLOAD)
    assert missed(stage.tick("2026-03-09T23:00")) == []
    assert missed(stage.tick("2026-03-10T00:00")) == [("upload.code", "2026-03-09", [])]


def test_several_days_missed_are_told_once_with_the_older_ones_skipped():
    told = engineer(archive=UPLOADS).tick("2026-03-06T09:00")
    assert missed(told) == [("upload.code", "2026-03-05", ["2026-03-03", "2026-03-04"])]


def test_a_profile_section_not_kept_up_is_a_duty_missed():
    stage = engineer(archive=UPLOADS)
    told = stage.tick("2026-04-02T09:00")
    assert ("archive.projects", "2026-04-01", []) in missed(told)
    stage.tell("profile.updated", "E1", "2026-04-03T09:00", section="projects", records=[{"name": "甲"}])
    assert "archive.projects" not in [duty for duty, _, _ in missed(stage.tick("2026-05-03T09:00"))]
    assert "archive.projects" in [duty for duty, _, _ in missed(stage.tick("2026-05-04T09:00"))]


def test_a_duty_counts_from_the_day_the_policy_took_effect_and_the_person_became_known():
    stage = Stage(small(archive=UPLOADS))
    stage.hire("E1", at="2025-06-02T09:00", role="engineer")
    assert missed(stage.tick("2025-12-31T09:00")) == []
    assert missed(stage.tick("2026-01-06T09:00")) == [("upload.code", "2026-01-05", ["2026-01-04"])]


def test_duties_that_do_not_apply_are_not_owed():
    stage = Stage(small(archive=UPLOADS))
    stage.hire("E1", at="2026-03-02T09:00")
    assert stage.tick("2026-05-04T09:00").effects("duty") == []


def test_a_duty_missed_while_a_case_is_open_names_the_case():
    stage = engineer(archive=UPLOADS)
    stage.resign(at="2026-03-02T10:00")
    assert stage.tick("2026-03-04T00:00").one("duty")["case"] == "E1/1"


def test_who_has_left_owes_nothing():
    stage = engineer(archive=UPLOADS)
    stage.tell("employee.left", "E1", "2026-03-03T10:00", on="2026-03-03")
    assert stage.tick("2026-03-20T00:00").effects("duty") == []


def test_messages_on_a_duty_missed_go_out_with_it():
    notices = "notices: [{id: n, on: duty, to: manager, channels: [sms], notification: task-overdue}]\n"
    stage = engineer(archive=UPLOADS, notices=notices)
    stage.hire("M1", role="office")
    notice = stage.tick("2026-03-04T09:00").one("notice")
    assert (notice["to"], notice["case"]) == ("M1", None)


def test_more_missed_days_than_are_looked_at_in_one_go_are_told_later():
    stage = engineer(archive=UPLOADS.replace("1 workday", "1 day"))
    assert len(stage.tick("2028-01-01T09:00").one("duty", duty="upload.code")["skipped"]) == 399


def test_a_duty_that_no_longer_applies_when_its_day_is_past_is_not_missed():
    monthly = UPLOADS.replace(
        "employee.role: engineer}, every: 1 workday", "employee.tenure_months: 0}, every: 40 days"
    )
    stage = engineer(archive=monthly.replace("when: {employee.role: engineer}}", "required: false}"))
    assert "upload.code" not in [duty for duty, _, _ in missed(stage.tick("2026-04-15T09:00"))]


def test_a_duty_that_time_alone_brings_about_is_found_missed():
    later = UPLOADS.replace("employee.role: engineer}, every", "employee.tenure_months: {at_least: 1}}, every")
    stage = engineer(archive=later)
    stage.tick("2026-03-20T09:00")
    assert "upload.code" in [duty for duty, _, _ in missed(stage.tick("2026-04-03T09:00"))]


def test_news_of_who_has_left_finds_no_duty_missed():
    stage = engineer(archive=UPLOADS)
    stage.tell("employee.left", "E1", "2026-03-03T10:00", on="2026-03-03")
    assert stage.tell("employee.changed", "E1", "2026-03-20T10:00", department="甲").effects("duty") == []
