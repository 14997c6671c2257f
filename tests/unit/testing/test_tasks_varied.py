"""Tasks as a whole: what of their conditions, order, parties and lists is covered, and what is changed."""

from __future__ import annotations

from handover_policy.testing.covering.points import points_of
from handover_policy.testing.mutating.rules import mutants
from tests.unit.decide.stage import Stage, small
from tests.unit.testing.test_coverage import Watched

ARCHIVE = """
    sections:
      members: {title: 会员, key: name, fields: [name, count]}
"""
TASKS = """
    id: work
    title: 清单
    tasks:
      - id: work.round
        title: 会签
        when: {employee.track: frontline}
        start: arrival
        steps:
          - {party: leaver, do: 填, due: last_day}
          - {parties: [hr, administration], do: 签, due: last_day, when: {employee.stage: regular}}
      - id: work.seals
        title: 印章
        after: [work.round]
        start: arrival
        items: {columns: {name: 名称}, rows: [{name: 公章}]}
        steps: [{party: leaver, do: 交, due: last_day}, {party: hr, do: 收, due: last_day}]
      - id: work.members
        title: 会员
        for_each: {in: profile.members, when: {record.count: {above: {2026-01-01: 1, 2026-06-01: 2}}}}
        start: arrival
        steps: [{party: leaver, do: 交, due: last_day}]
"""
POLICY = small(archive=ARCHIVE, tasks=TASKS)


def test_there_is_a_point_for_each_step_by_its_place_each_order_and_each_list():
    found = {(point.kind, point.rule, point.part) for point in points_of(POLICY, lambda _: True)}
    assert {
        ("step", "work.round", "1"),
        ("step", "work.round", "2, hr"),
        ("step", "work.round", "2, administration"),
        ("waits", "work.seals", ""),
        ("items", "work.seals", ""),
        ("condition_held", "work.round", "when"),
        ("condition_failed", "work.members", "for_each.when"),
        ("condition_held", "work.round#2.hr", "when"),
        ("dated", "work.members", ".record.count[2026-06-01]"),
    } <= found


def test_what_waits_is_ticked_and_done_side_by_side_is_covered():
    stage = Watched(POLICY)
    stage.hire("E1", track="frontline")
    stage.tell("profile.updated", "E1", "2026-03-01T09:00", section="members", records=[{"name": "甲", "count": 1}])
    stage.resign()
    missed = stage.missed()
    assert ("waits", "work.seals", "") not in missed
    assert ("condition_failed", "work.members", "for_each.when") not in missed
    stage.act("submitted", "E1", "2026-03-03T10:00", "work.round")
    stage.act("confirmed", "U-ADM", "2026-03-03T11:00", "work.round")
    assert ("step", "work.round", "2, hr") in stage.missed()
    stage.act("confirmed", "U-HR", "2026-03-03T12:00", "work.round")
    stage.act("submitted", "E1", "2026-03-04T10:00", "work.seals", items=[{"name": "公章"}])
    assert ("items", "work.seals", "") in stage.missed()
    stage.act("confirmed", "U-HR", "2026-03-04T11:00", "work.seals", items=[{"row": 1, "ok": True}])
    assert not {kind for kind, rule, _ in stage.missed() if rule == "work.seals"} - {"condition_failed"}


def changed() -> set[tuple[str, str, str, str]]:
    found = mutants(POLICY, notifications=("a",), lays_down=lambda _: True)
    return {(mutant.rule, mutant.field, mutant.before, mutant.after) for mutant in found}


def test_conditions_order_parties_and_lists_are_changed():
    assert {
        ("work.round", "when", "{employee.track: frontline}", "{not: {employee.track: frontline}}"),
        ("work.round", "steps[2].when", "{employee.stage: regular}", "{not: {employee.stage: regular}}"),
        ("work.round", "steps[2].parties", "[hr, administration]", "hr → administration"),
        ("work.seals", "after", "[work.round]", "[]"),
        ("work.seals", "items.rows[1]", "{name: 公章}", "null"),
        ("work.seals", "items.add", "false", "true"),
        (
            "work.members",
            "for_each.when",
            "{record.count: {above: {2026-01-01: 1, 2026-06-01: 2}}}",
            "{not: {record.count: {above: {2026-01-01: 1, 2026-06-01: 2}}}}",
        ),
    } <= changed()


def test_which_records_are_listed_is_changed_and_covered():
    chosen = TASKS.replace("rows: [{name: 公章}]", "from: {in: profile.members, when: {record.count: {above: 2}}}")
    policy = small(archive=ARCHIVE, tasks=chosen)
    found = {(each.rule, each.field) for each in mutants(policy, notifications=("a",), lays_down=lambda _: True)}
    assert ("work.seals", "items.from.when") in found
    stage = Watched(policy)
    stage.hire("E1", track="frontline")
    records = [{"name": "甲", "count": 1}, {"name": "乙", "count": 3}]
    stage.tell("profile.updated", "E1", "2026-03-01T09:00", section="members", records=records)
    told = {("condition_held", "work.seals", "items.from.when"), ("condition_failed", "work.seals", "items.from.when")}
    assert told <= stage.missed()
    stage.resign()
    assert not told & stage.missed()


def test_a_set_with_a_changed_task_still_decides():
    for mutant in mutants(POLICY, notifications=("task-overdue",), lays_down=lambda _: True):
        if mutant.rule.startswith("work."):
            stage = Stage(mutant.policy)
            stage.hire("E1", track="frontline")
            assert stage.resign().outcome == "applied"
