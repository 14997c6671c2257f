"""Mutants of cases, targets, notice rows and what recurs: each changed once, none where a list stands over a value."""

from __future__ import annotations

from handover_policy.testing.mutating.rules import mutants
from tests.unit.decide.stage import small

TASK = """
    id: talk
    title: 清单
    tasks:
      - {id: talk.a, title: 甲, start: last_day to month_end or day 15, steps: [{party: hr, do: 谈,
         accepted_after: [{when: {employee.role: sales}, is: 2 days}, {is: 3 days}],
         due: [{when: {employee.role: sales}, is: "last_day at 23:00"}, {is: last_day}]}]}
    """
ROWS = """
    rules:
      - {id: all, title: 全体, ends_on: [15], binding: false,
         weeks: [{when: {employee.role: sales}, is: 2}, {is: 4}]}
    """
PAY = """
    recurring:
      - {id: pay, title: 补偿, when: {employee.role: sales}, every: 1 month, times: 2, first: last_day,
         until: breach.recorded, clause: c}
    """
CLAUSE = "clauses: [{id: c, title: 甲, text: 文, sign: never}]\n"
LEAVER = "leaver:         {title: 离职员工, is: employee}"
TALKER = "{title: 面谈人, is: [{when: {employee.role: sales}, is: contact:hr}, {is: employee.manager}], else: hr}"


def test_of_what_comes_once_the_gap_is_not_changed() -> None:
    once = small(obligations=PAY.replace("times: 2", "times: 1"), clauses=CLAUSE)
    found = {(each.rule, each.field) for each in mutants(once, notifications=(), lays_down=lambda _: True)}
    assert ("pay", "times") in found
    assert ("pay", "every") not in found


def told() -> set[tuple[str, str, str, str]]:
    policy = small(
        (LEAVER, f"{LEAVER}\n  talker: {TALKER}"), tasks2=TASK, notice_days=ROWS, obligations=PAY, clauses=CLAUSE
    )
    found = mutants(policy, notifications=(), lays_down=lambda _: True)
    return {(each.rule, each.field, each.before, each.after) for each in found}


def test_each_part_is_changed() -> None:
    found = told()
    for wanted in (
        ("talk.a", "start", "last_day to month_end or day 15", "last_day to day 15"),
        ("talk.a", "start", "last_day to month_end or day 15", "last_day to month_end or day 16"),
        ("talk.a", "steps[1].due[1].is", "last_day at 23:00", "last_day at 00:00"),
        ("talk.a", "steps[1].due[2].is", "last_day", "last_day + 1 day"),
        ("talk.a", "steps[1].accepted_after[1].is", "2 days", "3 days"),
        ("all", "weeks[1].is", "2", "3"),
        ("all", "ends_on", "15", "null"),
        ("all", "binding", "false", "true"),
        ("pay", "every", "1 month", "2 months"),
        ("pay", "times", "2", "3"),
        ("pay", "first", "last_day", "last_day + 1 day"),
        ("pay", "until", "breach.recorded", "null"),
        ("parties.talker", "is[1].is", "contact:hr", "employee.manager"),
    ):
        assert wanted in found, wanted
    assert any(rule == "talk.a" and field == "steps[1].due[1].when" for rule, field, _, _ in found)


def test_nothing_is_changed_where_a_list_stands_over_it() -> None:
    fields = {(rule, field) for rule, field, _, _ in told()}
    assert not fields & {("talk.a", "steps[1].due"), ("talk.a", "steps[1].accepted_after"), ("all", "weeks")}
