"""Tests of absences that wait for their days to be over before they open a case (contract 1 "absence", 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from handover_policy.decide.state.saved import state_from_json, state_json
from tests.unit.decide.stage import Stage, Told, leaving, ready

FRIDAY, MONDAY, TUESDAY = "2026-03-06", "2026-03-09", "2026-03-10"
OPENS = "2026-03-11"
"""The Wednesday after the third of the workdays away: a Friday, a Monday and a Tuesday."""


def away(stage: Stage | None = None, since: str = FRIDAY, at: str = "10:00") -> Stage:
    """Return a stage on which E1 has stayed away since a Friday, told on that day."""
    stage = stage or waiting()
    told = stage.tell("employee.absent", "E1", f"{since}T{at}", since=since)
    assert (told.outcome, told.decision["case"], told.problems) == ("applied", None, ["absence-noted"])
    return stage


def waiting(*swaps: tuple[str, str], **texts: str) -> Stage:
    return ready(("calendar: CN", "calendar: CN\nabsence: {days: 3}"), *swaps, **texts)


def opened(told: Told) -> list[tuple[str, str, str | None]]:
    return [(effect["case"], effect["cause"], effect["last_day"]) for effect in told.effects("case")]


def test_an_absence_opens_a_case_on_the_day_after_its_last_workday_away():
    stage = away()
    for day in ("2026-03-07T09:00", "2026-03-08T09:00", f"{MONDAY}T09:00", f"{TUESDAY}T23:59"):
        assert stage.tick(day).decision["effects"] == []
    told = stage.tick(f"{OPENS}T00:00")
    assert opened(told) == [("E1/1", "abandonment", None)]
    assert told.one("case")["arrival"] == OPENS
    assert (stage.case().absent_since, stage.case().opened_by) == (stage.case().plan_day, "employee.absent")
    assert stage.case().leaver_gone


def test_a_clock_that_comes_late_opens_it_as_of_its_day():
    told = away().tick("2026-03-20T09:00")
    assert told.one("case")["arrival"] == OPENS
    assert all(task["due"] >= "2026-03-20" for task in told.effects("task") if task["due"] is not None)


def test_an_absence_told_when_its_days_are_over_opens_a_case_at_once():
    told = waiting().tell("employee.absent", "E1", f"{OPENS}T10:00", since=FRIDAY)
    assert opened(told) == [("E1/1", "abandonment", None)]
    assert told.one("case")["arrival"] == OPENS


def test_without_the_key_an_absence_opens_a_case_at_once():
    assert opened(ready().tell("employee.absent", "E1", f"{FRIDAY}T10:00", since=FRIDAY)) != []


def test_days_may_differ_by_date():
    dated = "calendar: CN\nabsence: {days: {2020-01-01: 1, 2026-03-01: 3}}"
    away(ready(("calendar: CN", dated)))


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, "2026-03-13"])
def test_whoever_is_back_before_a_case_was_opened_has_none(day: str) -> None:
    stage = away()
    told = stage.tell("employee.returned", "E1", f"{day}T10:00", on=MONDAY, by="M1")
    assert (told.outcome, told.decision["case"], told.decision["effects"]) == ("applied", None, [])
    assert stage.tick("2026-03-20T09:00").decision["effects"] == []
    assert stage.resign(at="2026-03-23T10:00").decision["case"] == "E1/1"


def test_only_the_employer_says_that_somebody_is_back_and_not_ahead():
    stage = away()
    assert stage.tell("employee.returned", "E1", f"{MONDAY}T10:00", on=MONDAY, by="E1").refusal == "wrong-party"
    assert stage.tell("employee.returned", "E1", f"{MONDAY}T10:00", on=MONDAY, by="E2").refusal == "wrong-party"
    assert stage.tell("employee.returned", "E1", f"{MONDAY}T10:00", on=TUESDAY, by="M1").refusal == "out-of-order"
    assert opened(stage.tick(f"{OPENS}T09:00")) != []


def test_whoever_is_back_afterwards_takes_the_case_back():
    stage = away()
    stage.tick(f"{OPENS}T09:00")
    told = stage.tell("employee.returned", "E1", f"{OPENS}T10:00", on=OPENS, by="M1")
    assert told.one("case")["state"] == "withdrawn"


MEANWHILE: dict[str, dict[str, Any]] = {
    "resignation.submitted": {"form": "written"},
    "departure.declared": {"cause": "dismissal", "last_day": "2026-04-10", "by": "U-HR"},
    "employee.left": {"on": MONDAY},
}


@pytest.mark.parametrize("kind", MEANWHILE)
def test_a_departure_told_meanwhile_settles_it(kind: str) -> None:
    stage = away()
    told = stage.tell(kind, "E1", f"{MONDAY}T10:00", MEANWHILE[kind])
    assert told.one("case")["case"] == "E1/1"
    assert not stage.case().absent
    stage.tick(f"{OPENS}T09:00")
    assert len(stage.register.cases_of("E1")) == 1


def test_a_death_told_meanwhile_settles_it():
    stage = away()
    stage.declare("E1", f"{MONDAY}T10:00", "death", FRIDAY)
    stage.tick(f"{OPENS}T09:00")
    assert [case.cause for case in stage.register.cases_of("E1")] == ["death"]


def test_a_transfer_told_meanwhile_ends_no_absence():
    stage = away()
    stage.declare("E1", f"{MONDAY}T10:00", "transfer", "2026-04-01")
    assert opened(stage.tick(f"{OPENS}T09:00")) == [("E1/2", "abandonment", None)]


def test_an_absence_during_a_transfer_waits_as_any_other():
    stage = waiting()
    stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-04-01")
    away(stage)
    assert opened(stage.tick(f"{OPENS}T09:00")) == [("E1/2", "abandonment", None)]


def away_in_case(stage: Stage | None = None) -> Stage:
    """Return a stage on which E1, who leaves, has stayed away since a Friday, told on that day."""
    stage = stage or leaving(("calendar: CN", "calendar: CN\nabsence: {days: 3}"))
    told = stage.tell("employee.absent", "E1", f"{FRIDAY}T10:00", since=FRIDAY)
    assert told.decision["case"] == "E1/1"
    assert "absence-waits" in told.problems
    assert who_hands_over(stage) == "E1"
    return stage


def who_hands_over(stage: Stage) -> str | None:
    return stage.case().tasks["E1/1:work.papers"].steps[0].person


def test_in_an_open_departure_an_absence_counts_from_the_day_on_which_it_would_open_a_case() -> None:
    stage = away_in_case()
    for day in ("2026-03-07T09:00", f"{MONDAY}T09:00", f"{TUESDAY}T23:59"):
        assert stage.tick(day).effects("task") == []
        assert (who_hands_over(stage), stage.case().absent) == ("E1", False)
    told = stage.tick(f"{OPENS}T00:00")
    assert (told.one("case")["absent"], told.one("case")["last_day"]) == (True, "2026-04-01")
    assert (who_hands_over(stage), str(stage.case().absent_since)) == ("M1", FRIDAY)
    assert stage.tick(f"{OPENS}T09:00").effects("case") == []


def test_any_event_of_the_departure_that_passes_the_day_lets_others_step_in() -> None:
    stage = away_in_case()
    assert stage.act("submitted", "E1", f"{OPENS}T08:00").refusal == "wrong-party"
    assert stage.act("submitted", "M1", f"{OPENS}T08:00").outcome == "applied"


def test_an_absence_in_a_departure_that_is_told_when_its_days_are_over_counts_at_once() -> None:
    stage = leaving(("calendar: CN", "calendar: CN\nabsence: {days: 3}"))
    assert stage.tell("employee.absent", "E1", f"{OPENS}T10:00", since=FRIDAY).one("case")["absent"]


def test_the_newest_word_says_since_when_in_a_departure_too() -> None:
    stage = away_in_case()
    stage.tell("employee.absent", "E1", f"{MONDAY}T10:00", since=MONDAY)
    assert stage.tick(f"{OPENS}T09:00").effects("case") == []
    assert stage.tick("2026-03-12T09:00").one("case")["absent"]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("employee.returned", {"on": MONDAY, "by": "M1"}),
        ("departure.declared", {"cause": "mutual", "last_day": "2026-03-20", "by": "U-HR"}),
        ("resignation.withdrawn", {"accepted_by": "M1"}),
    ],
)
def test_whoever_is_back_or_has_given_word_is_not_away(kind: str, data: dict[str, Any]) -> None:
    stage = away_in_case()
    assert stage.tell(kind, "E1", f"{MONDAY}T10:00", data).outcome == "applied"
    assert stage.tick("2026-03-13T09:00").effects("case") == []
    assert not stage.case().absent
    assert not stage.case().leaver_gone


def test_whoever_resigns_after_a_declaration_has_given_word() -> None:
    stage = waiting()
    stage.declare("E1", "2026-03-02T10:00", "expiry", "2026-03-31")
    away_in_case(stage)
    stage.resign(at=f"{MONDAY}T10:00")
    stage.tick("2026-03-13T09:00")
    assert not stage.case().absent


def test_only_somebody_who_is_away_comes_back() -> None:
    stage = away_in_case()
    back = {"on": MONDAY, "by": "M1"}
    stage.tell("employee.returned", "E1", f"{MONDAY}T10:00", back)
    assert stage.tell("employee.returned", "E1", f"{MONDAY}T11:00", back).refusal == "wrong-state"
    assert away_again(stage).problems == ["absence-waits"]


def away_again(stage: Stage) -> Told:
    return stage.tell("employee.absent", "E1", f"{MONDAY}T12:00", since=MONDAY)


def test_whoever_was_told_to_have_left_is_not_awaited() -> None:
    stage = away_in_case()
    stage.tell("employee.left", "E1", f"{MONDAY}T10:00", on=MONDAY)
    assert stage.tick("2026-03-13T09:00").effects("case") == []
    assert who_hands_over(stage) == "M1"


def test_messages_that_wait_for_an_absence_go_out_when_it_counts() -> None:
    notices = "notices: [{id: n, on: employee.absent, to: hr, channels: [sms], notification: handover-started}]\n"
    stage = away_in_case(leaving(("calendar: CN", "calendar: CN\nabsence: {days: 3}"), notices=notices))
    assert [notice["notice"] for notice in stage.tick(f"{OPENS}T09:00").effects("notice")] == ["n"]


def test_whoever_stays_away_in_a_departure_takes_over_from_others_until_the_absence_counts() -> None:
    stage = waiting()
    stage.resign("E2", at="2026-03-02T10:00")
    stage.resign("E1", at="2026-03-02T11:00")
    stage.tell("successor.assigned", "E2", "2026-03-03T10:00", successor="E1", by="M1")
    away_in_case(stage)
    assert any(step.person == "E1" for task in stage.case("E2").tasks.values() for step in task.steps)
    told = stage.tick(f"{OPENS}T09:00")
    assert {effect["case"] for effect in told.effects("task")} == {"E1/1", "E2/1"}
    assert not any(step.person == "E1" for task in stage.case("E2").tasks.values() for step in task.steps)


def test_an_absence_that_waits_in_a_departure_is_saved() -> None:
    stage = away_in_case()
    again = Stage(*[stage.books.zone_owner])
    again.register = state_from_json(state_json(stage.register, stage.books), again.books)
    again.count = stage.count
    assert again.tick(f"{OPENS}T09:00").decision == stage.tick(f"{OPENS}T09:00").decision


@pytest.mark.parametrize(
    ("kind", "data", "cause"),
    [
        ("resignation.submitted", {"form": "written"}, "resignation"),
        ("departure.declared", {"cause": "dismissal", "last_day": "2026-04-10", "by": "U-HR"}, "dismissal"),
        ("employee.left", {"on": OPENS}, "abandonment"),
        ("employee.absent", {"since": OPENS}, "abandonment"),
        ("successor.assigned", {"successor": "E2", "by": "M1"}, "abandonment"),
        ("employee.changed", {"department": "乙"}, "abandonment"),
    ],
)
def test_any_event_of_the_person_that_passes_the_day_opens_the_case_first(
    kind: str, data: dict[str, Any], cause: str
) -> None:
    stage = away()
    told = stage.tell(kind, "E1", f"{OPENS}T08:00", data)
    assert (told.outcome, told.decision["case"]) == ("applied", "E1/1")
    case = stage.case()
    assert (case.cause, case.leaver_gone, case.absent_since is not None) == (cause, True, True)
    assert stage.tick(f"{OPENS}T09:00").effects("case") == []


def test_an_event_that_is_refused_opens_nothing():
    stage = away()
    before = state_json(stage.register, stage.books)
    assert stage.declare("E1", f"{OPENS}T08:00", "transfer", "2026-04-01").refusal == "case-already-open"
    assert stage.tell("employee.absent", "E1", f"{OPENS}T08:00", since="2026-03-12").refusal == "out-of-order"
    assert state_json(stage.register, stage.books) == before


def test_an_absence_ahead_is_out_of_order():
    told = waiting().tell("employee.absent", "E1", f"{FRIDAY}T10:00", since=MONDAY)
    assert told.refusal == "out-of-order"


def test_the_newest_word_says_since_when():
    stage = away()
    stage.tell("employee.absent", "E1", f"{MONDAY}T10:00", since=MONDAY)
    assert stage.tick(f"{OPENS}T09:00").decision["effects"] == []
    assert opened(stage.tick("2026-03-12T09:00")) != []


def test_a_wrong_year_opens_nothing():
    stage = away()
    before = state_json(stage.register, stage.books)
    for told in (
        stage.tick("2036-03-11T09:00"),
        stage.resign(at="2036-03-11T09:00"),
        stage.tell("employee.changed", "E1", "2036-03-11T09:00", department="乙"),
        stage.tell("employee.returned", "E1", "2036-03-11T09:00", on="2036-03-11", by="M1"),
    ):
        assert (told.refusal, told.decision["refusal"]["params"]["reason"]) == ("out-of-order", "leap")
    assert state_json(stage.register, stage.books) == before
    assert opened(stage.tick(f"{OPENS}T09:00")) != []


def test_an_absence_that_waits_is_saved():
    stage = away()
    again = Stage(*[stage.books.zone_owner])
    again.register = state_from_json(state_json(stage.register, stage.books), again.books)
    again.count = stage.count
    assert state_json(again.register, again.books) == state_json(stage.register, stage.books)
    assert again.tick(f"{OPENS}T09:00").decision == stage.tick(f"{OPENS}T09:00").decision


def test_whoever_stays_away_is_here_until_the_case_opens_and_then_others_step_in():
    stage = waiting()
    stage.resign("E2", at="2026-03-02T10:00")
    stage.tell("successor.assigned", "E2", "2026-03-03T10:00", successor="E1", by="M1")
    away(stage)
    assert any(step.person == "E1" for task in stage.case("E2").tasks.values() for step in task.steps)
    told = stage.tick(f"{OPENS}T09:00")
    assert {effect["case"] for effect in told.effects("task")} == {"E1/1", "E2/1"}
    assert not any(step.person == "E1" for task in stage.case("E2").tasks.values() for step in task.steps)


def test_whoever_has_gone_is_not_away():
    stage = waiting()
    stage.tell("employee.left", "E1", f"{FRIDAY}T10:00", on=FRIDAY)
    told = stage.tell("employee.absent", "E1", f"{MONDAY}T10:00", since=FRIDAY)
    assert told.decision["case"] == "E1/1"
    assert len(stage.register.cases_of("E1")) == 1


def test_messages_that_wait_for_an_absence_go_out_with_its_case():
    notices = "notices: [{id: n, on: employee.absent, to: hr, channels: [sms], notification: handover-started}]\n"
    stage = away(waiting(notices=notices))
    assert [notice["notice"] for notice in stage.tick(f"{OPENS}T09:00").effects("notice")] == ["n"]


def test_news_of_an_earlier_case_opens_nothing():
    stage = waiting()
    stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-03-03")
    away(stage)
    told = stage.act("waived", "M1", f"{OPENS}T08:00")
    assert (told.outcome, told.decision["case"]) == ("applied", "E1/1")
    assert [case.id for case in stage.register.cases_of("E1")] == ["E1/1"]


@pytest.mark.parametrize(
    ("kind", "data", "became"),
    [
        ("employee.returned", {"on": MONDAY, "by": "M1"}, ("withdrawn", "abandonment")),
        ("resignation.submitted", {"form": "written"}, ("open", "resignation")),
    ],
)
def test_what_was_told_while_it_waited_counts_though_it_comes_late(
    kind: str, data: dict[str, Any], became: tuple[str, str]
) -> None:
    stage = away()
    stage.tick(f"{OPENS}T09:00")
    case = stage.tell(kind, "E1", f"{MONDAY}T10:00", data).one("case")
    assert (case["state"], case["cause"]) == became
    stage = away()
    stage.tick(f"{OPENS}T09:00")
    assert stage.resign(at="2026-03-05T10:00").refusal == "out-of-order"
