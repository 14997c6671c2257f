"""Tasks that wait, run side by side, fall away and list things: whatever happens, no shortcut changes a decision."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.decide.handover.tasks.imagined import imagined_act
from handover_policy.decide.state.saved import state_from_json, state_json
from handover_policy.model.case import Task
from tests.laws.shortcuts import ForgetfulRegister, forget
from tests.unit.decide.stage import Stage, small

PARTIES = """  finance:        {title: 财务部, is: contact:finance, else: hr}
  library:        {title: 图书馆, is: contact:library, else: hr}
  hr:             {title: 人事, is: contact:hr}"""
SWAPS = (
    ("  hr:             {title: 人事, is: contact:hr}", PARTIES),
    ("hr: U-HR}", "hr: U-HR, finance: [U-FIN, U-HR], library: U-LIB}"),
)
TASKS = """
    id: work
    title: 清单
    tasks:
      - id: work.round
        title: 会签
        start: arrival + 1 day
        steps:
          - {party: leaver, do: 填单, due: last_day - 6 days}
          - {parties: [finance, library, manager], do: 会签, due: last_day - 4 days, accepted_after: 3 days}
          - {party: successor, do: 收, due: last_day - 2 days, when: {employee.track: frontline}}
          - {party: hr, do: 归档, due: last_day, never_silent: true}
        without_leaver: {party: manager, do: 代办}
      - id: work.assets
        title: 资产
        when: {case.cause: {is_not: death}}
        items: {columns: {name: 名称, count: {title: 数量, type: number}}, from: profile.members, add: true}
        steps:
          - {party: leaver, do: 移交, due: last_day - 3 days, when: {case.absent: false}}
          - {parties: [successor, hr], do: 清点, due: last_day, accepted_after: 2 workdays}
      - id: work.members
        title: 会员
        for_each: {in: profile.members, when: {record.count: {at_least: 3}}}
        after: [work.round]
        steps:
          - {party: leaver, do: 移交, due: last_day - 1 day}
          - {party: record.receiver, do: 接收, due: last_day, accepted_after: 1 day}
      - id: work.exit
        title: 放行条
        after: [work.round, work.assets, work.members]
        steps: [{parties: [hr, finance], do: 放行, due: task.start + 1 day}]
"""
ARCHIVE = """
    sections:
      members: {title: 会员, key: name, fields: {name: 姓名, count: 次数, receiver: 接手人}}
"""
NOTICES = """
    notices:
      - {id: n.turn, on: step.turn, to: step_party, channels: [sms], notification: handover-started}
      - {id: n.start, for: tasks, at: task.start - 1 day, to: step_party, channels: [sms], notification: task-upcoming}
      - {id: n.late, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue,
         repeat: {every: 2 days, times: 2}}
      - {id: n.boss, for: tasks, at: task.due + 2 days, to: manager, channels: [sms], notification: task-escalated}
"""
POLICY = small(*SWAPS, tasks=TASKS, archive=ARCHIVE, notices=NOTICES)
PEOPLE = ("E1", "E2", "M1", "U-HR", "U-FIN", "U-LIB", "U-ADM")


def told_next(chance: random.Random, tasks: list[Task], day: int) -> tuple[str, str, dict[str, Any]]:
    """Return an event that may come: its type, whom it is about, and what it tells."""
    kind = chance.choice(
        ["act"] * 10 + ["tick"] * 4 + ["profile", "changed", "moved", "absent", "back", "successor", "left"]
    )
    on = f"2026-03-{min(day, 31):02d}"
    if kind == "act" and tasks:
        task = chance.choice(tasks)
        step = chance.choice(task.turns or task.steps)
        usual, things = imagined_act(task, step)
        act = chance.choice([usual] * 6 + ["task.returned", "task.waived", "task.reopened"])
        by = step.person if step.person and chance.random() < 0.9 else chance.choice(PEOPLE)
        data = {"task": task.id, "by": by, **(things if act == usual else {"reason": "x"})}
        return act, "E1", data
    if kind == "profile":
        records = [
            {"name": name, "count": chance.randint(1, 5), "receiver": chance.choice(PEOPLE)}
            for name in chance.sample("甲乙丙丁", chance.randint(0, 3))
        ]
        return "profile.updated", "E1", {"section": "members", "records": records}
    return {
        "changed": ("employee.changed", "E1", {"track": chance.choice(["frontline", "office"])}),
        "moved": (
            "last_day.changed",
            "E1",
            {"last_day": f"2026-04-{chance.randint(1, 28):02d}", "agreed_by": "M1", "reason": "x"},
        ),
        "absent": ("employee.absent", "E1", {"since": on}),
        "back": ("employee.returned", "E1", {"on": on, "by": "U-HR"}),
        "successor": ("successor.assigned", "E1", {"successor": chance.choice(PEOPLE), "by": "M1"}),
        "left": ("employee.left", "E2", {"on": on}),
    }.get(kind, ("clock.ticked", "*", {}))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_whatever_happens_to_tasks_no_shortcut_and_no_saving_changes_a_decision(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a sequence that can be told again
    usual, forgetful = Stage(POLICY), Stage(POLICY)
    forgetful.register = ForgetfulRegister(forgetful.books.zone_owner.manifest.timezone)
    day, hour = 2, 8
    events: list[tuple[str, str, dict[str, Any]]] = [
        (
            "employee.hired",
            person,
            {"name": person, "role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2024-01-02"},
        )
        for person in ("E1", "E2", "M1")
    ]
    events.append(
        ("profile.updated", "E1", {"section": "members", "records": [{"name": "甲", "count": 4, "receiver": "E2"}]})
    )
    events.append(("resignation.submitted", "E1", {"form": "written"}))
    for number in range(45):
        if number < len(events):
            told = events[number]
        else:
            case = usual.register.case_of("E1")
            told = told_next(chance, list(case.tasks.values()) if case is not None else [], day)
        hour += chance.randint(0, 12)
        day, hour = day + hour // 24, hour % 24
        month, of_month = (3, day) if day <= 31 else (4, min(day - 31, 30))
        at = f"2026-{month:02d}-{of_month:02d}T{hour:02d}:{number:02d}"
        for book in forgetful.books.compiled:
            forget(book)
        first = usual.tell(told[0], told[1], at, told[2])
        assert forgetful.tell(told[0], told[1], at, told[2]).decision == first.decision
        if number % 15 == 14:
            usual.register = state_from_json(state_json(usual.register, usual.books), usual.books)
        for task in usual.case().tasks.values() if usual.register.case_of("E1") else ():
            assert [step.index for step in task.steps] == sorted(step.index for step in task.steps)
            assert not task.waits_for or task.state in {"pending", "waived", "cancelled"}
