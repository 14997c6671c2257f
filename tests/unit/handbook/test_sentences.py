"""Sentences of the handbook: what single rules say, in a set that has one of each kind."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from handover_policy.app.handbook.prepare import PreparedHandbook, read_handbook
from handover_policy.app.load import open_policies
from handover_policy.handbook.handbook import Article, Handbook, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.handbook.write import handbook_of
from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Negation
from handover_policy.policy.policy_set import PolicySet

FILES = {
    "policy.yaml": """
kind: policy
id: acme
title: 交接制度
version: 2.1.0
effective: {from: 2026-07-01, until: 2027-06-30}
jurisdiction: CN
timezone: Asia/Shanghai
language: zh-CN
calendar: CN
send_at: "09:00"
extends: builtin:default
controls: {custom.gate_pass: 放行条}
sheet: {parties: [leaver, manager], order: strict}
adoption:
  consulted: {on: 2026-06-05, body: 职工代表大会, evidence: minutes.pdf}
  published: {on: 2026-06-20, channels: [钉钉公告, 食堂]}
""",
    "days.yaml": """
kind: notice_days
rules:
  - id: days.dated
    title: 主管
    when: {employee.role: office, employee.stage: regular}
    days: {2026-07-01: 20, 2027-01-01: 10}
""",
    "clauses.yaml": """
kind: clauses
clauses:
  - id: clause.bonus
    title: 奖金
    text: 按时办结的另发奖金。
    sign: never
    when: {employee.stage: regular}
    consequence: {kind: bonus, amount: 1000, when: {case.handover: complete}, exclude: [dismissal]}
  - id: clause.share
    title: 比例奖金
    text: 按比例发奖金。
    sign: resignation
    consequence: {kind: bonus, percent: 5, of: monthly_wage, when: {case.handover: complete}}
""",
    "gates.yaml": """
kind: gates
gates:
  - {id: gate.pass, title: 放行条, controls: custom.gate_pass, opens_when: {sheet.signed: true}, release_by: last_day}
""",
    "archive.yaml": """
kind: archive
sections:
  things: {title: 物品, key: number, fields: {number: 编号}}
uploads:
  - {id: upload.log, title: 日志, every: 1 week}
""",
}


@cache
def policy() -> PolicySet:
    with tempfile.TemporaryDirectory() as place:
        for name, text in FILES.items():
            (Path(place) / name).write_text(text, encoding="utf-8")
        opened = open_policies([Path(place)])
    assert opened.policies, [each for each in opened.findings if each.severity == "error"]
    return opened.policies[-1]


def handbook(language: str = "zh") -> Handbook:
    return read_handbook(policy(), language)


def rule(name: str, language: str = "zh") -> PlainRule:
    return next(each for chapter in handbook(language).chapters for each in chapter.rules if each.id == name)


def saying(language: str = "zh") -> InWords:
    return InWords(policy(), {}, language)


def test_it_tells_version_and_adoption() -> None:
    told = handbook()

    assert told.issued == "2.1.0 版，2026年7月1日起施行，2027年6月30日止。"
    assert told.adopted == "2026年6月5日经职工代表大会讨论。2026年6月20日公布：钉钉公告、食堂。"
    assert "法律" in told.assurance


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("days.regular", "提前 30 天通知。"),
        ("days.part_time", "不需要提前通知。"),
        ("days.dated", "提前通知的长度：20（2026-07-01 起）、10（2027-01-01 起）（day）。"),
        ("gate.certificate", "最迟在最后工作日开放，无论条件是否满足。"),
        (
            "gate.severance",
            (
                "“经济补偿”在满足以下条件时开放：（任务都已办结，并且确认单已签齐），"
                "或者（没有任务等离职员工办理，并且最后工作日已过 30 天）。"
            ),
        ),
        ("obligation.certificate", "只写：劳动合同期限、解除或者终止日期、工作岗位、在本单位的工作年限。"),
        ("obligation.final_pay", "不是工作日的，提前到前一个工作日。"),
        ("obligations.retention", "交接证据：离职后保存 3 年。"),
        ("clause.bonus", "金额：1000。"),
        ("clause.bonus", "这些离职原因不适用：用人单位解除。"),
        ("clause.share", "奖金为月工资的 5%。"),
        ("sheet", "按上面的顺序签署。"),
        ("upload.log", "每 1 周上传一次。"),
        ("reminder.escalate", "之后每 2 天再发一次，最多 3 次；办好就不再发。"),
    ],
)
def test_a_rule_is_a_sentence_with_its_numbers(name: str, sentence: str) -> None:
    assert sentence in rule(name).sentences


def test_a_message_counts_from_the_step_at_hand() -> None:
    assert rule("reminder.overdue").title == "期限之后 1 天：告诉当前步骤的办理方"


def test_an_article_is_quoted_once_in_a_chapter() -> None:
    first, later = rule("obligation.certificate"), rule("obligation.transfer.file")

    assert [law.id for law in first.texts] == ["CN-LCL-50", "CN-LCL-89"]
    assert [law.id for law in later.cited] == ["CN-LCL-50"]


def test_who_reads_another_language_reads_words_and_no_ids() -> None:
    assert rule("days.part_time", "en").sentences[0] == "For employees with: stage of employment: part time."
    assert rule("reminder.escalate", "en").title == "3 days after the day it is due: to the manager"


def test_an_unknown_law_is_cited_by_its_id() -> None:
    told = handbook_of(policy(), {"CN-LCL-37": Article(id="CN-LCL-37", cite="第三十七条")}, "zh")
    laws = {law for chapter in told.chapters for each in chapter.rules for law in each.laws}

    assert Article(id="CN-LCL-37", cite="第三十七条") in laws
    assert Article(id="CN-LCL-50", cite="CN-LCL-50") in laws


def compared(fact: str, operator: str, *, operand: object) -> Comparison:
    return Comparison(fact=fact, operator=operator, operand=operand)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (AnyOf(parts=()), "从不"),
        (ALWAYS, "总是"),
        (Negation(part=compared("sheet.signed", "is", operand=True)), "不是“确认单已签齐”"),
        (compared("employee.role", "none_of", operand=("sales", "office")), "岗位不是销售或职能"),
        (compared("employee.manager", "exists", operand=True), "有“上级的员工编号”"),
        (compared("employee.manager", "exists", operand=False), "没有“上级的员工编号”"),
        (compared("employee.loan_free", "is_not", operand=True), "loan free：否"),
        (
            compared("employee.hired_on", "at_least", operand=policy().manifest.effective_from),
            "入职日不少于 2026年7月1日",
        ),
        (compared("task.id", "is", operand="sales.customers"), "任务为客户资源移交"),
        (compared("task.id", "is", operand="obligation.severance"), "任务为支付经济补偿"),
        (compared("gate.id", "is", operand="gate.pass"), "决定为放行条"),
        (compared("gate.controls", "is", operand="custom.gate_pass"), "所控制的事项为放行条"),
        (compared("task.party", "is", operand="record.owner"), "当前步骤的当事方为记录里“owner”所说的人"),
        (compared("profile.customers.count", "above", operand=3), "“客户信息”的记录数大于 3"),
        (compared("tasks.waiting_for.manager", "at_most", operand=2), "等部门负责人办理的任务数不多于 2"),
        (compared("record.name", "is", operand="x"), "name为x"),
        (
            AllOf(
                parts=(
                    compared("event.role", "is", operand="sales"),
                    AnyOf(
                        parts=(
                            compared("case.absent", "is", operand=True),
                            compared("case.cause", "is", operand="death"),
                        )
                    ),
                )
            ),
            "role为销售，并且（员工不在岗，或者离职原因为身故）",
        ),
    ],
)
def test_a_condition_in_words(condition: AllOf, words: str) -> None:
    assert saying().holds(condition) == words


def test_a_dated_operand_in_words() -> None:
    dated = policy().notice_table.rows[-1].days

    assert saying().label("case.notice_days_given", dated) == "20（2026-07-01 起）、10（2027-01-01 起）"


def test_a_page_holds_every_anchor_and_loads_nothing() -> None:
    page = PreparedHandbook(handbook()).written("html").decode()

    assert 'id="gate.certificate"' in page
    assert 'lang="zh-CN"' in page
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_a_sheet_that_takes_no_silence_says_nothing_of_it() -> None:
    silent = replace(policy(), manifest=replace(policy().manifest, sheet_accepted_after=None))
    told = next(each for each in handbook_of(silent, {}, "zh").chapters if each.id == "confirmation")

    assert not any("视为" in sentence for sentence in told.rules[0].sentences)
