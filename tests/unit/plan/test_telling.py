"""A plan told as text, JSON, markdown and one page, in two languages, with whatever names people have."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest
from markdown_it import MarkdownIt

from handover_policy.app.library import load_schemas
from handover_policy.findings.reporting.hosting.comment import ROOM
from handover_policy.plan.change import CODES, CaseChange
from handover_policy.plan.plan import Plan
from handover_policy.plan.report import web_page
from handover_policy.plan.report.json_form import plan_json
from handover_policy.plan.report.markdown import markdown_lines
from handover_policy.plan.report.sentences import sentences
from handover_policy.plan.report.text import columns, text_lines
from handover_policy.sources.page_texts import page_texts
from tests.unit.decide.stage import small
from tests.unit.plan.rehearsal import LATER, Rehearsal

SEVEN = ("when: {employee.stage: regular}, days: 30", "when: {employee.stage: regular}, days: 7")
HOSTILE = "<b>{{x}}</b> | @all \u202e`\n\x1b[31m😀" + "长" * 60


def planned(*heads: tuple[str, str], people: int = 2, name: str = "王晓敏") -> Plan:
    rehearsal = Rehearsal(small(), small(*heads))
    for number in range(1, people + 1):
        rehearsal.hire(f"E{number}", name=name, department=f"部门{number:02}", role="sales")
        rehearsal.resign(f"E{number}")
    return rehearsal.plan()


def page_of(plan: Plan, language: str = "zh", show: int = 20) -> str:
    return web_page.page(page_texts("handover_policy.plan.report", web_page.TEMPLATES), plan, language, show)


def text_of(plan: Plan, language: str = "zh", show: int = 20) -> str:
    return "\n".join(text_lines(plan, language, show))


def markdown_of(plan: Plan, language: str = "zh", show: int = 20) -> str:
    return "\n".join(markdown_lines(plan, language, show))


def test_totals_come_first_then_the_cases() -> None:
    text = text_of(planned(SEVEN, people=1)).splitlines()
    assert text[:3] == [
        "━━ 规则变更对进行中离职案件的影响",
        "  small 1.0.0 → small 1.0.0，新规则自 2026-01-01 起施行；截至 2026-03-02 10:00",
        "  进行中 1 件：受影响 1 件，沿用原版本 0 件（若改用新规则，其中 0 件会变）",
    ]
    assert "  王晓敏（E1） · 销售 · 正式 · 部门01" in text
    assert "    · 最后工作日变化：2026-04-01 → 2026-03-09（-23 天）" in text
    assert "    · 通知期天数变化：30 → 7" in text


def test_english_says_the_same() -> None:
    text = text_of(planned(SEVEN, people=1), "en")
    assert "1 open: 1 affected" in text
    assert "    · last day moves: 2026-04-01 → 2026-03-09 (-23 days)" in text.splitlines()


def test_what_a_reviewer_should_know_is_noted() -> None:
    assert "新规则与旧规则同为 1.0.0 版" in text_of(planned(SEVEN))
    back = ("version: 1.0.0", "version: 2.0.0"), ("from: 2026-01-01", "from: 2026-03-01")
    assert "新规则追溯到 2026-03-01" in text_of(planned(*back, SEVEN))
    assert "the new rules reach back to 2026-03-01" in text_of(planned(*back, SEVEN), "en")
    assert "新规则不改变任何进行中的案件" in text_of(planned())
    assert "新规则不改变任何进行中的案件" in markdown_of(planned())
    assert "注意" not in text_of(planned(*LATER, SEVEN))


def test_refused_and_unreadable_events_are_counted() -> None:
    rehearsal = Rehearsal(small(), small())
    rehearsal.hire("E1")
    rehearsal.resign()
    rehearsal.act("submitted", "E2", "2026-03-10T10:00")
    rehearsal.replay.tell(9, b"{")
    assert "  事件 4 个；被拒绝 1 个（wrong-party 1）；无法读取 1 行" in text_of(rehearsal.plan()).splitlines()


def test_pinned_cases_are_told_apart() -> None:
    plan = planned(*LATER, SEVEN)
    for told in (text_of(plan), markdown_of(plan), page_of(plan)):
        assert "沿用原版本的案件：若改用新规则（--migrate）会看到" in told
        assert "受影响的案件" not in told


def test_long_lists_of_cases_and_departments_are_cut_and_counted() -> None:
    plan = planned(SEVEN, people=15)
    assert "另有 12 件未列出" in text_of(plan, show=3)
    assert text_of(plan, show=3).count("（E") == 3
    assert "其余 3 个部门" in text_of(plan)
    assert "另有 12 件未列出" in page_of(plan, show=3)
    assert "另有 12 件未列出" in markdown_of(plan, show=3)


def test_a_comment_stays_as_short_as_its_host_takes() -> None:
    told = markdown_of(planned(SEVEN, people=400), show=10_000)
    assert len(told.encode()) <= ROOM
    assert "件未列出" in told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_names_stay_names(language: str) -> None:
    plan = planned(SEVEN, name=HOSTILE)
    text = text_of(plan, language)
    assert not {"\x1b", "\u202e"} & set(text)
    assert len([line for line in text.splitlines() if "E1/1" in line]) == 1
    page = page_of(plan, language)
    assert "<b>" not in page
    assert "{{x}}" in page
    assert "<b>" not in MarkdownIt("gfm-like").render(markdown_of(plan, language))
    assert "@all" not in markdown_of(plan, language)
    assert json.loads(json.dumps(plan_json(plan, language)))["cases"][0]["name"] == HOSTILE


def test_the_json_has_the_shape_of_its_schema() -> None:
    schema = load_schemas()["plan"]
    for plan in (planned(SEVEN), planned(*LATER, SEVEN), planned(), Rehearsal(small()).plan()):
        jsonschema.validate(json.loads(json.dumps(plan_json(plan, "en"))), schema)
    assert schema["$defs"]["change"]["properties"]["change"]["enum"] == list(CODES)


def test_the_json_tells_every_case_also_the_unchanged() -> None:
    told = plan_json(planned(), "zh")
    assert [(case["case"], case["changes"], case["pinned"]) for case in told["cases"]] == [
        ("E1/1", [], True),
        ("E2/1", [], True),
    ]


class Outline(HTMLParser):
    """Counts what is open and what was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("heads", [(), (SEVEN,), (*LATER, SEVEN)])
def test_the_page_is_whole_and_stands_on_its_own(heads: tuple[tuple[str, str], ...]) -> None:
    outline = Outline()
    page = page_of(planned(*heads))
    outline.feed(page)
    assert outline.open == []
    assert not re.search("https?:", page)


def said(*changes: CaseChange, language: str = "zh", people: dict[str, str] | None = None) -> list[str]:
    return [f"{each.label}：{each.text}" for each in sentences(changes, people or {}, language)]


def test_changes_that_move_alike_stand_in_one_sentence() -> None:
    moved = [
        CaseChange(code="task-moved", subject=name, title=name, before="2026-03-02", after="2026-03-04", days=2)
        for name in "abcd"
    ]
    assert said(*moved) == ["任务期限变化：a、b、c等 4 项（+2 天）"]
    added = [CaseChange(code="task-added", subject=name, title=name, after=f"2026-03-0{name}") for name in "12"]
    assert said(*added) == ["新增任务：1、2"]
    assert said(added[0]) == ["新增任务：1 2026-03-01"]


def test_messages_are_counted_by_their_rule() -> None:
    sent = [
        CaseChange(code="message-to-send", subject=rule, title="任务", after=("2026-03-02 E1",), about="t")
        for rule in "aab"
    ]
    assert said(*sent) == ["应补发消息：3 条（a ×2、b）"]
    assert said(sent[0], people={"E1": "王晓敏"}) == ["应补发消息：a（任务） 2026-03-02 王晓敏"]


def test_values_are_told_in_words() -> None:
    assert said(CaseChange(code="gate-opens", subject="g", title="门", before="held", after="open")) == [
        "决定由暂缓变为开放：门 暂缓 → 开放"
    ]
    assert said(CaseChange(code="task-state-changed", subject="t", title="任务", before="done", after="open")) == [
        "任务状态变化：任务 完成 → 进行中"
    ]
    english = CaseChange(code="case-changed", subject="absent", title="", before=False, after=True)
    assert said(english, language="en") == ["case changes：absent no → yes"]
    assert said(CaseChange(code="claim-added", subject="c", title="损失", after=None)) == ["新增主张（供人决定）：损失"]
    evidence = CaseChange(code="task-evidence-changed", subject="t", title="任务", before=("", ""), after=("file", ""))
    assert said(evidence) == ["任务证据要求变化：任务 、 → file、"]
    nobody = CaseChange(code="task-person-changed", subject="t", title="任务", before=(None,), after=("M1",))
    assert said(nobody, people={"M1": "陈立"}) == ["任务承办人变化：任务 无 → 陈立"]
    assert said(CaseChange(code="case-missing", subject="E1/1", title="E1/1")) == ["新规则下没有这一案件：E1/1"]
    needless = CaseChange(code="gate-removed", subject="g", title="门", before="held")
    assert said(needless) == ["取消决定：门 暂缓"]


def test_acts_are_told_with_their_day_and_reason() -> None:
    refused = CaseChange(
        code="act-refused",
        subject="task.submitted",
        title="缺少证据：file",
        before="2026-03-10T10:00:00+08:00",
        about="E1/1:a",
    )
    assert said(refused) == ["已办事项不再算数：2026-03-10 提交 E1/1:a：缺少证据：file"]
    accepted = CaseChange(code="act-accepted", subject="coffee.spilled", title="", after="2026-03-10T10:00:00+08:00")
    assert said(accepted, language="en") == ["a refused act counts：2026-03-10 coffee.spilled"]


def test_a_terminal_lines_up_chinese_names() -> None:
    assert (columns("部门"), columns("ab")) == (4, 2)
    rows = [line for line in text_of(planned(SEVEN)).splitlines() if "进行中 1 " in line and "部门0" in line]
    assert len({row.index("进行中") for row in rows}) == 1
