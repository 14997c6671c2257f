"""The words of a plan, in Chinese and English: kinds of change, states, headings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "case-missing": ("新规则下没有这一案件", "no such case under the new rules"),
        "claim-added": ("新增主张（供人决定）", "claim appears (for a person to decide)"),
        "claim-changed": ("主张金额变化", "claim changes"),
        "claim-removed": ("主张消失", "claim goes"),
        "gate-closes": ("决定由开放变为暂缓", "gate closes"),
        "gate-opens": ("决定由暂缓变为开放", "gate opens"),
        "gate-added": ("新增决定", "gate added"),
        "gate-removed": ("取消决定", "gate removed"),
        "gate-release-moved": ("最迟放行日变化", "release day moves"),
        "gate-reason-changed": ("决定的未满足条件变化", "unmet conditions of a gate change"),
        "gate-reworded": ("决定的名称变化", "gate renamed"),
        "signature-lost": ("确认单签字失效", "signature on the sheet lost"),
        "signature-gained": ("确认单签字成立", "signature on the sheet stands"),
        "act-refused": ("已办事项不再算数", "an act no longer counts"),
        "act-accepted": ("原被拒绝的事项算数", "a refused act counts"),
        "last-day-moved": ("最后工作日变化", "last day moves"),
        "notice-end-moved": ("通知期届满日变化", "notice end moves"),
        "notice-days-changed": ("通知期天数变化", "notice days change"),
        "shortfall-changed": ("提前天数不足变化", "shortfall changes"),
        "case-state-changed": ("案件状态变化", "case state changes"),
        "case-changed": ("案件要素变化", "case changes"),
        "obligation-added": ("新增法定期限", "statutory deadline added"),
        "obligation-removed": ("取消法定期限", "statutory deadline removed"),
        "obligation-moved": ("法定期限变化", "statutory deadline moves"),
        "obligation-start-moved": ("法定义务开始日变化", "start of an obligation moves"),
        "obligation-state-changed": ("法定义务状态变化", "state of an obligation changes"),
        "obligation-person-changed": ("法定义务承办人变化", "person of an obligation changes"),
        "obligation-progress-changed": ("法定义务办理情况变化", "progress of an obligation changes"),
        "obligation-reworded": ("法定义务措辞变化", "obligation reworded"),
        "task-added": ("新增任务", "task added"),
        "task-removed": ("取消任务", "task removed"),
        "task-moved": ("任务期限变化", "task due day moves"),
        "task-start-moved": ("任务开始日变化", "task start moves"),
        "task-state-changed": ("任务状态变化", "task state changes"),
        "task-steps-changed": ("任务步骤变化", "task steps change"),
        "task-person-changed": ("任务承办人变化", "person of a task changes"),
        "task-evidence-changed": ("任务证据要求变化", "evidence of a task changes"),
        "task-silence-changed": ("视为接收的时间变化", "time of deemed acceptance changes"),
        "task-progress-changed": ("任务办理情况变化", "progress of a task changes"),
        "task-reworded": ("任务措辞变化", "task reworded"),
        "message-to-send": ("应补发消息", "message to send"),
        "message-to-send-again": (
            "应重发消息（内容或收件人变了）",
            "message to send again (text or recipient differs)",
        ),
        "message-needless": ("已发而新规则不发的消息", "message sent that would not have been"),
        "message-moved": ("消息本应在另一天发出", "message would have gone out on another day"),
        "reminder-added": ("新增待发提醒", "reminder added"),
        "reminder-removed": ("取消待发提醒", "reminder removed"),
        "reminder-moved": ("待发提醒改期", "reminder moves"),
        "duty-added": ("新增未履行的员工义务", "duty missed"),
        "duty-removed": ("员工义务不再算未履行", "duty no longer missed"),
        "duty-moved": ("员工义务的应履行日变化", "day of a missed duty moves"),
        "problem-raised": ("新出现的问题", "problem appears"),
        "problem-gone": ("消失的问题", "problem goes"),
    }
)
"""What each kind of change is called, in Chinese and in English."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "title": "规则变更对进行中离职案件的影响",
            "versions": "{base} → {head}，新规则自 {since} 起施行；截至 {moment}",
            "affected": "受影响",
            "total": "进行中 {open} 件：受影响 {affected} 件，沿用原版本 {pinned} 件"
            "（若改用新规则，其中 {if_migrated} 件会变）",
            "total_migrated": "进行中 {open} 件，全部改用新规则计算：受影响 {affected} 件"
            "（{pinned} 件到达在先，本可沿用原版本）",
            "by_change": "按变化",
            "by_department": "按部门",
            "no_department": "（未填部门）",
            "change": "变化",
            "department": "部门",
            "open": "进行中",
            "pinned": "沿用原版本",
            "if_migrated": "若改用则变",
            "cases_affected": "受影响的案件",
            "cases_pinned": "沿用原版本的案件：若改用新规则（--migrate）会看到",
            "arrived": "{day} 到达",
            "last_day": "最后工作日 {day}",
            "no_last_day": "最后工作日未定",
            "stays": "沿用 {version}",
            "decided_by": "现按 {version}",
            "more_departments": "另有 {count} 个部门未列出，用 --format json 看全部",
            "more_cases": "另有 {count} 件未列出：用 --show 多列，或用 --format json 看全部",
            "renamed": "改名（moved）：{names}。按同一条规则计算，改名本身不算变化；事件中的旧编号照样有效。",
            "nothing": "新规则不改变任何进行中的案件。",
            "replaces": "注意：新规则与旧规则同为 {version} 版，进行中的案件没有可沿用的原版本，全部改按新内容裁决。"
            "要让它们沿用原制度，请提高 version 并写明 effective.from。",
            "retroactive": "注意：新规则追溯到 {since}。此后到达、已按旧版本裁决的有 {count} 件，将改按新规则裁决。",
            "events": "事件 {events} 个",
            "refused": "被拒绝 {count} 个（{codes}）",
            "broken": "无法读取 {count} 行",
            "days": "（{days:+d} 天）",
            "and_more": "等 {count} 项",
            "notices": "{count} 条（{which}）",
            "other_departments": "其余 {count} 个部门",
            "line": "，",
            "none": "无",
            "yes": "是",
            "no": "否",
            "listed": "、",
            "footer": "由 handover plan 生成：每个案件都在两个版本下从事件重新裁决，再逐项比较。",
        },
        "en": {
            "title": "Effect of a rule change on open departures",
            "versions": "{base} → {head}, in force from {since}; as of {moment}",
            "affected": "affected",
            "total": "{open} open: {affected} affected, {pinned} stay with their version"
            " ({if_migrated} of them would change if migrated)",
            "total_migrated": "{open} open, all migrated: {affected} affected"
            " ({pinned} arrived earlier and could have kept their version)",
            "by_change": "By change",
            "by_department": "By department",
            "no_department": "(no department)",
            "change": "change",
            "department": "department",
            "open": "open",
            "pinned": "pinned",
            "if_migrated": "if migrated",
            "cases_affected": "Cases affected",
            "cases_pinned": "Cases that stay with their version: what they would see with --migrate",
            "arrived": "arrived {day}",
            "last_day": "last day {day}",
            "no_last_day": "no last day yet",
            "stays": "stays with {version}",
            "decided_by": "decided by {version}",
            "more_departments": "{count} more departments are not listed; all with --format json",
            "more_cases": "{count} more are not listed: list more with --show, all with --format json",
            "renamed": "Renamed (moved): {names}. Counted as the same rules: a new id alone is no change, and events"
            " may name the old one.",
            "nothing": "The new rules change no open case.",
            "replaces": "Note: the new rules bear the same number {version} as the old ones. Open cases have no version"
            " to stay with; all of them would be decided anew. To let them keep theirs, raise version and set"
            " effective.from.",
            "retroactive": "Note: the new rules reach back to {since}. Cases that arrived since and were decided by an"
            " older version: {count}; they would be decided anew.",
            "events": "{events} events",
            "refused": "{count} refused ({codes})",
            "broken": "{count} lines unreadable",
            "days": " ({days:+d} days)",
            "and_more": " and others, {count} in all",
            "notices": "{count} ({which})",
            "other_departments": "{count} other departments",
            "line": ", ",
            "none": "none",
            "yes": "yes",
            "no": "no",
            "listed": ", ",
            "footer": "Made by handover plan: every case decided anew from its events by both versions, then compared.",
        },
    }
)


def label(code: str, language: str) -> str:
    """Return what a kind of change is called."""
    return LABELS[code][0 if language == "zh" else 1]
