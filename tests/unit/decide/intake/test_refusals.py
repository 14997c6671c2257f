"""The checks of contract 2.1: each refusal code, and which comes first where several apply."""

import pytest

from tests.unit.decide.stage import FILE, Stage, leaving, ready

EVIDENCE = "- {party: successor, do: 确认收到, due: last_day - 3 workdays}"
WITH_EVIDENCE = "- {party: successor, do: 确认收到, evidence: [file], due: last_day - 3 workdays}"


def shared_delegate() -> Stage:
    """Both the leaver's and the successor's step may be done by D; the successor's step asks for a file."""
    stage = leaving((EVIDENCE, WITH_EVIDENCE))
    stage.hire("D")
    for principal in ("E1", "E2"):
        stage.tell("delegation.recorded", principal, "2026-03-03T10:00", {"from": principal, "to": "D", "by": "U-HR"})
    stage.act("submitted", "D", "2026-03-10T10:00", on_behalf_of="E1")
    return stage


def test_an_event_whose_data_break_the_schema_is_invalid_even_of_an_unknown_employee():
    told = Stage().tell("resignation.submitted", "NOBODY", "2026-03-02T10:00", form="by carrier pigeon")
    assert (told.outcome, told.refusal) == ("refused", "invalid-event")
    (why,) = told.decision["refusal"]["params"]["why"]
    assert (why["code"], why["at"], why["params"]["value"]) == ("schema.enum", "data.form", '"by carrier pigeon"')


def test_the_same_event_again_is_a_duplicate_and_changes_nothing():
    stage = ready()
    first = stage.resign(id="r1")
    before = stage.case()
    again = stage.resign(id="r1")
    assert first.outcome == "applied"
    assert (again.outcome, again.decision["effects"], again.decision["case"]) == ("duplicate", [], "E1/1")
    assert stage.case() is before


def test_a_default_written_out_is_still_the_same_event():
    stage = ready()
    stage.resign(id="r1")
    assert stage.resign(id="r1", cause="resignation").outcome == "duplicate"


def test_other_content_under_the_same_source_and_id_is_a_conflict():
    stage = ready()
    stage.resign(id="r1")
    assert stage.resign(id="r1", reason="other").refusal == "conflict"


def test_a_conflict_is_told_before_an_unknown_employee():
    stage = ready()
    stage.resign(id="r1")
    assert stage.resign("NOBODY", id="r1").refusal == "conflict"


def test_the_same_id_from_another_source_is_another_event():
    stage = ready()
    stage.resign(id="r1")
    assert stage.tell("severance.owed", "E1", "2026-03-03T10:00", id="r1", source="other").outcome == "applied"


def test_a_refused_event_is_judged_anew_when_it_comes_again():
    stage = Stage()
    assert stage.resign(id="r1").refusal == "unknown-employee"
    stage.hire("E1")
    assert stage.resign(id="r1").outcome == "applied"


def test_a_refused_decision_has_a_reason_and_no_effects():
    told = Stage().resign()
    assert "effects" not in told.decision
    assert "E1" in told.decision["refusal"]["message"]


def test_an_unknown_type_is_ignored_and_occupies_its_id():
    stage = ready()
    assert stage.tell("canteen.visited", "E1", "2026-03-02T10:00", id="c1").outcome == "ignored"
    assert stage.tell("canteen.visited", "E1", "2026-03-02T10:00", id="c1").outcome == "duplicate"
    assert stage.tell("canteen.visited", "E2", "2026-03-02T10:00", id="c1").refusal == "conflict"


def test_an_unknown_employee_is_told_before_a_missing_case():
    assert Stage().act("submitted", "E1", "2026-03-02T10:00").refusal == "unknown-employee"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("employee.changed", {"role": "office"}),
        ("agreement.signed", {"clauses": ["x"], "policy_version": "1", "sha256": "0" * 64, "method": "click"}),
        ("document.uploaded", {"path": "a", "sha256": "0" * 64, "size": 1}),
        ("delegation.recorded", {"from": "NOBODY", "to": "E2", "by": "U-HR"}),
    ],
)
def test_an_event_about_a_person_nobody_hired_is_refused(kind, data):
    assert ready().tell(kind, "NOBODY", "2026-03-02T10:00", data).refusal == "unknown-employee"


def test_a_missing_case_is_told_before_an_unknown_task():
    assert ready().act("submitted", "E1", "2026-03-02T10:00", task="nothing").refusal == "no-open-case"


def test_an_event_before_the_arrival_is_out_of_order():
    told = leaving().act("submitted", "E1", "2026-03-01T23:59")
    assert told.refusal == "out-of-order"


def test_an_event_earlier_on_the_day_of_arrival_is_in_order():
    assert leaving().act("submitted", "E1", "2026-03-02T08:00").outcome == "applied"


def test_a_second_resignation_while_a_case_is_open_is_refused():
    assert leaving().resign(at="2026-03-05T10:00").refusal == "case-already-open"


def test_an_unknown_task_is_told_before_the_wrong_person():
    assert leaving().act("submitted", "E9", "2026-03-10T10:00", task="work.nothing").refusal == "unknown-task"


def test_the_wrong_state_is_told_before_the_wrong_person():
    stage = leaving()
    assert stage.act("confirmed", "E9", "2026-03-10T10:00").refusal == "wrong-state"
    assert stage.act("returned", "E9", "2026-03-10T10:00", reason="no").refusal == "wrong-state"
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("submitted", "E9", "2026-03-10T11:00").refusal == "wrong-state"


def test_the_wrong_person_is_told_before_missing_evidence():
    stage = leaving((EVIDENCE, WITH_EVIDENCE))
    stage.act("submitted", "E1", "2026-03-10T10:00")
    assert stage.act("confirmed", "E9", "2026-03-10T11:00").refusal == "wrong-party"


def test_the_same_person_is_told_before_missing_evidence():
    assert shared_delegate().act("confirmed", "D", "2026-03-11T10:00", on_behalf_of="E2").refusal == "same-person"


def test_one_person_may_not_confirm_what_that_same_person_submitted():
    stage = shared_delegate()
    assert stage.act("confirmed", "D", "2026-03-11T10:00", on_behalf_of="E2", evidence=[FILE]).refusal == "same-person"
    assert stage.act("returned", "D", "2026-03-11T10:00", on_behalf_of="E2", reason="no").refusal == "same-person"
    assert stage.act("confirmed", "E2", "2026-03-11T10:00", evidence=[FILE]).outcome == "applied"


def test_a_step_that_asks_for_evidence_refuses_to_be_done_without_it():
    stage = leaving((EVIDENCE, WITH_EVIDENCE))
    stage.act("submitted", "E1", "2026-03-10T10:00")
    photo = {**FILE, "kind": "photo"}
    assert stage.act("confirmed", "E2", "2026-03-11T10:00").refusal == "evidence-missing"
    assert stage.act("confirmed", "E2", "2026-03-11T10:00", evidence=[photo]).refusal == "evidence-missing"
    told = stage.act("confirmed", "E2", "2026-03-11T10:00", evidence=[photo, FILE], remark="收到")
    step = told.one("task")["steps"][1]
    assert (step["state"], step["provided"], step["remark"]) == ("done", [photo, FILE], "收到")


def test_refusals_are_told_in_the_language_of_the_policy():
    english, chinese = ready().act("submitted", "E1", "2026-03-02T10:00"), ready(("language: en", "language: zh-CN"))
    told = chinese.act("submitted", "E1", "2026-03-02T10:00")
    assert english.decision["refusal"]["message"].startswith("the employee is not leaving")
    assert told.decision["refusal"]["message"].startswith("该员工没有离职")
