"""The words of a simulated departure, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from handover_policy.policy.policy_set import PolicySet
from handover_policy.simulate.scenario import Scenario

WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "title": "{role} · {stage} 离职模拟",
            "nothing": "假设没有人办理任何事项",
            "on_time": "假设每一步都在期限当天办理",
            "resignation": "{day} 提出离职",
            "employer_fault": "{day} 因用人单位过错提出解除",
            "declared": "{day} 宣布离职（{cause}）",
            "policy": "制度",
            "arrival": "通知到达",
            "notice": "通知期 {days} 天",
            "shortfall": "不足通知期 {days} 天",
            "last_day": "最后工作日",
            "no_last_day": "最后工作日未定",
            "closed": "结案",
            "not_closed": "到 {day} 仍未结案",
            "tasks": "交接任务",
            "obligations": "用人单位的法定期限",
            "gates": "决定",
            "reminders": "消息与提醒",
            "remarks": "需要注意",
            "starts": "开始",
            "due": "到期",
            "held": "暂缓",
            "open": "开放",
            "released": "按期限放行",
            "done": "完成",
            "undone": "未完成",
            "duty": "欠缺",
            "problem": "问题",
            "claim": "主张（供人决定）",
            "to": "致",
            "here_only": "只在 {name}",
            "moved": "{before} → {after}（{days:+d} 天）",
            "same": "相同",
            "day": "日期",
            "what": "事项",
            "who": "谁",
            "when": "何时",
            "step": "步骤",
            "channels": "渠道",
            "state": "状态",
            "compare": "两套制度的差别",
            "no_difference": "没有差别",
            "times": "{count} 条",
            "chart": "时间图：横轴为日期，竖线为通知到达与最后工作日",
            "weekend": "休息日",
            "rule": "依据",
            "more_reminders": "提醒",
            "footer": "由 handover simulate 生成；这是一次想象的离职，不是任何人的记录。",
        },
        "en": {
            "title": "A departure, simulated: {role} · {stage}",
            "nothing": "nobody does anything",
            "on_time": "every step is done on the day it is due",
            "resignation": "notice given on {day}",
            "employer_fault": "notice for the employer's fault on {day}",
            "declared": "departure ({cause}) declared on {day}",
            "policy": "Policy",
            "arrival": "Notice arrives",
            "notice": "{days} days of notice",
            "shortfall": "{days} days short",
            "last_day": "Last day",
            "no_last_day": "no last day yet",
            "closed": "Closed",
            "not_closed": "not closed by {day}",
            "tasks": "Handover tasks",
            "obligations": "The employer's statutory deadlines",
            "gates": "Decisions",
            "reminders": "Messages and reminders",
            "remarks": "To note",
            "starts": "starts",
            "due": "due",
            "held": "held",
            "open": "open",
            "released": "released by date",
            "done": "done",
            "undone": "not done",
            "duty": "missed",
            "problem": "problem",
            "claim": "claim (for a person to decide)",
            "to": "to",
            "here_only": "only in {name}",
            "moved": "{before} → {after} ({days:+d} days)",
            "same": "the same",
            "day": "Day",
            "what": "What",
            "who": "Who",
            "when": "When",
            "step": "Step",
            "channels": "Channels",
            "state": "State",
            "compare": "How the two policies differ",
            "no_difference": "No difference",
            "times": "{count} times",
            "chart": "Time chart: days from left to right, lines at the arrival of the notice and the last day",
            "weekend": "Day off",
            "rule": "Rule",
            "more_reminders": "reminder",
            "footer": "Made by handover simulate: an imagined departure, nobody's record.",
        },
    }
)


def written_day(day: date, language: str) -> str:
    """Return a day with its weekday."""
    weekday = WEEKDAYS[language][day.weekday()]
    return f"{day.isoformat()} 周{weekday}" if language == "zh" else f"{weekday} {day.isoformat()}"


def headline(scenario: Scenario, policy: PolicySet, language: str) -> tuple[str, str]:
    """Return what is simulated: a title, and a sentence of what is assumed."""
    words = WORDS[language]
    vocabulary = policy.manifest.vocabulary
    role = vocabulary.get("employee.role", {}).get(scenario.role, scenario.role)
    stage = vocabulary.get("employee.stage", {}).get(scenario.stage, scenario.stage)
    kind = scenario.cause if scenario.cause in words else "declared"
    day = written_day(scenario.day, language)
    how = words[kind].format(day=day, cause=scenario.cause)
    more = [f"{name} = {value}" for name, value in scenario.attributes.items()]
    assumed = words["on_time" if scenario.on_time else "nothing"]
    return words["title"].format(role=role, stage=stage), "；".join([how, *more, assumed])


def party_title(policy: PolicySet, party: str) -> str:
    """Return what a party is called."""
    rule = policy.manifest.parties.get(party)
    return rule.title if rule is not None else party
