"""Lists of cases: the first that holds counts, wherever a value stands, and what stands in where none does."""

from __future__ import annotations

from typing import Any

import pytest

from handover_policy.decide.evaluating.choosing import book_of_case
from tests.unit.decide.stage import Stage, Told, ready

LEVEL = ("employee.track:", "employee.level: {staff: 员工, director: 总监}\n  employee.track:")
CONTACT = ("hr: U-HR}", "hr: U-HR, head: U-HEAD}")
TASK = """
    id: talk
    title: 清单
    tasks:
      - {{id: talk.a, title: {title}, start: {start}, steps: [{{party: {party}, do: {do}, due: {due}}}]}}
    """


def told_by(*swaps: tuple[str, str], files: dict[str, str] | None = None, **values: str) -> Stage:
    named = {"title": "谈话", "start": "arrival", "party": "hr", "do": "面谈", "due": "last_day"} | values
    return ready(LEVEL, CONTACT, *swaps, tasks2=TASK.format(**named), **(files or {}))


def by_party(who: str) -> tuple[str, str]:
    leaver = "leaver:         {title: 离职员工, is: employee}"
    return leaver, f"{leaver}\n  talker: {{title: 面谈人, is: {who}, else: hr}}"


def the_task(told: Told) -> dict[str, Any]:
    return told.one("task", task="talk.a")


def as_level(stage: Stage, level: str, at: str = "2026-02-02T10:00") -> Told:
    return stage.tell("employee.changed", "E1", at, level=level)


BY_LEVEL = "[{{when: {{employee.level: director}}, is: {}}}, {{is: {}}}]"


@pytest.mark.parametrize(("level", "due"), [("director", "2026-03-01"), ("staff", "2026-04-01")])
def test_a_time_is_that_of_the_first_case_that_holds(level: str, due: str) -> None:
    stage = told_by(due=BY_LEVEL.format("last_day - 1 month", "last_day"))
    as_level(stage, level)
    task = the_task(stage.resign())
    assert task["due"] == max(due, "2026-03-02")


def test_start_do_title_and_hour_may_be_told_by_cases() -> None:
    stage = told_by(
        title=BY_LEVEL.format("高管谈话", "谈话"),
        start=BY_LEVEL.format("arrival + 3 days", "arrival"),
        do=BY_LEVEL.format("与总经理面谈", "面谈"),
        due=BY_LEVEL.format('"last_day at 10:00"', '"last_day at 16:00"'),
    )
    as_level(stage, "director")
    task = the_task(stage.resign())
    step = task["steps"][0]
    assert (task["title"], task["start"]) == ("高管谈话", "2026-03-05")
    assert (step["do"], step["due_time"]) == ("与总经理面谈", "10:00")


def test_news_of_the_person_choose_anew() -> None:
    stage = told_by(due=BY_LEVEL.format("last_day - 5 days", "last_day"))
    assert the_task(stage.resign())["due"] == "2026-04-01"
    assert the_task(as_level(stage, "director", "2026-03-03T10:00"))["due"] == "2026-03-27"
    assert the_task(as_level(stage, "staff", "2026-03-04T10:00"))["due"] == "2026-04-01"


def test_another_cause_chooses_anew() -> None:
    stage = told_by(due="[{when: {case.cause: death}, is: arrival + 2 days}, {is: last_day}]")
    assert the_task(stage.resign())["due"] == "2026-04-01"
    told = stage.declare("E1", "2026-03-03T10:00", "death", "2026-03-03")
    assert the_task(told)["due"] == "2026-03-05"


@pytest.mark.parametrize("served", ["employee.tenure_months: {at_least: 27}", "employee.tenure_days: {at_least: 821}"])
def test_time_alone_chooses_anew(served: str) -> None:
    stage = told_by(due=f"[{{when: {{{served}}}, is: last_day + 7 days}}, {{is: last_day}}]")
    assert the_task(stage.resign())["due"] == "2026-04-01"
    stage.resign("E2", "2026-03-25T10:00")
    assert stage.tick("2026-04-01T09:00").effects("task", task="talk.a") == []
    moved = stage.tick("2026-04-02T09:00").effects("task", task="talk.a")
    assert [task["due"] for task in moved if task["id"].startswith("E2")] == ["2026-05-01"]


@pytest.mark.parametrize(("level", "person"), [("director", "U-HEAD"), ("staff", "M1")])
def test_a_party_is_whoever_the_first_case_names(level: str, person: str) -> None:
    talker = by_party("[{when: {employee.level: director}, is: contact:head}, {is: employee.manager}]")
    stage = told_by(talker, party="talker")
    as_level(stage, level)
    assert the_task(stage.resign())["steps"][0]["person"] == person


def test_where_no_case_names_anybody_the_else_takes_over() -> None:
    talker = by_party("[{when: {employee.level: director}, is: contact:head}]")
    assert the_task(told_by(talker, party="talker").resign())["steps"][0]["person"] == "U-HR"


def test_where_no_case_gives_a_time_the_last_day_stands_in_with_a_problem() -> None:
    stage = told_by(due="[{when: {employee.level: director}, is: last_day - 5 days}]")
    told = stage.resign()
    assert (the_task(told)["due"], told.problems.count("date-missing")) == ("2026-04-01", 1)
    told = as_level(stage, "director", "2026-03-03T10:00")
    assert (the_task(told)["due"], "date-missing" in told.problems) == ("2026-03-27", False)


def test_where_no_case_gives_a_number_the_fallback_counts() -> None:
    table = "rules: [{id: all, title: 全体, days: [{when: {employee.level: director}, is: 60}]}]\nfallback_days: 20\n"
    told = told_by(files={"notice_days": table}).resign()
    assert (told.one("case")["notice_days"], "notice-days-fallback" in told.problems) == (20, True)


@pytest.mark.parametrize(("level", "days"), [("director", 60), ("staff", 30)])
def test_dated_numbers_may_stand_inside_a_case(level: str, days: int) -> None:
    by_day = "{2020-01-01: 90, 2026-03-02: 60, 2027-01-01: 5}"
    table = f"rules: [{{id: all, title: 全体, days: {BY_LEVEL.format(by_day, 30)}}}]\n"
    stage = told_by(files={"notice_days": table})
    as_level(stage, level)
    assert stage.resign().one("case")["notice_days"] == days


def test_messages_gates_claims_and_obligations_are_told_by_cases_too() -> None:
    files = {
        "notices": "notices: [{id: n, at: "
        + BY_LEVEL.format("last_day - 9 days", "last_day - 2 days")
        + ", to: hr, channels: [email], notification: handover-started}]\n",
        "gates": "gates: [{id: g, title: "
        + BY_LEVEL.format("高管", "员工")
        + ", controls: handover_bonus, opens_when: {case.absent: true}, release_by: "
        + BY_LEVEL.format("last_day - 3 days", "last_day")
        + "}]\n",
        "clauses": "clauses: [{id: c, title: 甲, text: 文, sign: never, consequence: {kind: bonus, amount: "
        + BY_LEVEL.format("900", "100")
        + ", when: {case.absent: false}}}]\n",
        "obligations": "final_pay: {due: " + BY_LEVEL.format("last_day - 1 day", "last_day + 1 day") + "}\n",
    }
    stage = told_by(files=files)
    as_level(stage, "director")
    told = stage.resign()
    gate = told.one("gate")
    assert (gate["title"], gate["release_by"]) == ("高管", "2026-03-29")
    assert told.one("task", task="obligation.final_pay")["due"] == "2026-03-31"
    assert stage.tick("2026-03-23T09:00").effects("notice", notice="n")
    assert stage.tick("2026-04-01T09:00").one("claim")["amount"] == 900


def test_tasks_stand_as_they_would_be_planned_whoever_came_between() -> None:
    """The plan of a task rests on its case alone: another case under other values leaves it as it is."""
    stage = told_by(due=BY_LEVEL.format("last_day - 5 days", "last_day"))
    as_level(stage, "director")
    stage.resign()
    stage.resign("E2", "2026-03-02T11:00")
    stage.assign("M1")
    due = {name: case.tasks[f"{name}/1:talk.a"].due.isoformat() for name in ("E1", "E2") for case in [stage.case(name)]}
    assert due == {"E1": "2026-03-27", "E2": "2026-04-01"}


def test_a_message_may_have_another_day_for_each_kind_of_task() -> None:
    notices = """
        notices:
          - {id: n, for: tasks, to: hr, channels: [email], notification: task-upcoming,
             at: [{when: {task.obligation: true}, is: task.due - 3 days}, {is: task.due - 1 day}]}
        """
    stage = told_by(files={"notices": notices, "obligations": "final_pay: {due: last_day}\n"})
    stage.resign()
    sent = {
        at: [notice["task"] for notice in stage.tick(f"{at}T09:00").effects("notice", notice="n")]
        for at in ("2026-03-29", "2026-03-31")
    }
    assert "E1/1:obligation.final_pay" in sent["2026-03-29"]
    assert "E1/1:talk.a" not in sent["2026-03-29"]
    assert "E1/1:talk.a" in sent["2026-03-31"]
    assert "E1/1:obligation.final_pay" not in sent["2026-03-31"]


def test_a_message_on_an_event_may_have_another_day_for_each_task() -> None:
    notices = """
        notices:
          - {id: n, on: task.submitted, to: hr, channels: [email], notification: task-upcoming,
             at: [{when: {task.id: talk.a}, is: event + 2 days}, {is: event + 1 day}]}
        """
    stage = told_by(files={"notices": notices})
    stage.resign()
    stage.act("submitted", "U-HR", "2026-03-03T10:00", "talk.a")
    stage.act("submitted", "E1", "2026-03-03T10:00")
    told = [stage.tick(f"2026-03-0{day}T09:00").effects("notice", notice="n") for day in (4, 5)]
    assert [[notice["task"] for notice in each] for each in told][:1] == [["E1/1:work.papers"]]


def test_a_task_may_tell_itself_apart() -> None:
    stage = told_by(due="[{when: {task.id: talk.a}, is: last_day - 2 days}, {is: last_day}]")
    assert the_task(stage.resign())["due"] == "2026-03-30"
    stage.tell("last_day.changed", "E1", "2026-03-05T10:00", last_day="2026-03-31", agreed_by="U-HR", reason="早")
    assert stage.case().tasks["E1/1:talk.a"].due.isoformat() == "2026-03-29"


def test_a_case_that_nobody_is_deciding_goes_by_what_holds_for_it() -> None:
    stage = told_by(due=BY_LEVEL.format("arrival", "last_day"))
    as_level(stage, "director")
    stage.resign()
    case, person = stage.case(), stage.register.people()["E1"]
    book = book_of_case(stage.books.book(case.policy, case.arrival), case, person)
    assert (book.picks, book.base.picks) == (case.choices, ())
    assert book_of_case(book, case, person) is book


def test_a_text_of_which_no_case_holds_is_no_problem() -> None:
    told = told_by(do="[{when: {employee.level: director}, is: 谈}]").resign()
    assert (the_task(told)["steps"][0]["do"], "date-missing" in told.problems) == ("谈", False)


def test_a_message_on_a_task_of_which_no_case_holds_goes_out_on_the_last_day() -> None:
    notices = """
        notices:
          - {id: n, for: tasks, to: hr, channels: [email], notification: task-upcoming,
             at: [{when: {task.obligation: true}, is: task.due - 3 days}]}
        """
    stage = told_by(files={"notices": notices, "obligations": "final_pay: {due: last_day}\n"})
    stage.resign()
    for day, tasks in (("29", {"obligation.final_pay"}), ("31", set()), ("01", {"talk.a", "work.papers"})):
        told = stage.tick(f"2026-0{4 if day == '01' else 3}-{day}T09:00").effects("notice", notice="n")
        assert {notice["task"].partition(":")[2] for notice in told} == tasks
