"""What the catalogue says of lint: statute packs, waivers, and rules that serve no purpose."""

from __future__ import annotations

from handover_policy.findings.entries.entry import Entry, entries

LINT: tuple[Entry, ...] = (
    *entries(
        "法规包是数据：每条检查读取一个设置并要求一个值。读错设置的检查永远不会报告，所以在使用前检查。",
        "Statute packs are data: each check reads a setting and requires a value. One that reads nothing never tells.",
        (
            "statute-reads-unknown",
            "没有可读取的设置 {subject}{hint}",
            "there is no setting {subject} to read{hint}",
            "写 docs/statutes.md 列出的设置。",
            "Write a setting that docs/statutes.md lists.",
        ),
        (
            "statute-operator-unknown",
            "没有运算 {subject}{hint}",
            "there is no operator {subject}{hint}",
            "写 docs/statutes.md 列出的运算。",
            "Write an operator that docs/statutes.md lists.",
        ),
        (
            "statute-pattern",
            "不是可用的正则表达式：{subject}（{reason}）",
            "no usable regular expression: {subject} ({reason})",
            "改正表达式。",
            "Mend the expression.",
        ),
        (
            "statute-twice",
            "法规 {subject} 写了两次，{first} 已经写过",
            "the statute {subject} is written twice; first at {first}",
            "地方包用 patch 修改，不要重写。",
            "An overlay changes it under patch, it does not write it again.",
        ),
        (
            "statute-patches-nothing",
            "patch 修改的法规 {subject} 不存在{hint}",
            "patch changes {subject}, which does not exist{hint}",
            "改正编号。",
            "Mend the id.",
        ),
        (
            "statutes-extend-nothing",
            "没有法规包 {subject}{hint}",
            "there is no statute pack {subject}{hint}",
            "改正 extends。",
            "Mend extends.",
        ),
        (
            "statutes-missing",
            "没有辖区 {subject} 的法规包，法律检查没有进行",
            "there is no statute pack for {subject}; nothing was checked against the law",
            "把 jurisdiction 改为有法规包的辖区：{known_places}。",
            "Write a jurisdiction that has one: {known_places}.",
        ),
    ),
    *entries(
        "豁免是有人负责的决定：写明理由、批准人和期限；过期后必须重新决定。",
        "A waiver is somebody's decision: with a reason, an approver and an end; after that it has to be taken anew.",
        (
            "waiver-expired",
            "对 {subject} 的豁免已于 {day} 到期",
            "the waiver of {subject} expired on {day}",
            "改正制度，或由批准人重新决定并改写 expires。",
            "Mend the policy, or have the approver decide again and write a new expires.",
        ),
        (
            "waiver-of-nothing",
            "豁免的发现 {subject} 不存在",
            "the waived finding {subject} does not exist",
            "删除这条豁免，或改正编号。",
            "Delete the waiver, or mend its id.",
        ),
    ),
    *entries(
        "永远不起作用的规则会让读的人误以为它在起作用。",
        "A rule that never acts makes its readers believe that it does.",
        (
            "row-never-reached",
            "规则 {subject} 永远轮不到",
            "the row {subject} is never reached",
            "改正条件，或删除这一行。",
            "Mend its condition, or delete the row.",
        ),
        (
            "rows-overlap",
            "规则 {subject} 对同一员工（{person}）同时适用，将按 fallback_days 处理",
            "the rows {subject} apply to one person ({person}) together; fallback_days counts then",
            "补充条件使其只有一行适用，或写 hit: first。",
            "Narrow the conditions so that one row applies, or write hit: first.",
        ),
        (
            "gate-never-opens",
            "闸门 {subject} 永远不会开放",
            "the gate {subject} can never open",
            "改正 opens_when，或写 release_by。",
            "Mend opens_when, or write release_by.",
        ),
        (
            "condition-never-met",
            "{subject} 的条件永远不成立",
            "the condition of {subject} never holds",
            "改正条件，或删除这条规则。",
            "Mend the condition, or delete the rule.",
        ),
        (
            "party-unused",
            "参与方 {subject} 没有被用到",
            "the party {subject} is not used",
            "删除它，或用在步骤、通知中。",
            "Delete it, or use it in a step or a notice.",
        ),
        (
            "reminder-never-fires",
            "提醒 {subject} 永远不会发出",
            "the reminder {subject} never goes out",
            "改正 at，或删除它。",
            "Mend at, or delete it.",
        ),
        (
            "consequence-typed",
            "消息 {notification} 自己写了后果“{subject}”",
            "the message {notification} types in a consequence: “{subject}”",
            "写 {{{{ consequences|said }}}}：后果由闸门和条款推出，制度没有的就不会出现。",
            "Write {{{{ consequences|said }}}}: derived from gates and clauses, it says nothing that the policy lacks.",
        ),
        (
            "text-long",
            "{subject} 的文字有 {length} 字，建议不超过 {limit} 字",
            "a text of {subject} has {length} characters; {limit} at most read well",
            "缩短，细节写进附件或另一步骤。",
            "Shorten it; put details into an attachment or another step.",
        ),
    ),
)
