"""Tasks explained: what they wait for, who acts side by side, and why a record brought none."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from handover_policy.decide.decide import decide_event
from handover_policy.explain.absent import Absence
from handover_policy.explain.explained import explain, gather
from handover_policy.explain.opening import NeededAct, Rehearsal
from handover_policy.model.decision import Decision
from handover_policy.model.events import Event
from tests.unit.decide.stage import Stage, reader, small

ARCHIVE = """
    sections:
      members: {title: 会员, key: name, fields: [name, months]}
"""
TASKS = """
    id: work
    title: 清单
    tasks:
      - id: work.exit
        title: 放行条
        after: [work.round]
        start: arrival
        steps: [{party: hr, do: 放行, due: last_day}]
      - id: work.round
        title: 会签
        start: arrival
        items: {columns: {name: 名称}, rows: [{name: 公章}]}
        steps: [{parties: [hr, administration], do: 会签, due: last_day}]
      - id: work.members
        title: 会员
        when: {employee.role: sales}
        for_each: {in: profile.members, when: {record.months: {at_least: 6}}}
        start: arrival
        steps: [{party: leaver, do: 移交, due: last_day, when: {employee.track: frontline}}]
"""
GATES = """
    gates:
      - {id: g, title: 门, controls: handover_confirmation, opens_when: {tasks.unfinished: 0}}
"""


class Kept(Stage):
    """A stage that keeps what was told and decided."""

    def __init__(self) -> None:
        super().__init__(small(tasks=TASKS, archive=ARCHIVE, gates=GATES))
        self.told: list[dict[str, Any]] = []
        self.decisions: list[Decision] = []

    def hear(self, told: object) -> Any:
        assert isinstance(told, dict)
        self.told.append(told)
        return super().hear(told)

    def decide(self, event: Event) -> dict[str, Any]:
        self.decisions.append(decide_event(self.register, self.books, event).decision)
        return {"outcome": self.decisions[-1].outcome}

    def decider(self) -> Any:
        other = Stage(small(tasks=TASKS, archive=ARCHIVE, gates=GATES))

        def decide(told: dict[str, Any]) -> Decision:
            event = reader().check(told, 1)
            assert isinstance(event, Event)
            return decide_event(other.register, other.books, event).decision

        return decide

    def absence(self) -> Absence:
        told = gather(self.decisions, "E1/1", ZoneInfo("Asia/Shanghai"))
        return Absence(told, self.case(), register=self.register, books=self.books, happened=frozenset(), language="zh")


def left(*records: dict[str, Any], **attributes: str) -> Kept:
    stage = Kept()
    stage.hire("E1", **attributes)
    stage.hire("M1", manager="M9")
    if records:
        stage.tell("profile.updated", "E1", "2026-03-01T09:00", section="members", records=list(records))
    stage.resign()
    return stage


def test_what_waits_what_is_listed_and_who_acts_side_by_side_is_told():
    stage = left()
    policy = stage.books.zone_owner
    world = Rehearsal(stage.told, stage.decider, policy, "E1/1")
    told = gather(stage.decisions, "E1/1", ZoneInfo("Asia/Shanghai"))
    points = {point.id: point.sentences for point in explain(told, policy, world, {}, "zh")}
    assert "还在等：会签 办完后才开始" in points["E1/1:work.exit"]
    assert "逐件清单 1 行" in points["E1/1:work.round"]
    assert any("（各方分别办理）" in sentence for sentence in points["E1/1:work.round"])
    assert sum("会签：会签" in sentence for sentence in points["g"]) == 2
    assert any("最少还要：办完“放行条”；办完“会签”" in sentence for sentence in points["g"])
    finished = [NeededAct("finish", "E1/1:work.exit"), NeededAct("finish", "E1/1:work.round")]
    assert world.after(finished)["g"].state == "open"
    assert world.after(finished[:1])["g"].state == "held"


def test_why_a_record_brought_no_task_is_told():
    assert left().absence().why_not("work.members").endswith("profile.members 没有记录")
    short = left({"name": "甲", "months": 2}).absence().why_not("work.members")
    assert "record.months 现为 2" in short
    fits = left({"name": "甲", "months": 8}).absence().why_not("work.members")
    assert "已适用" in fits  # nothing of it keeps it from coming: only that no step would be left
    other = left(role="office").absence().why_not("work.members")
    assert "employee.role" in other
    assert "已适用" in left({"name": "甲", "months": 8}, track="frontline").absence().why_not("work.members")
