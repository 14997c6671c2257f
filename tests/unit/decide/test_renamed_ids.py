"""Rules that were renamed: what was told under the old id stays told, in one version and across several."""

from __future__ import annotations

from tests.unit.decide.stage import Stage, small

MOVED = (
    "contacts:",
    "moved: [{from: %s, to: %s, on: 2026-07-01}]\ncontacts:",
)
UPLOAD = "uploads: [{id: up.code, title: 代码, every: 1 workday}]\n"
CLAUSE = "clauses: [{id: c.old, title: 条款, text: 文, sign: onboarding}]\n"
LOSS = (
    "clauses:\n"
    "  - {id: c.old, title: 条款, text: 文, sign: onboarding,\n"
    "     consequence: {kind: damages, when: {case.loss_proven: true}, measure: actual_loss, proof_required: true}}\n"
)
SIGNED = {"policy_version": "1.0.0", "sha256": "0" * 64, "method": "click"}
FILE = {"path": "a.zip", "sha256": "0" * 64, "size": 1}
NEXT = ("version: 1.0.0", "version: 2.0.0"), ("effective: {from: 2026-01-01}", "effective: {from: 2026-03-10}")


def moved(old: str, new: str) -> tuple[str, str]:
    return MOVED[0], MOVED[1] % (old, new)


def leaving(stage: Stage) -> Stage:
    for person in ("E1", "E2"):
        stage.hire(person)
    stage.hire("M1", manager="M9")
    stage.resign()
    stage.assign("E2")
    return stage


def test_an_act_that_names_the_old_id_of_a_task_counts() -> None:
    stage = leaving(Stage(small(("id: work.papers", "id: work.files"), moved("work.papers", "work.files"))))
    told = stage.act("submitted", "E1", "2026-03-10T10:00", "work.papers")
    assert told.one("task")["id"] == "E1/1:work.files"
    assert stage.act("confirmed", "E2", "2026-03-11T10:00", "work.files").outcome == "applied"
    assert stage.act("confirmed", "M1", "2026-03-12T10:00", "work.file").refusal == "unknown-task"


def test_a_message_about_an_act_speaks_of_the_task_the_old_id_meant() -> None:
    notice = (
        "notices: [{id: n, on: task.submitted, to: manager, channels: [sms], notification: task-overdue,"
        " when: {task.id: work.files}}]\n"
    )
    stage = leaving(
        Stage(small(("id: work.papers", "id: work.files"), moved("work.papers", "work.files"), notices=notice))
    )
    assert stage.act("submitted", "E1", "2026-03-10T10:00", "work.papers").one("notice")["task"] == "E1/1:work.files"


def test_a_case_of_the_old_version_takes_the_new_id() -> None:
    new = small(("id: work.papers", "id: work.files"), moved("work.papers", "work.files"), *NEXT)
    stage = leaving(Stage(small(), new))
    assert stage.act("submitted", "E1", "2026-03-10T10:00", "work.files").one("task")["id"] == "E1/1:work.papers"


def test_an_upload_told_for_the_old_id_meets_the_duty() -> None:
    text = UPLOAD.replace("up.code", "up.source")
    stage = Stage(small(moved("up.code", "up.source"), archive=text))
    stage.hire("E1", "2026-03-02T09:00")
    told = stage.tell("document.uploaded", "E1", "2026-03-03T09:00", duty="up.code", data=FILE)
    assert told.problems == []
    assert stage.tick("2026-03-04T09:00").effects("duty") == []
    missed = stage.tick("2026-03-05T09:00").one("duty")
    assert (missed["duty"], missed["due"], missed["skipped"]) == ("up.source", "2026-03-04", [])


def test_a_duty_missed_under_the_old_id_is_not_missed_again_under_the_new_one() -> None:
    new = small(("c.old", "c.new"), moved("c.old", "c.new"), *NEXT, clauses=CLAUSE)
    stage = Stage(small(clauses=CLAUSE), new)
    stage.hire("E1", "2026-01-02T09:00")
    assert stage.tick("2026-03-02T09:00").one("duty")["duty"] == "c.old"
    assert stage.tick("2026-03-20T09:00").effects("duty") == []


def test_uploads_told_under_two_names_of_a_duty_count_by_the_newest() -> None:
    new = small(moved("up.code", "up.source"), *NEXT, archive=UPLOAD.replace("up.code", "up.source"))
    stage = Stage(small(archive=UPLOAD), new)
    stage.hire("E1", "2026-03-02T09:00")
    stage.tell("document.uploaded", "E1", "2026-03-12T09:00", duty="up.code", data=FILE)
    stage.tell("document.uploaded", "E1", "2026-03-09T09:00", duty="up.code", data=FILE)  # told late
    missed = stage.tick("2026-03-17T09:00").one("duty")
    assert (missed["duty"], missed["due"], missed["skipped"]) == ("up.source", "2026-03-16", ["2026-03-13"])


def test_a_clause_signed_under_its_old_id_is_signed() -> None:
    swaps = (("c.old", "c.new"), moved("c.old", "c.new"))
    stage = leaving(Stage(small(swaps[0], swaps[1], clauses=LOSS)))
    assert stage.tell("agreement.signed", "E1", "2026-03-03T09:00", clauses=["c.old"], data=SIGNED).problems == []
    lost = {"amount": 5, "description": "x", "proven": True}
    claim = stage.tell("loss.recorded", "E1", "2026-03-04T09:00", lost).one("claim")
    assert (claim["clause"], claim["signed"]) == ("c.new", True)


def test_a_clause_signed_under_one_version_is_signed_under_the_next() -> None:
    notice = (
        "notices: [{id: n, on: loss.recorded, to: hr, channels: [sms], notification: upload-missed,"
        " when: {agreement.signed: true}}]\n"
    )
    new = small(("c.old", "c.new"), moved("c.old", "c.new"), *NEXT, clauses=CLAUSE, notices=notice)
    stage = Stage(small(clauses=CLAUSE), new)
    for person in ("E1", "E2", "M1"):
        stage.hire(person, "2026-03-02T09:00")
    stage.tell("agreement.signed", "E1", "2026-03-03T09:00", clauses=["c.old"], data=SIGNED)
    assert [effect["person"] for effect in stage.tick("2026-03-20T09:00").effects("duty")] == ["E2", "M1"]
    stage.resign(at="2026-03-20T10:00")
    lost = {"amount": 5, "description": "x", "proven": True}
    assert stage.tell("loss.recorded", "E1", "2026-03-21T09:00", lost).effects("notice", notice="n")


def test_other_events_are_the_same_events() -> None:
    stage = leaving(Stage(small(("id: work.papers", "id: work.files"), moved("work.papers", "work.files"))))
    told = stage.tell("document.uploaded", "E1", "2026-03-03T09:00", data=FILE)
    assert told.outcome == "applied"


def test_a_breach_and_a_decision_that_name_the_old_id_of_a_clause_count() -> None:
    clauses = (
        "clauses:\n  - {id: c.new, title: 条款, text: 文, sign: onboarding,\n"
        "     consequence: {kind: penalty, trigger: non_compete, amount: 100}}\n"
    )
    stage = leaving(Stage(small(moved("c.old", "c.new"), clauses=clauses)))
    stage.tell("agreement.signed", "E1", "2026-03-03T09:00", clauses=["c.old"], data=SIGNED)
    told = {"clause": "c.old", "by": "U-HR", "description": "x", "proven": True}
    assert stage.tell("breach.recorded", "E1", "2026-04-03T09:00", told).one("claim")["clause"] == "c.new"
    decided = {"clause": "c.old", "decision": "dropped", "by": "U-HR", "reason": "x"}
    assert stage.tell("claim.decided", "E1", "2026-04-04T09:00", decided).one("claim")["state"] == "dropped"


def test_one_time_of_a_recurring_obligation_is_known_by_the_old_id() -> None:
    recurring = "recurring: [{id: pay.new, title: 补偿, every: 1 month, times: 2, first: last_day + 1 month}]\n"
    stage = leaving(Stage(small(moved("pay.old", "pay.new"), obligations=recurring)))
    stage.tick("2026-05-02T09:00")
    told = stage.act("submitted", "U-HR", "2026-05-02T10:00", "obligation.pay.old.1")
    assert told.effects("task")[0]["id"] == "E1/1:obligation.pay.new.1"


def test_a_successor_for_a_task_by_its_old_id_takes_it_over() -> None:
    stage = leaving(Stage(small(("id: work.papers", "id: work.files"), moved("work.papers", "work.files"))))
    stage.hire("E3")
    told = {"successor": "E3", "by": "M1", "tasks": ["work.papers"]}
    (task,) = stage.tell("successor.assigned", "E1", "2026-03-10T10:00", told).effects("task")
    assert (task["id"], task["steps"][1]["person"]) == ("E1/1:work.files", "E3")
