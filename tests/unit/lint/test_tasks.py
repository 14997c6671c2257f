"""Tasks and steps that nobody can ever have are noted; what is meant to wait for its person is not advised against."""

from __future__ import annotations

from handover_policy.findings.collected import Collected
from handover_policy.lint.quality.reach import note_unreached
from tests.unit.decide.stage import small

TASKS = """
    id: work
    title: 清单
    when: {employee.role: sales}
    tasks:
      - id: work.car
        title: 车
        when: {employee.role: engineer}
        steps: [{party: leaver, do: 交}]
      - id: work.keys
        title: 钥匙
        when: {employee.stage: regular}
        steps:
          - {party: leaver, do: 交}
          - {party: hr, do: 收, never_silent: true, when: {employee.stage: probation}}
          - {party: hr, do: 归档, when: {employee.track: office}}
"""


def test_a_condition_within_that_of_its_task_and_list_may_be_for_nobody():
    found = Collected()
    note_unreached(small(tasks=TASKS), found)
    assert [(each.code, each.subject) for each in found.sorted()] == [
        ("condition-never-met", "work.car"),
        ("condition-never-met", "work.keys#2"),
    ]
