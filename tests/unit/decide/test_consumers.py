"""What effects carry for readers that cannot join: names, recipients, keys, duties made good (contract section 4)."""

import re

from tests.unit.decide.stage import Stage, leaving, ready

NOTICES = """
    notices:
      - {id: n.turn, on: task.submitted, to: step_party, channels: [portal], notification: task-to-confirm}
      - id: n.late
        for: tasks
        at: task.due + 1 workday
        to: step_party
        channels: [portal]
        notification: task-overdue
        repeat: {every: 1 workday, times: 2}
"""
UPLOAD = "uploads: [{id: up.code, title: 代码, every: 2 days}]\n"


def dated(calendar: str) -> Stage:
    """Return a departure that counts by the working days of a country; its first step is due on 25 March."""
    return leaving(("calendar: CN", f"calendar: {calendar}"), notices=NOTICES)


def keys(stage: Stage) -> dict[str, str]:
    """Return the keys of what is sent in the week after the step was due, with the day of each."""
    told = [stage.tick(f"2026-03-{day}T18:00") for day in range(25, 32)]
    return {notice["key"]: notice["planned"] for each in told for notice in each.effects("notice")}


def test_a_key_is_the_same_whatever_days_the_calendar_makes_of_the_plan():
    one, other = keys(dated("CN")), keys(dated("BD"))
    assert one.keys() == other.keys()
    assert one != other, "the calendars must differ for this to tell anything"
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in one)


def test_messages_of_another_plan_have_other_keys():
    stage = dated("CN")
    before = keys(stage)
    stage.tell("last_day.changed", "E1", "2026-04-01T10:00", last_day="2026-05-20", agreed_by="M1", reason="x")
    stage.tick("2026-05-15T18:00")
    again = stage.tick("2026-05-30T18:00").effects("notice")
    assert again
    assert not before.keys() & {notice["key"] for notice in again}


def test_effects_name_people_beside_their_ids():
    stage = ready()
    stage.tell("employee.changed", "E1", "2026-03-01T09:00", name="林小满", department="销售部")
    told = stage.resign()
    whose = {"id": "E1", "name": "林小满", "department": "销售部"}
    assert [effect["employee"] for effect in (told.one("case"), *told.effects("task"))] == [whose, whose]
    first, *_ = told.one("task")["steps"]
    assert (first["person"], first["name"]) == ("E1", "林小满")


def test_a_message_says_whom_it_goes_to_and_in_which_language():
    stage = leaving(notices=NOTICES)
    stage.tell("employee.changed", "E2", "2026-03-04T09:00", language="zh-CN")
    notice = stage.act("submitted", "E1", "2026-03-10T10:00").one("notice")
    assert notice["recipient"] == {"id": "E2", "name": "E2", "language": "zh-CN"}


def test_a_task_tells_its_step_its_whole_time_and_when_it_was_done():
    stage = leaving()
    task = stage.act("submitted", "E1", "2026-03-10T10:00").one("task")
    assert (task["current_step"], task["due"], task["planned_due"], task["done_at"]) == (
        1,
        "2026-03-27",
        "2026-03-31",
        None,
    )
    stage.act("confirmed", "E2", "2026-03-11T10:00")
    task = stage.act("confirmed", "M1", "2026-03-12T10:00").one("task")
    assert (task["current_step"], task["done_at"]) == (None, "2026-03-12T10:00:00+08:00")


def test_a_missed_upload_made_good_is_told_once():
    stage = ready(archive=UPLOAD)
    missed = stage.tick("2026-01-20T09:00").effects("duty", person="E1")
    assert [duty["state"] for duty in missed] == ["missed"]
    upload = {"path": "a", "sha256": "0" * 64, "size": 1, "duty": "up.code"}
    met = stage.tell("document.uploaded", "E1", "2026-01-20T10:00", upload).one("duty")
    assert (met["state"], met["due"], met["duty"]) == ("met", missed[0]["due"], "up.code")
    assert stage.tell("document.uploaded", "E1", "2026-01-20T11:00", upload).effects("duty") == []


def test_a_late_signature_and_a_late_profile_are_made_good_too():
    archive = "sections: {customers: {title: 客户, key: name, fields: [name], update_every: 2 days}}\n"
    clauses = "clauses: [{id: c.a, title: 甲, text: 甲, sign: onboarding}]\n"
    stage = ready(archive=archive, clauses=clauses)
    stage.tick("2026-01-20T09:00")
    section = {"section": "customers", "records": []}
    met = stage.tell("profile.updated", "E1", "2026-01-20T10:00", section).one("duty")
    assert (met["duty"], met["kind"], met["state"]) == ("archive.customers", "archive", "met")
    signed = {"clauses": ["c.a"], "policy_version": "1.0.0", "sha256": "0" * 64, "method": "reliable"}
    met = stage.tell("agreement.signed", "E1", "2026-01-20T11:00", signed).one("duty")
    assert (met["duty"], met["kind"], met["state"]) == ("c.a", "signature", "met")
