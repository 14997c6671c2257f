"""The words of explanations, in Chinese and English: facts, operators, time expressions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.model.words.word import title

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "case": "离职",
            "task": "任务",
            "obligation": "法定期限",
            "gate": "决定",
            "notice": "消息",
            "by_rule": "依据规则 {rule}（{place}）",
            "facts": "当时：{facts}",
            "law": "法律：{law}",
            "notice_days": "通知 {arrival} 到达，通知期 {days} 天，通知期满 {end}，最后工作日 {last_day}",
            "declared": "{arrival} 宣布或发生，最后工作日 {last_day}",
            "undated": "最后工作日未定：缺勤不是辞职，等待 departure.declared",
            "shortfall": "比通知期少 {days} 天",
            "state": "状态 {state}",
            "start": "开始 {day} = {how}",
            "step": "{party}（{person}）{do}：期限 {day}{how}，{state}",
            "done": "已完成",
            "waiting": "未完成",
            "equals": " = {how}",
            "held": "暂缓",
            "open": "开放",
            "unmet": "还差：{what}",
            "blocked": "等 {person}（{party}）：{task}：{do}，期限 {due}",
            "released": "按期限放行：{how}",
            "release": "最迟 {day} 按期限放行",
            "least": "最少还要：{changes}（已代入验证，门随之开放）",
            "no_change": "没有找到能打开它的办法：请检查条件",
            "finish": "办完“{task}”",
            "sign": "{party}签署确认单",
            "wait": "等到 {day}",
            "sent": "{day} 发给 {to}（{party}），渠道 {channels}：{subject}",
            "not_sent": "{notice} 没有发出：{why}",
            "no_event": "没有发生 {events}",
            "moment": "发生过 {events}，但当时不合它的条件（看的是 {facts}）",
            "condition": "条件不成立：{what}",
            "not_yet": "还没到时间，最早 {day}",
            "nothing_planned": "没有可以提醒的任务，或都已办结",
            "no_rule": "制度里没有 {name}{hint}",
            "applies": "{name} 已适用：见上面的解释",
            "not_applies": "{name} 没有适用：{why}",
            "not_judged": "主张在最后工作日、离开或记录损失时才判断",
            "leaver_gone": "收件人是离职员工，而员工已不在岗",
            "due_on": "下一次应履行 {day}",
            "is": "现为 {value}，要求 {needs}",
            "missing": "没有值",
        },
        "en": {
            "case": "Departure",
            "task": "Task",
            "obligation": "Statutory deadline",
            "gate": "Gate",
            "notice": "Message",
            "by_rule": "by rule {rule} ({place})",
            "facts": "then: {facts}",
            "law": "law: {law}",
            "notice_days": "notice arrived {arrival}, {days} days, ends {end}, last day {last_day}",
            "declared": "declared or happened {arrival}, last day {last_day}",
            "undated": "no last day yet: an absence is no resignation; waits for departure.declared",
            "shortfall": "{days} days short",
            "state": "state {state}",
            "start": "starts {day} = {how}",
            "step": "{party} ({person}) {do}: due {day}{how}, {state}",
            "done": "done",
            "waiting": "not done",
            "equals": " = {how}",
            "held": "held",
            "open": "open",
            "unmet": "missing: {what}",
            "blocked": "waits for {person} ({party}): {task}: {do}, due {due}",
            "released": "released by date: {how}",
            "release": "released by date on {day} at the latest",
            "least": "the least that opens it: {changes} (applied and verified)",
            "no_change": "nothing was found that opens it: look at its condition",
            "finish": "finish '{task}'",
            "sign": "{party} signs the sheet",
            "wait": "wait until {day}",
            "sent": "{day} to {to} ({party}) by {channels}: {subject}",
            "not_sent": "{notice} did not go out: {why}",
            "no_event": "none of {events} happened",
            "moment": "{events} happened, but not in a way its condition asks for (it looks at {facts})",
            "condition": "its condition does not hold: {what}",
            "not_yet": "not its time yet; the earliest is {day}",
            "nothing_planned": "there is no task to remind of, or all are done",
            "no_rule": "the policy has no {name}{hint}",
            "applies": "{name} applies: see the explanation above",
            "not_applies": "{name} does not apply: {why}",
            "not_judged": "claims are judged on the last day, at leaving, or when a loss is recorded",
            "leaver_gone": "it is for the leaver, who is gone",
            "due_on": "next owed on {day}",
            "is": "is {value}, needs {needs}",
            "missing": "no value",
        },
    }
)
UNITS = {"day": "天", "workday": "个工作日", "week": "周", "month": "个月", "year": "年"}


def expressed(expression: TimeExpression, language: str) -> str:
    """Return a time expression in words."""
    anchor = title(f"anchors.{expression.anchor}", language)
    count, unit = expression.offset.count, expression.offset.unit
    if count == 0:
        return anchor
    if language == "zh":
        return f"{anchor}{'之后' if count > 0 else '之前'} {abs(count)} {UNITS[unit]}"
    return f"{abs(count)} {unit}{'s' if abs(count) > 1 else ''} {'after' if count > 0 else 'before'} {anchor}"


def unmet_words(items: tuple[Unmet, ...], language: str) -> str:
    """Return in words what keeps a condition from holding."""
    return "；".join(_one_unmet(item, language) for item in items)


def _one_unmet(item: Unmet, language: str) -> str:
    words = WORDS[language]
    found = words["missing"] if item.value is None else plainly(item.value)
    needs: Mapping[str, object] = {item.operator: item.operand}
    asked = asked_in_words({"not": needs} if item.negated else needs, language)
    return f"{item.fact} {words['is'].format(value=found, needs=asked)}"


def facts_words(facts: Mapping[str, object]) -> str:
    """Return facts as `name = value`."""
    return "，".join(f"{name} = {plainly(value)}" for name, value in facts.items())
