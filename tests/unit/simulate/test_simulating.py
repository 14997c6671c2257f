"""One imagined departure, played through the default policy and small variations of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.simulate import starting_over
from handover_policy.policy.called import party_title
from handover_policy.policy.policy_set import PolicySet
from handover_policy.simulate import chart
from handover_policy.simulate.compare import TimelineDifference, compared, differences, how
from handover_policy.simulate.diary import diary, summary, told
from handover_policy.simulate.play import play
from handover_policy.simulate.scenario import Scenario, opening_events
from handover_policy.simulate.timeline import DepartureRefused, Timeline
from handover_policy.simulate.words import headline, words_of
from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.shipped import shipped_folder
from tests.unit.decide.stage import small

MONDAY = date(2026, 3, 2)
SALES = Scenario(role="sales", stage="regular", day=MONDAY)
OWN = """# yaml-language-server: $schema=schemas/policy.schema.json
kind: policy
id: own
title: 自己的制度
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
"""


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_policies([shipped_folder("rules") / "default"])


def own_policy(folder: Path, **files: str) -> Opened:
    for name, text in {"policy": OWN, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = open_policies([folder])
    assert [each for each in found.findings if each.severity == "error"] == []
    return found


def played(opened: Opened, scenario: Scenario) -> Timeline:
    return play(scenario, opened.policies[0], starting_over(opened)())


def test_a_message_with_an_hour_of_its_own_goes_out_on_its_day(tmp_path: Path) -> None:
    row = "for: tasks, to: leaver, channels: [wecom], notification: task-upcoming, send_on: any"
    notices = f"""# yaml-language-server: $schema=schemas/notices.schema.json
kind: notices
notices:
  - {{id: evening, at: task.due - 1 day at 18:00, {row}}}
  - {{id: morning, at: task.due at 07:30, {row}}}
"""
    timeline = played(own_policy(tmp_path, notices=notices), SALES)
    assert days_of(timeline, "evening", "sales.customers") == [date(2026, 3, 24)]
    assert days_of(timeline, "morning", "sales.customers") == [date(2026, 3, 25)]


def policy_of(opened: Opened) -> PolicySet:
    return opened.policies[0]


def days_of(timeline: Timeline, rule: str, task: str) -> list[date]:
    told = [each for each in timeline.notices if each.rule == rule]
    return [each.day for each in told if any(one.endswith(task) for one in each.tasks)]


def test_a_salesman_who_does_nothing_is_reminded_and_his_manager_told(opened: Opened) -> None:
    timeline = played(opened, SALES)
    assert (timeline.arrival, timeline.notice_days, timeline.last_day) == (MONDAY, 30, date(2026, 4, 1))
    assert days_of(timeline, "reminder.upcoming", "sales.customers") == [date(2026, 3, 2)]
    assert days_of(timeline, "reminder.overdue", "sales.customers") == [date(2026, 3, 26)]
    escalated = [date(2026, 3, 30), date(2026, 4, 1), date(2026, 4, 3)]  # the 28th is a Saturday
    assert days_of(timeline, "reminder.escalate", "sales.customers") == escalated
    gates = {gate.id: [state for _, state in gate.states] for gate in timeline.gates}
    assert gates == {
        "gate.confirmation": ["held"],
        "gate.severance": ["held"],
        "gate.certificate": ["held", "open"],
    }
    assert timeline.closed_on is None
    assert all(task.done_on is None for task in timeline.tasks)


@pytest.mark.parametrize("role", ["sales", "engineer", "office", "operator"])
def test_everybody_in_time_closes_the_case_and_opens_every_gate(opened: Opened, role: str) -> None:
    timeline = played(opened, replace(SALES, role=role, on_time=True))
    assert {task.state for task in timeline.tasks} == {"done"}
    assert {gate.states[-1][1] for gate in timeline.gates} == {"open"}
    assert timeline.closed_on == date(2026, 4, 16)
    assert [remark for remark in timeline.remarks if remark.kind == "duty"] == []


def test_an_absence_gives_the_tasks_to_others_and_leaves_the_last_day_open(opened: Opened) -> None:
    absent = replace(SALES, role="operator", absent_on=date(2026, 3, 5))
    parties = {step.party for task in played(opened, absent).tasks for step in task.steps}
    assert "leaver" not in parties


def test_a_case_of_death_starts_without_the_leaver(opened: Opened) -> None:
    timeline = played(opened, replace(SALES, cause="death", last_day=MONDAY))
    assert not any(notice.party == "leaver" for notice in timeline.notices)


def test_a_declared_departure_without_a_last_day_ends_after_thirty_days(opened: Opened) -> None:
    assert played(opened, replace(SALES, cause="mutual")).last_day == date(2026, 4, 1)


def test_a_last_day_asked_for_makes_the_notice_short(opened: Opened) -> None:
    timeline = played(opened, replace(SALES, last_day=date(2026, 3, 12)))
    assert (timeline.last_day, timeline.shortfall_days) == (date(2026, 3, 12), 20)


def test_a_departure_that_is_refused_says_why(opened: Opened) -> None:
    refused = replace(SALES, attributes={"hired_on": "never"})
    with pytest.raises(ValueError, match=r".") as told_why:
        played(opened, refused)
    assert "employee.hired" in str(told_why.value)
    assert isinstance(told_why.value, DepartureRefused)
    assert told_why.value.sentence("zh").startswith("employee.hired: ")
    assert DepartureRefused(()).sentence("en") == "no case was opened"


def test_a_last_day_far_ahead_is_played_for_a_year_only(opened: Opened) -> None:
    timeline = played(opened, replace(SALES, last_day=date(2028, 3, 1)))
    assert timeline.end < date(2027, 5, 1)


def test_attributes_of_the_employee_reach_the_events(opened: Opened) -> None:
    scenario = replace(SALES, attributes={"track": "frontline"})
    hired = next(iter(opening_events(scenario, policy_of(opened))))
    assert hired["data"]["track"] == "frontline"
    assert hired["data"]["team_leader"] == "孙班长"


def test_a_policy_without_clauses_signatures_or_successors_can_be_played(tmp_path: Path) -> None:
    archive = "# yaml-language-server: $schema=s/archive.schema.json\nkind: archive\nremove: [upload.code]\n"
    clauses = (
        "# yaml-language-server: $schema=s/clauses.schema.json\n"
        "kind: clauses\nremove: [clause.handover]\nclauses:\n"
        "  - {id: clause.penalty, title: 违约金, text: 文字, sign: onboarding,"
        " consequence: {kind: penalty, when: {case.handover: open}, percent: 10, of: unsettled_wages}}\n"
        "  - {id: clause.loss, sign: never}\n"
    )
    parties = OWN + "parties: {successor: {title: 接替者, is: employee.buddy, else: manager}}\n"
    opened = own_policy(tmp_path, policy=parties, archive=archive, clauses=clauses)
    timeline = played(opened, replace(SALES, on_time=True))
    assert timeline.last_day == date(2026, 4, 1)
    undone = played(opened, SALES)
    assert {"claim", "problem"} <= {remark.kind for remark in undone.remarks}
    assert any("违约金" in remark.text for remark in undone.remarks)


def test_a_step_nobody_can_do_is_left_undone_for_ever(tmp_path: Path) -> None:
    tasks = (
        "# yaml-language-server: $schema=s/tasks.schema.json\nkind: tasks\nid: extra\ntitle: 另外\ntasks:\n"
        "  - id: extra.one\n    title: 无人\n    start: arrival\n    steps:\n"
        "      - {party: nobody, do: 做, due: last_day}\n"
    )
    manifest = OWN + "contacts: {x: E1}\nparties:\n  nobody: {title: 无, is: case.successor, else: ghost}\n"
    manifest += "  ghost: {title: 空, is: contact:x}\n"
    opened = own_policy(tmp_path, policy=manifest, tasks=tasks)
    timeline = played(opened, replace(SALES, on_time=True))
    extra = next(task for task in timeline.tasks if task.rule == "extra.one")
    assert extra.state in {"done", "open"}


def test_a_simulation_is_told_day_by_day_in_both_languages(opened: Opened) -> None:
    timeline = played(opened, SALES)
    chinese = list(told(SALES, timeline, policy_of(opened), "zh"))
    assert chinese[0] == "━━ 销售 · 正式 离职模拟"
    assert "  通知期 30 天，最后工作日 2026-04-01 周三，到 2026-04-22 仍未结案" in chinese
    assert "    ■ 最后工作日" in chinese
    english = list(told(SALES, timeline, policy_of(opened), "en"))
    assert "Wed 2026-04-01" in english
    assert chinese.count("2026-03-26 周四") == 1


def test_what_is_short_closed_or_without_a_last_day_is_said(opened: Opened) -> None:
    policy = policy_of(opened)
    timeline = played(opened, replace(SALES, last_day=date(2026, 3, 12), on_time=True))
    assert any("不足通知期 20 天" in line for line in told(SALES, timeline, policy, "zh"))
    assert any("结案 2026" in line for line in told(SALES, timeline, policy, "zh"))
    open_ended = replace(timeline, last_day=None)
    assert any("最后工作日未定" in line for line in told(SALES, open_ended, policy, "zh"))
    assert all(entry.kind != "last_day" for entry in diary(open_ended, policy, "zh"))


def test_a_gate_opened_by_its_date_says_so(opened: Opened) -> None:
    timeline = played(opened, SALES)
    gate = replace(timeline.gates[2], released=True)
    entries = diary(replace(timeline, gates=(gate,)), policy_of(opened), "zh")
    assert [entry.text for entry in entries if entry.kind == "gate"] == ["离职证明：暂缓", "离职证明：按期限放行"]


def test_the_headline_names_cause_and_attributes(opened: Opened) -> None:
    scenario = replace(SALES, cause="dismissal", attributes={"track": "frontline"}, on_time=True)
    _, assumed = headline(scenario, policy_of(opened), "zh")
    assert assumed == "2026-03-02 周一 宣布离职（用人单位解除）；track = 一线；假设每一步都在期限当天办理"
    assert party_title(policy_of(opened), "unheard-of") == "unheard-of"


def test_a_task_that_waits_for_another_has_not_begun(tmp_path: Path) -> None:
    later = "{id: own.later, title: 放行条, after: [own.first], steps: [{party: manager, do: 开, due: last_day}]}"
    first = "{id: own.first, title: 清点, steps: [{party: leaver, do: 清点, due: last_day}]}"
    opened = own_policy(tmp_path, tasks=f"kind: tasks\nid: own\ntitle: 清单\ntasks: [{first}, {later}]\n")
    started = {
        on_time: [
            entry.text
            for entry in diary(played(opened, replace(SALES, on_time=on_time)), policy_of(opened), "zh")
            if entry.rule == "own.later" and entry.kind == "start"
        ]
        for on_time in (False, True)
    }
    assert started == {False: ["放行条：等 清点 办完后开始"], True: ["放行条：开始"]}


def test_records_have_the_dates_that_tasks_and_messages_count_from(tmp_path: Path) -> None:
    task = "{id: own.card, title: 换证, for_each: profile.cards, steps: [{party: leaver, do: 换, due: record.ends_on}]}"
    opened = own_policy(
        tmp_path,
        archive="kind: archive\nsections: {cards: {title: 证件, key: name, fields: [name, ends_on, note]}}\n",
        tasks=f"kind: tasks\nid: own\ntitle: 清单\ntasks: [{task}]\n",
    )
    timeline = played(opened, SALES)
    assert not any(remark.problem and remark.problem.code == "date-missing" for remark in timeline.remarks)
    (record, _) = next(
        event["data"]["records"]
        for event in opening_events(SALES, policy_of(opened))
        if event["type"] == "profile.updated" and event["data"]["section"] == "cards"
    )
    assert date.fromisoformat(record["ends_on"]) == SALES.day + timedelta(days=30)


def test_two_policies_are_compared_rule_by_rule(opened: Opened, tmp_path: Path) -> None:
    notices = (
        "# yaml-language-server: $schema=s/notices.schema.json\nkind: notices\nremove: [reminder.upcoming]\nnotices:\n"
        "  - {id: reminder.escalate, at: task.due + 2 days}\n"
    )
    gates = "# yaml-language-server: $schema=s/gates.schema.json\nkind: gates\nremove: [gate.confirmation]\n"
    other = own_policy(tmp_path, notices=notices, gates=gates)
    found = differences(played(opened, SALES), played(other, SALES))
    moved = TimelineDifference("reminders", "reminder.escalate 客户资源移交", date(2026, 3, 30), date(2026, 3, 27))
    assert moved in found
    lines = list(compared(found, ("default", "own"), "zh"))
    assert "    reminder.escalate 客户资源移交：2026-03-30 → 2026-03-27（-3 天）" in lines
    assert any("只在 default" in line for line in lines)
    assert how(TimelineDifference("last_day", "", None, MONDAY), ("a", "b"), "en") == "only in b 2026-03-02"


def test_equal_policies_have_no_difference(opened: Opened) -> None:
    timeline = played(opened, SALES)
    assert differences(timeline, timeline) == ()
    assert list(compared((), ("a", "b"), "zh"))[-1] == "  没有差别"
    assert differences(replace(timeline, last_day=None), timeline)[0].kind == "last_day"


class Page(HTMLParser):
    """Counts what a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.classes += (dict(attrs).get("class") or "").split()


def drawn(opened: Opened, timelines: Iterator[Timeline] | list[Timeline], *, title: str = "标题") -> str:
    shown = list(timelines)
    scale = chart.scale_of(tuple(shown))
    charts = [chart.chart_of(each, policy_of(opened), scale, lambda day: day.weekday() < 5, "zh") for each in shown]
    texts = page_texts("handover_policy.simulate", chart.TEMPLATES)
    rows = [("提醒", "一", "二")] if len(shown) == 2 else []
    return chart.page(texts, title=title, assumed="假设", charts=charts, differences=rows, language="zh")


def test_the_page_stands_by_itself_and_shows_every_row(opened: Opened) -> None:
    timeline = played(opened, SALES)
    page = drawn(opened, [timeline])
    counted = Page(page)
    assert counted.classes.count("gantt") == 1
    assert counted.tags.count("use") == len(
        chart.rows_of(timeline, policy_of(opened), chart.scale_of((timeline,)), "zh")
    )
    assert "script" not in counted.tags
    assert re.findall(r"https?://|src=|@import|url\(", page) == []
    assert counted.classes.count("late") >= 5
    assert counted.classes.count("step") >= sum(len(task.steps) for task in timeline.tasks)


def test_the_page_of_two_policies_has_two_charts_and_their_differences(opened: Opened) -> None:
    timeline = played(opened, SALES)
    page = drawn(opened, [timeline, replace(timeline, tasks=(), gates=(), last_day=None)])
    assert Page(page).classes.count("gantt") == 2
    assert "两套制度的差别" in page


def test_a_long_chart_has_fewer_days_beneath_each_other_than_would_run_together(opened: Opened) -> None:
    timeline = played(opened, SALES)
    counted = []
    for days in (60, 400):
        scale = chart.Scale(first=timeline.arrival, last=timeline.arrival + timedelta(days=days))
        ticks = chart.chart_of(timeline, policy_of(opened), scale, lambda _: True, "zh")["ticks"]
        assert isinstance(ticks, list)
        counted.append(len(ticks))
    assert counted == [9, 15]


def test_the_page_of_two_equal_policies_says_so(opened: Opened) -> None:
    timeline = played(opened, replace(SALES, on_time=True))
    scale = chart.scale_of((timeline,))
    one = chart.chart_of(timeline, policy_of(opened), scale, lambda _: True, "zh")
    texts = page_texts("handover_policy.simulate", chart.TEMPLATES)
    page = chart.page(texts, title="t", assumed="a", charts=[one, one], differences=[], language="en")
    assert "No difference" in page


def test_three_hundred_tasks_and_hostile_names_are_drawn_escaped(opened: Opened) -> None:
    timeline = played(opened, SALES)
    name = '<script>"😀{{ 7*7 }}' * 3
    many = tuple(replace(timeline.tasks[0], id=f"E1/1:t{number}", title=name) for number in range(300))
    page = drawn(opened, [replace(timeline, tasks=many, notices=())], title=name)
    assert "<script>" not in page
    assert Page(page).classes.count("task") >= 300


def test_notice_that_is_only_asked_for_is_told_as_such(tmp_path: Path) -> None:
    rows = "kind: notice_days\nrules: [{id: days.regular, binding: false}]\n"
    opened = own_policy(
        tmp_path, notice_days="# yaml-language-server: $schema=schemas/notice_days.schema.json\n" + rows
    )
    timeline = played(opened, replace(SALES, last_day=date(2026, 3, 12)))
    assert (timeline.notice_binding, timeline.shortfall_days) == (False, 0)
    assert words_of("zh")["asked"] in summary(timeline, "zh")


def test_where_nothing_is_signed_at_onboarding_nothing_is_told_to_be_signed() -> None:
    told = [event["type"] for event in opening_events(SALES, small())]
    assert "agreement.signed" not in told
    assert "resignation.submitted" in told
