"""Imagined records: values that the conditions of tasks ask for, and the fields that name people."""

from __future__ import annotations

from handover_policy.conditions.records import fitting_fields, people_named
from tests.unit.decide.stage import small

ARCHIVE = """
    sections:
      members: {title: 会员, key: name, fields: [name, a, b, c, d, e, f, g, h, receiver]}
      others: {title: 其他, key: name, fields: [name, a]}
"""
TASKS = """
    id: work
    title: 清单
    tasks:
      - id: work.members
        title: 会员
        for_each:
          in: profile.members
          when:
            record.a: {at_least: 6}
            record.b: {above: {2026-01-01: 3}}
            record.c: {below: 3}
            record.d: 金卡
            record.e: [银卡, 铜卡]
            record.f: {above: 2026-01-01}
            record.g: {is_not: 停用}
            record.h: true
            employee.role: sales
        steps: [{party: leaver, do: 交}, {party: record.receiver, do: 收}]
      - {id: work.more, title: 会员, for_each: {in: profile.members, when: {record.a: 9}}, steps: [{party: hr, do: 收}]}
"""


def test_a_fitting_record_has_what_the_first_condition_on_a_field_asks_for():
    policy = small(archive=ARCHIVE, tasks=TASKS)
    assert fitting_fields(policy, "members") == {
        "a": 6,
        "b": 4,
        "c": 2,
        "d": "金卡",
        "e": "银卡",
        "f": "2026-01-01",
        "h": True,
    }
    assert fitting_fields(policy, "others") == {}


def test_fields_that_name_the_person_of_a_step_are_known():
    policy = small(archive=ARCHIVE, tasks=TASKS)
    assert people_named(policy, "members") == {"receiver"}
    assert people_named(policy, "others") == frozenset()
