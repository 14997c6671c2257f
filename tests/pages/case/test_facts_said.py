"""Facts as pages say them: in words, with what is asked of them, the ways of a gate apart."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handover_policy.app.portal.case.facts_said import FactNow, FactsSaid
from handover_policy.app.portal.why import articles_behind
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Operand, Unmet
from handover_policy.texts.texts import texts
from tests.unit.handbook.test_sentences import policy

WAITING = "tasks.waiting_for.leaver"
DAYS = "case.days_to_last_day"


def asked(fact: str, operator: str, operand: Operand) -> Comparison:
    return Comparison(fact=fact, operator=operator, operand=operand)


def said(language: str = "zh") -> FactsSaid:
    return FactsSaid(policy(), texts(language))


@pytest.mark.parametrize(
    ("name", "value", "needs", "told"),
    [
        ("sheet.signed", False, {"is": True}, ("交接确认单是否签齐", "否", "要：是")),
        (DAYS, -5, {"at_most": -30}, ("最后工作日", "已过 5 天", "要过去 30 天")),
        (DAYS, 28, {"at_most": -30}, ("最后工作日", "还有 28 天", "要过去 30 天")),
        (DAYS, None, {"at_most": -30}, ("最后工作日", "还没有确定", "要过去 30 天")),
        (DAYS, 10, {"at_least": 20}, ("距最后工作日还有几天", "10 天", "要不少于 20 天")),
        ("tasks.unfinished", 5, {"is": 0}, ("未办结的交接任务数", "5 项", "要：0 项")),
        ("task.state", "open", None, ("任务状态", "进行中", "")),
        ("case.cause", None, {"none_of": ["transfer", "death"]}, ("离职原因", "还不知道", "不能是内部调动或身故")),
        ("case.cause", "resignation", {"not": {"is": "resignation"}}, ("离职原因", "员工辞职", "不能是员工辞职")),
        ("employee.title", "", {"exists": True}, ("职务", "", "要有")),
        ("employee.hired_on", "2026-01-05", None, ("入职日", "2026年1月5日", "")),
        ("employee.hired_on", "2026-99-05", None, ("入职日", "2026-99-05", "")),
    ],
)
def test_a_fact_is_told_in_words(name: str, value: Any, needs: dict[str, Any] | None, told: tuple[str, ...]) -> None:
    found = said().now(name, value, needs)
    assert (found.title, found.value, found.asked) == told


def test_the_ways_in_which_a_gate_opens_stand_apart() -> None:
    unfinished, signed = asked("tasks.unfinished", "is", 0), asked("sheet.signed", "is", operand=True)
    nobody, days = asked(WAITING, "is", 0), asked(DAYS, "at_most", -30)
    opens = AnyOf(parts=(AllOf(parts=(unfinished, signed)), AllOf(parts=(nobody, days))))
    unmet = [
        Unmet(fact=each.fact, operator=each.operator, operand=each.operand, value=None, negated=False)
        for each in (signed, days)
    ]
    ways = said().ways(opens, unmet)
    assert [[each.title for each in way] for way in ways] == [["交接确认单是否签齐"], ["最后工作日"]]
    assert said().holds(opens.parts[1]) == "没有任务等离职员工办理，并且最后工作日已过 30 天"


def test_no_fact_of_the_product_shows_its_name() -> None:
    names = [*texts("zh").area("facts")]
    shown: list[FactNow] = [
        said(language).now(name.removeprefix("told."), value)
        for name in names
        if name.startswith("told.") and name != "told.gate.controls"
        for value in ((-3, None) if name.startswith("told.case.days") else (True, 3, None))
        for language in ("zh", "en")
    ]
    assert len(shown) > 100
    assert not [each for each in shown if re.search(r"\w\.\w|_|\bTrue\b|\bNone\b", f"{each.title} {each.value}")]


def test_a_duty_for_which_a_set_names_no_law_shows_the_one_known_for_it() -> None:
    behind = articles_behind("obligation.final_pay", (), policy(), "zh")
    assert [(each.cite, bool(each.text)) for each in behind] == [("工资支付暂行规定第九条", True)]
    assert articles_behind("obligation.severance", (), policy(), "zh") == []
    assert [each.id for each in articles_behind("own.task", ("XX-1",), policy(), "zh")] == ["XX-1"]
