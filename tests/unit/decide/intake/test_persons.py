"""Events about a person: hired, changed, signed, profile, uploads, delegations."""

import pytest

from tests.unit.decide.stage import FILE, Stage, ready, schemas, small

ARCHIVE = """
    sections:
      projects: {title: 项目信息, key: name, fields: [name, stage], required: false}
    uploads:
      - {id: upload.code, title: 研发代码, when: {employee.role: engineer}, every: 1 workday}
"""
CLAUSES = """
    clauses:
      - {id: clause.handover, title: 交接义务, text: 应当交接。, sign: onboarding}
"""


def signed(*names: str) -> dict[str, object]:
    return {"clauses": list(names), "policy_version": "1.0.0", "sha256": "0" * 64, "method": "click"}


def test_hiring_someone_employed_is_taken_as_a_change_with_a_problem():
    stage = ready()
    told = stage.hire("E1", at="2026-02-01T09:00", stage="probation")
    person = stage.register.employee("E1")
    assert told.problems == ["already-employed"]
    assert person is not None
    assert (person.attributes["stage"], person.hired_on.isoformat()) == ("probation", "2026-02-01")


def test_someone_who_left_and_is_hired_again_starts_anew_but_keeps_counting_departures():
    stage = ready()
    stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-03-03")
    stage.tell("employee.left", "E1", "2026-03-03T10:00", on="2026-03-03")
    told = stage.hire("E1", at="2026-03-10T09:00")
    person = stage.register.employee("E1")
    assert told.problems == []
    assert person is not None
    assert (person.departures, person.hired_on.isoformat()) == (1, "2026-03-10")


def test_employee_changed_keeps_what_it_does_not_tell_and_may_correct_the_hired_day():
    stage = ready()
    stage.tell("employee.changed", "E1", "2026-02-01T09:00", hired_on="2023-05-04", badge=7, note=None)
    person = stage.register.employee("E1")
    assert person is not None
    assert person.hired_on.isoformat() == "2023-05-04"
    assert (person.attributes["role"], person.attributes["badge"]) == ("sales", 7)
    assert "note" not in person.attributes


@pytest.mark.parametrize("kind", ["employee.hired", "employee.changed"])
def test_what_is_null_is_as_absent(kind):
    schema, full = (
        schemas()[f"events/{kind}"],
        {"name": "甲", "role": "sales", "stage": "regular", "hired_on": "2024-01-02"},
    )
    needed = {key: full[key] for key in schema["required"]}
    nothing = {key: None for key in (*schema["properties"], "badge") if key not in needed}
    stage = ready()
    before = stage.register.employee("E1")
    told = stage.tell(kind, "E1", "2026-02-01T09:00", {**needed, **nothing})
    assert told.outcome == "applied"
    after = stage.register.employee("E1")
    assert before is not None
    assert after is not None
    assert after.attributes["manager"] == before.attributes["manager"]
    assert "badge" not in after.attributes
    for key in needed:
        assert stage.tell(kind, "E1", "2026-02-01T09:00", {**needed, key: None}).refusal == "invalid-event"


def test_a_signature_under_a_clause_nobody_wrote_is_noted_with_a_problem():
    stage = ready(clauses=CLAUSES)
    told = stage.tell("agreement.signed", "E1", "2026-02-01T09:00", signed("clause.handover", "clause.gone"))
    person = stage.register.employee("E1")
    assert told.problems == ["unknown-clause"]
    assert person is not None
    assert person.signed == {"clause.handover", "clause.gone"}


def test_a_profile_section_that_the_policy_does_not_have_is_invalid():
    told = ready(archive=ARCHIVE).tell("profile.updated", "E1", "2026-02-01T09:00", section="hobbies", records=[])
    assert told.refusal == "invalid-event"


@pytest.mark.parametrize(
    "records",
    [
        [{"stage": "live"}],
        [{"name": ""}],
        [{"name": True}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": 1}, {"name": "1"}],
    ],
)
def test_records_without_their_key_or_with_the_same_key_twice_are_invalid(records):
    stage = ready(archive=ARCHIVE)
    told = stage.tell("profile.updated", "E1", "2026-02-01T09:00", section="projects", records=records)
    assert told.refusal == "invalid-event"


def test_an_unknown_section_is_told_before_an_unknown_employee():
    stage = Stage(small(archive=ARCHIVE))
    bad = stage.tell("profile.updated", "E1", "2026-02-01T09:00", section="hobbies", records=[])
    good = stage.tell("profile.updated", "E1", "2026-02-01T09:00", section="projects", records=[])
    assert (bad.refusal, good.refusal) == ("invalid-event", "unknown-employee")


def test_an_upload_for_a_duty_nobody_has_laid_down_is_noted_with_a_problem():
    stage = ready(archive=ARCHIVE)
    upload = {name: FILE[name] for name in ("path", "sha256")} | {"size": 1}
    assert stage.tell("document.uploaded", "E1", "2026-02-01T09:00", upload).problems == []
    told = stage.tell("document.uploaded", "E1", "2026-02-01T09:00", upload, duty="upload.cake")
    assert told.problems == ["unknown-duty"]


def test_ids_with_colons_slashes_and_percent_signs_are_encoded_inside_longer_ids():
    stage = ready()
    stage.hire("a:b/c%\u0085张")
    told = stage.resign("a:b/c%\u0085张")
    assert told.decision["case"] == "a%3Ab%2Fc%25%C2%85张/1"
    assert told.one("task")["id"] == "a%3Ab%2Fc%25%C2%85张/1:work.papers"
