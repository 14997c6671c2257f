"""Messages on missed duties and other news of people, dated or kept for a workday (contract "notices", 2.7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from handover_policy.decide.state.saved import state_from_json, state_json
from tests.unit.decide.stage import FILE, Stage, Told, small

UPLOADS = """
    uploads:
      - {id: upload.code, title: 研发代码, when: {employee.role: engineer}, every: 1 workday}
      - {id: upload.notes, title: 笔记, when: {employee.role: engineer}, every: 1 workday}
"""
WORKDAYS = ("calendar: CN", "calendar: CN\nsend_on: workday")
CODE = "when: {duty.id: upload.code}"
UPLOAD: dict[str, Any] = {"path": "repo", "sha256": FILE["sha256"], "size": 1, "duty": "upload.code"}


def working(notice: str, *swaps: tuple[str, str], archive: str = UPLOADS) -> Stage:
    """Return a stage on which an engineer was hired on Monday, 2 March, who uploads nothing."""
    row = f"id: n, channels: [sms], notification: upload-missed, {notice}"
    stage = Stage(small(*swaps, archive=archive, notices=f"notices: [{{{row}}}]\n"))
    stage.hire("M1", role="office")
    stage.hire("E1", at="2026-03-02T09:00", role="engineer")
    return stage


def sent(told: Told) -> list[dict[str, Any]]:
    return told.effects("notice")


def sending(stage: Stage, *ticks: str) -> list[int]:
    """Return how many messages go out with each of some clock events of March."""
    return [len(sent(stage.tick(f"2026-03-{at}"))) for at in ticks]


def test_a_message_on_a_missed_duty_goes_out_at_once_on_a_workday() -> None:
    assert sending(working(f"on: duty, to: leaver, {CODE}", WORKDAYS), "04T00:00") == [1]


def test_one_that_waits_for_workdays_is_kept_from_a_saturday_to_monday_at_its_hour() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}", WORKDAYS)
    stage.tick("2026-03-06T23:00")
    told = stage.tick("2026-03-07T00:00")
    assert told.one("duty", duty="upload.code")["due"] == "2026-03-06"
    assert sent(told) == []
    assert sending(stage, "07T09:00", "08T23:59", "09T08:59") == [0, 0, 0]
    notice = stage.tick("2026-03-09T09:00").one("notice")
    assert (notice["id"], notice["about"], notice["planned"]) == (
        "E1:n:upload.code:2026-03-06",
        {"duty": "upload.code"},
        None,
    )
    assert sending(stage, "09T10:00") == [0]


def test_the_notices_own_word_counts_before_that_of_the_set() -> None:
    assert sending(working(f"on: duty, to: leaver, send_on: any, {CODE}", WORKDAYS), "06T23:00", "07T00:00") == [1, 1]
    assert sending(working(f"on: duty, to: leaver, send_on: workday, {CODE}"), "06T23:00", "07T00:00") == [1, 0]


def test_a_dated_message_on_a_duty_goes_out_on_its_day_and_repeats() -> None:
    once = UPLOADS.replace("1 workday", "1 year")
    stage = working(f"on: duty, to: manager, {CODE}, at: event + 2 days at 18:00, repeat: {{every: 1 day, times: 1}}",
                    archive=once)  # fmt: skip
    assert stage.tick("2027-03-03T00:00").one("duty", duty="upload.code")["due"] == "2027-03-02"
    first, early = stage.tick("2027-03-05T18:00"), stage.tick("2027-03-06T17:59")
    second = stage.tick("2027-03-06T18:00")
    assert (first.one("notice")["to"], first.one("notice")["planned"]) == ("M1", "2027-03-05")
    assert (sent(early), second.one("notice")["planned"]) == ([], "2027-03-06")
    assert len({told.one("notice")[name] for told in (first, second) for name in ("id", "key")}) == 4
    assert sending(stage, "30T18:00") == [0]


def test_of_several_days_that_no_clock_event_came_on_only_the_newest_is_sent() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 1 day, repeat: {{every: 1 day, times: 2}}")
    stage.tick("2026-03-04T00:00")
    stage.tick("2026-03-05T00:00")
    notice = stage.tick("2026-03-06T23:00").one("notice")
    assert (notice["planned"], notice["skipped"]) == ("2026-03-06", ["2026-03-05"])


def test_nothing_more_is_said_of_a_duty_that_was_made_good() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 1 day")
    stage.tick("2026-03-04T00:00")
    stage.tell("document.uploaded", "E1", "2026-03-04T12:00", UPLOAD)
    assert sending(stage, "05T09:00") == [0]


def test_nothing_more_is_said_to_anybody_of_somebody_who_has_left() -> None:
    stage = working(f"on: duty, to: hr, {CODE}, at: event + 1 day")
    stage.tick("2026-03-04T00:00")
    stage.tell("employee.left", "E1", "2026-03-04T12:00", on="2026-03-04")
    assert sending(stage, "05T09:00") == [0]
    person = stage.register.employee("E1")
    assert person is not None
    assert person.awaited == ()


def test_a_dated_message_on_a_duty_waits_for_a_workday_too() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 2 days", WORKDAYS)
    stage.tick("2026-03-05T00:00")  # a Thursday: two days on is a Saturday
    assert sending(stage, "07T09:00", "09T08:00") == [0, 0]
    notice = stage.tick("2026-03-09T09:00").one("notice")  # with that of Friday, which was missed by Saturday
    assert (notice["planned"], notice["skipped"]) == ("2026-03-09", ["2026-03-07"])


def test_one_whose_workday_passed_without_a_clock_event_waits_for_the_next() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 1 day", WORKDAYS)
    stage.tick("2026-03-05T00:00")
    assert sending(stage, "07T12:00", "09T08:59", "09T09:00") == [0, 0, 1]


def test_messages_on_news_of_somebody_at_work_may_be_dated() -> None:
    stage = working("on: employee.hired, to: manager, when: {employee.role: engineer}, at: event + 1 week",
                    ("notification: upload-missed", "notification: gate-held"))  # fmt: skip
    assert sending(stage, "08T09:00", "09T08:59", "09T09:00", "10T09:00") == [0, 0, 1, 0]


def test_a_message_may_count_from_a_date_of_the_person() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: employee.hired_on + 4 days")
    stage.tick("2026-03-04T00:00")
    assert sending(stage, "05T23:00", "06T09:00") == [0, 1]


@pytest.mark.parametrize(("role", "codes"), [("engineer", ["message-without-day"]), ("office", [])])
def test_a_date_that_is_missing_is_a_problem_where_the_message_concerns_somebody(role: str, codes: list[str]) -> None:
    stage = working(
        "on: employee.changed, to: leaver, when: {employee.role: engineer}, at: employee.contract_until - 1 month",
        ("notification: upload-missed", "notification: gate-held"),
    )
    stage.hire("E2", at="2026-03-02T10:00", role=role)
    assert stage.tell("employee.changed", "E2", "2026-03-02T11:00", department="甲").problems == codes


def test_what_counts_from_a_departure_is_planned_for_nobody_at_work() -> None:
    stage = working("on: employee.changed, to: leaver, at: last_day - 1 day",
                    ("notification: upload-missed", "notification: gate-held"))  # fmt: skip
    told = stage.tell("employee.changed", "E1", "2026-03-02T11:00", department="甲")
    assert told.decision["effects"] == []


def test_several_missed_duties_are_one_message_where_they_go_together() -> None:
    stage = working("on: duty, to: leaver, together: true")
    told = stage.tick("2026-03-04T00:00")
    assert len(told.effects("duty")) == 2
    notice = told.one("notice")
    assert (notice["about"], notice["duties"]) == (None, ["upload.code", "upload.notes"])
    alone = working(f"on: duty, to: leaver, together: true, {CODE}").tick("2026-03-04T00:00").one("notice")
    assert alone["duties"] == ["upload.code"]
    assert alone["key"] != notice["key"]


def test_those_that_wait_for_a_workday_go_together_as_well() -> None:
    stage = working("on: duty, to: leaver, together: true", WORKDAYS)
    stage.tick("2026-03-06T23:00")
    stage.tick("2026-03-07T00:00")
    assert stage.tick("2026-03-09T09:00").one("notice")["duties"] == ["upload.code", "upload.notes"]


def test_without_together_each_is_a_message_of_its_own() -> None:
    assert sending(working("on: duty, to: leaver"), "04T00:00") == [2]


def test_a_duty_missed_in_a_departure_is_told_in_it_and_dated_all_the_same() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 1 day")
    stage.resign(at="2026-03-02T10:00")
    stage.tick("2026-03-04T00:00")
    assert sent(stage.tick("2026-03-05T09:00"))[0]["case"] == "E1/1"


def test_awaited_messages_are_saved() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 2 days")
    stage.tick("2026-03-04T00:00")
    again = Stage(*[stage.books.zone_owner])
    again.register = state_from_json(state_json(stage.register, stage.books), again.books)
    again.count = stage.count
    assert again.tick("2026-03-06T09:00").decision == stage.tick("2026-03-06T09:00").decision


def test_a_person_sleeps_until_the_message_is_to_go_out() -> None:
    stage = working(f"on: duty, to: leaver, {CODE}, at: event + 2 days at 18:00", archive=UPLOADS.replace("1 w", "9 w"))
    stage.tick("2026-03-14T00:00")
    stage.tick("2026-03-15T00:00")
    moment = datetime.fromisoformat("2026-03-16T18:00:00+08:00")
    assert stage.register.agenda.wakes("duty", "E1") == moment.timestamp()


def test_what_is_for_tasks_is_told_to_nobody_at_work() -> None:
    stage = working("on: employee.changed, for: tasks, to: leaver",
                    ("notification: upload-missed", "notification: gate-held"))  # fmt: skip
    assert sent(stage.tell("employee.changed", "E1", "2026-03-02T11:00", department="甲")) == []
