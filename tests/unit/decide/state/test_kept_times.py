"""What a state that is saved keeps of times, choices and what recurs after the end: it goes on as if never saved."""

from __future__ import annotations

from handover_policy.decide.state.nouns import noun_from_json, noun_json
from handover_policy.decide.state.saved import state_from_json, state_json
from handover_policy.model.case import Case
from tests.unit.decide.stage import Stage, ready

TASKS = """
    id: w
    title: 单
    tasks:
      - {id: w.a, title: 甲, start: arrival, steps: [{party: hr, do: 办,
         due: [{when: {employee.role: sales}, is: "last_day at 12:00"}, {is: last_day}]}]}
    """
NOTICES = """
    notices:
      - {id: n, for: tasks, at: "task.due - 1 day at 18:00", to: hr, channels: [email], notification: task-upcoming}
    """
PAY = "recurring: [{id: pay, title: 补偿, every: 1 month, times: 3, first: last_day + 1 month}]\n"


def paying() -> Stage:
    stage = ready(tasks=TASKS, notices=NOTICES, obligations=PAY)
    stage.resign()
    return stage


def test_a_case_is_read_back_as_it_was_written() -> None:
    case = paying().case()
    assert noun_from_json(Case, noun_json(case)) == case
    assert case.choices == (0,)


def test_what_recurs_goes_on_in_a_state_that_was_saved_after_the_case_closed() -> None:
    told = []
    for save in (False, True):
        stage = paying()
        stage.act("submitted", "U-HR", "2026-03-31T10:00", "w.a")
        for party, by in (("leaver", "E1"), ("successor", "M1"), ("manager", "M1")):
            stage.sign(party, by, "2026-03-31T11:00")
        stage.tick("2026-04-02T09:00")
        assert stage.case().state == "closed"
        if save:
            stage.register = state_from_json(state_json(stage.register, stage.books), stage.books)
        moments = ("2026-04-30T18:00", "2026-06-01T09:00", "2026-06-30T18:00")
        told.append([stage.tick(at).decision["effects"] for at in moments])
    assert told[0] == told[1]
    assert [len(effects) > 0 for effects in told[0]] == [True, True, True]
