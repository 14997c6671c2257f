"""Steps of several parties: each by himself, in any order (contract "tasks"); and silence that never counts."""

from __future__ import annotations

from tests.unit.decide.stage import Stage, ready, who_does

PARTIES = """  finance:        {title: 财务部, is: contact:finance, else: hr}
  library:        {title: 图书馆, is: contact:library, else: hr}
  hr:             {title: 人事, is: contact:hr}"""
SWAPS = (
    ("  hr:             {title: 人事, is: contact:hr}", PARTIES),
    (
        "contacts: {administration: U-ADM, hr: U-HR}",
        "contacts: {administration: U-ADM, hr: U-HR, finance: U-FIN, library: U-LIB}",
    ),
)
ROUND = """
    id: work
    title: 会签
    tasks:
      - id: work.papers
        title: 部门会签
        start: arrival
        steps:
          - {party: leaver, do: 填单, due: last_day - 4 days}
          - {parties: [finance, library], do: 会签, due: last_day - 2 days, accepted_after: 3 days}
          - {party: hr, do: 归档, due: last_day}
"""
NOTICES = """
    notices:
      - {id: n.turn, on: step.turn, to: step_party, channels: [sms], notification: handover-started}
      - {id: n.sent, on: task.submitted, to: step_party, channels: [sms], notification: handover-started}
      - {id: n.late, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue}
      - {id: n.boss, for: tasks, at: task.due + 1 day, to: manager, channels: [sms], notification: task-escalated}
"""


def round_of(*swaps: tuple[str, str], tasks: str = ROUND, notices: str = "notices: []\n") -> Stage:
    stage = ready(*SWAPS, *swaps, tasks=tasks, notices=notices)
    stage.resign()
    return stage


def submitted(**texts: str) -> Stage:
    stage = round_of(**texts)
    stage.act("submitted", "E1", "2026-03-03T10:00")
    return stage


def test_both_sign_in_any_order_and_the_next_waits_for_both():
    for first, second in (("U-LIB", "U-FIN"), ("U-FIN", "U-LIB")):
        stage = submitted()
        told = stage.act("confirmed", first, "2026-03-04T10:00")
        task = told.one("task")
        assert [step["party"] for step in task["steps"]] == ["leaver", "finance", "library", "hr"]
        assert ([step.get("group") for step in task["steps"]], task["state"]) == ([None, 2, 2, None], "submitted")
        assert stage.act("confirmed", "U-HR", "2026-03-04T11:00").refusal == "wrong-party"
        assert stage.act("confirmed", first, "2026-03-04T12:00").refusal == "wrong-party"
        assert stage.act("confirmed", second, "2026-03-05T10:00").one("task")["state"] == "confirmed"
        assert stage.act("confirmed", "U-HR", "2026-03-06T10:00").one("task")["state"] == "done"


def test_each_has_the_same_time_and_silence_of_one_is_no_silence_of_the_other():
    stage = submitted()
    stage.act("confirmed", "U-LIB", "2026-03-05T10:00")
    assert stage.tick("2026-03-06T09:00").effects("task") == []
    told = stage.tick("2026-03-07T09:00")
    steps = told.one("task")["steps"]
    assert [(step["party"], step.get("deemed")) for step in steps[1:3]] == [("finance", True), ("library", False)]
    assert told.one("task")["state"] == "confirmed"


def test_both_silences_are_taken_on_their_day():
    told = submitted().tick("2026-03-09T09:00").one("task")
    assert [step.get("deemed") for step in told["steps"]] == [False, True, True, None]


def test_one_person_for_all_does_it_once_and_what_follows_with_it():
    stage = ready(
        SWAPS[0],
        (SWAPS[1][0], "contacts: {administration: U-ADM, hr: U-HR, finance: U-HR, library: U-HR}"),
        tasks=ROUND,
    )
    task = stage.resign().one("task")
    assert who_does(task) == [("leaver", "E1"), ("finance", "U-HR")]
    assert task["steps"][1]["parties"] == ["finance", "library", "hr"]
    assert "group" not in task["steps"][1]
    assert "会签" in task["steps"][1]["do"]
    assert task["steps"][1]["do"].count("会签") == 1


def test_of_three_two_may_be_one_person_who_signs_once():
    tasks = ROUND.replace("[finance, library]", "[finance, library, administration]")
    stage = ready(
        SWAPS[0],
        (SWAPS[1][0], "contacts: {administration: U-FIN, hr: U-HR, finance: U-FIN, library: U-LIB}"),
        tasks=tasks,
    )
    task = stage.resign().one("task")
    assert who_does(task) == [("leaver", "E1"), ("finance", "U-FIN"), ("library", "U-LIB"), ("hr", "U-HR")]
    assert task["steps"][1]["parties"] == ["finance", "administration"]
    stage.act("submitted", "E1", "2026-03-03T10:00")
    stage.act("confirmed", "U-FIN", "2026-03-04T10:00")
    assert stage.act("confirmed", "U-LIB", "2026-03-05T10:00").one("task")["state"] == "confirmed"


def test_what_remains_of_a_group_is_not_merged_with_what_follows():
    stage = ready(
        SWAPS[0],
        (SWAPS[1][0], "contacts: {administration: U-ADM, hr: U-HR, finance: U-FIN, library: U-HR}"),
        tasks=ROUND,
    )
    stage.resign()
    stage.act("submitted", "E1", "2026-03-03T10:00")
    stage.act("confirmed", "U-FIN", "2026-03-04T10:00")
    stage.tell("last_day.changed", "E1", "2026-03-04T11:00", last_day="2026-04-08", agreed_by="M1", reason="延后")
    task = stage.act("confirmed", "U-HR", "2026-03-05T10:00").one("task")
    assert (task["state"], [step["state"] for step in task["steps"]]) == (
        "confirmed",
        ["done", "done", "done", "waiting"],
    )


def test_a_task_may_begin_side_by_side():
    tasks = ROUND.replace("          - {party: leaver, do: 填单, due: last_day - 4 days}\n", "")
    stage = round_of(tasks=tasks)
    assert stage.act("confirmed", "U-FIN", "2026-03-03T10:00").refusal == "wrong-state"
    assert stage.act("submitted", "U-FIN", "2026-03-03T11:00").one("task")["state"] == "open"
    assert stage.act("returned", "U-LIB", "2026-03-03T12:00", reason="缺").refusal == "wrong-state"
    assert stage.act("submitted", "U-LIB", "2026-03-04T10:00").one("task")["state"] == "submitted"
    assert stage.act("confirmed", "U-HR", "2026-03-05T10:00").one("task")["state"] == "done"


def test_who_began_side_by_side_does_not_confirm_later():
    tasks = ROUND.replace("          - {party: leaver, do: 填单, due: last_day - 4 days}\n", "").replace(
        "{party: hr, do: 归档, due: last_day}", "{party: library, do: 归档, due: last_day}"
    )
    stage = round_of(tasks=tasks)
    stage.act("submitted", "U-FIN", "2026-03-03T11:00")
    told = stage.act("submitted", "U-LIB", "2026-03-04T11:00").one("task")
    assert who_does(told)[-1] == ("library", "U-HR")


def test_one_who_sends_it_back_makes_all_sign_again_and_may_name_one_beside_by_nobody():
    stage = submitted()
    stage.act("confirmed", "U-FIN", "2026-03-04T10:00")
    assert stage.act("returned", "U-LIB", "2026-03-04T11:00", reason="缺", to="finance").refusal == "wrong-state"
    told = stage.act("returned", "U-LIB", "2026-03-04T12:00", reason="缺")
    assert [step["state"] for step in told.one("task")["steps"]] == ["waiting"] * 4
    stage.act("submitted", "E1", "2026-03-05T10:00")
    stage.act("confirmed", "U-FIN", "2026-03-06T10:00")
    stage.act("confirmed", "U-LIB", "2026-03-06T11:00")
    told = stage.act("returned", "U-HR", "2026-03-06T12:00", reason="漏章", to="library")
    assert [step["state"] for step in told.one("task")["steps"]] == ["done", "done", "waiting", "waiting"]


def test_a_last_step_side_by_side_may_be_reopened_by_each():
    tasks = ROUND.replace("          - {party: hr, do: 归档, due: last_day}\n", "")
    for who in ("U-FIN", "U-LIB"):
        stage = submitted(tasks=tasks)
        stage.act("confirmed", "U-FIN", "2026-03-04T10:00")
        assert stage.act("confirmed", "U-LIB", "2026-03-04T11:00").one("task")["state"] == "done"
        assert stage.act("reopened", who, "2026-03-05T10:00", reason="漏章").one("task")["state"] == "open"


def test_without_the_leaver_who_was_to_act_beside_others_somebody_acts_in_his_place():
    tasks = """
    id: work
    title: 会签
    tasks:
      - id: work.papers
        title: 部门会签
        start: arrival
        steps:
          - {parties: [leaver, finance], do: 会签, due: last_day - 2 days}
          - {party: hr, do: 归档, due: last_day}
        without_leaver: {party: manager, do: 代办}
"""
    stage = round_of(tasks=tasks)
    told = stage.tell("employee.absent", "E1", "2026-03-05T09:00", since="2026-03-04").one("task")
    assert who_does(told) == [("manager", "M1"), ("finance", "U-FIN"), ("hr", "U-HR")]
    assert [step.get("group") for step in told["steps"]] == [1, 1, None]


def test_each_is_told_of_his_turn_and_reminded_of_his_own_step_and_the_manager_once():
    stage = round_of(notices=NOTICES)
    told = stage.act("submitted", "E1", "2026-03-03T10:00")
    turns = told.effects("notice", notice="n.turn")
    assert [(notice["to"], notice["party"]) for notice in turns] == [("U-FIN", "finance"), ("U-LIB", "library")]
    assert [notice["to"] for notice in told.effects("notice", notice="n.sent")] == ["U-FIN", "U-LIB"]
    assert len({notice["id"] for notice in told.effects("notice")}) == len(told.effects("notice"))
    tasks = ROUND.replace(", accepted_after: 3 days", "")
    stage = submitted(tasks=tasks, notices=NOTICES)
    late = stage.tick("2026-03-31T09:00")
    assert sorted(notice["to"] for notice in late.effects("notice", notice="n.late")) == ["U-FIN", "U-LIB"]
    assert len(late.effects("notice", notice="n.boss")) == 1
    stage.act("confirmed", "U-FIN", "2026-03-31T10:00")
    assert stage.tick("2026-04-01T09:00").effects("notice", notice="n.boss") == []


def test_waiting_for_a_party_counts_all_whose_turn_it_is():
    gates = """
    gates:
      - {id: g, title: 门, controls: handover_confirmation, opens_when: {tasks.waiting_for.library: 0}}
"""
    stage = ready(*SWAPS, tasks=ROUND, gates=gates)
    stage.resign()
    told = stage.act("submitted", "E1", "2026-03-03T10:00")
    assert told.one("gate")["unmet"][0]["is"] == 1


def test_silence_never_counts_where_it_must_not_however_long_and_not_merged_either():
    tasks = """
    id: work
    title: 财务
    tasks:
      - id: work.papers
        title: 借款
        start: arrival
        steps:
          - {party: leaver, do: 说明, due: last_day}
          - {party: finance, do: 核对, due: last_day, never_silent: true}
          - {party: library, do: 归档, due: last_day, accepted_after: 1 day}
"""
    stage = submitted(tasks=tasks)
    assert stage.tick("2026-06-10T09:00").effects("task") == []
    assert stage.case().tasks["E1/1:work.papers"].steps[1].never_silent
    stage = ready(
        SWAPS[0],
        (SWAPS[1][0], "contacts: {administration: U-ADM, hr: U-HR, finance: U-FIN, library: U-FIN}"),
        tasks=tasks,
    )
    merged = stage.resign().one("task")["steps"][1]
    assert (merged["parties"], merged["never_silent"]) == (["finance", "library"], True)
    stage.act("submitted", "E1", "2026-03-03T10:00")
    assert stage.tick("2026-04-10T09:00").effects("task", task="work.papers") == []
    assert stage.act("confirmed", "U-FIN", "2026-04-11T10:00").one("task", task="work.papers")["state"] == "done"


def test_of_several_steps_side_by_side_that_nobody_stands_for_hr_is_told_once():
    nobody = [(f"is: contact:{party}, else: hr", f"is: employee.{party}") for party in ("finance", "library")]
    stage = ready(SWAPS[0], *nobody, tasks=ROUND, notices=NOTICES)
    stage.hire("E7", manager=None)
    stage.resign("E7")
    told = stage.act("submitted", "E7", "2026-03-03T10:00", case="E7/1")
    assert [step["person"] for step in told.one("task")["steps"]] == ["E7", None, None, "U-HR"]
    assert [notice["to"] for notice in told.effects("notice", notice="n.sent")] == ["U-HR"]
