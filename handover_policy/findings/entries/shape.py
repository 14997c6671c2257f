"""What the catalogue says of keys and values that do not fit the kind of their file."""

from __future__ import annotations

from handover_policy.findings.entries.entry import Entry, entries

SHAPE: tuple[Entry, ...] = (
    *entries(
        "每种文件有固定的键和值，写错的键若被忽略，规则就会悄悄失效，所以一律报错。",
        "Every kind of file has its keys and values. A misspelt key that was ignored would switch a rule off unseen.",
        (
            "unknown-key",
            "不认识的键 {subject}{hint}",
            "unknown key {subject}{hint}",
            "可用的键：{allowed}。",
            "Known keys: {allowed}.",
        ),
        ("missing-key", "缺少 {subject}", "{subject} is missing", "补上 {subject}。", "Add {subject}."),
        (
            "wrong-type",
            "{subject} 应为{expected}，写的却是{found}",
            "{subject} should be {expected}, not {found}",
            "改为{expected}；文本像数时请加引号。",
            "Write {expected}; put text that looks like a number in quotes.",
        ),
        (
            "unknown-value",
            "{key} 不能是 {subject}{hint}",
            "{key} cannot be {subject}{hint}",
            "可选：{allowed}。",
            "One of {allowed}.",
        ),
        (
            "bad-form",
            "“{subject}”的写法不对{hint}",
            "'{subject}' is not written as it should be{hint}",
            "应为：{form_zh}。",
            "It should be: {form_en}.",
        ),
        (
            "bad-id",
            "名称“{subject}”的写法不对{hint}",
            "the name '{subject}' is not written as it should be{hint}",
            "应为：{form_zh}。",
            "It should be: {form_en}.",
        ),
        (
            "empty",
            "{subject} 是空的",
            "{subject} is empty",
            "写入内容，或去掉它。",
            "Write something, or leave it out.",
        ),
        (
            "too-long",
            "{subject} 太长，上限 {limit}",
            "{subject} is too long; the limit is {limit}",
            "缩短。",
            "Shorten it.",
        ),
        (
            "number-expected",
            "这里应写一个数，或按日期列出的数",
            "a number belongs here, or numbers by date",
            "例：30，或 {{2008-01-01: 30}}。",
            "For example 30, or {{2008-01-01: 30}}.",
        ),
        (
            "number-out-of-range",
            "{subject} 超出范围（{least} 到 {most}）",
            "{subject} is out of range ({least} to {most})",
            "写范围内的数。",
            "Write a number within the range.",
        ),
        (
            "whole-number-expected",
            "{subject} 须是整数",
            "{subject} has to be a whole number",
            "写整数。",
            "Write a whole number.",
        ),
        (
            "not-a-date",
            "{subject} 不是日期",
            "{subject} is no date",
            "写成 2026-07-01 的样子。",
            "Write it like 2026-07-01.",
        ),
        (
            "effective-reversed",
            "截止日 {subject} 早于生效日 {begins}",
            "it ends on {subject}, before it begins on {begins}",
            "改正日期。",
            "Mend the dates.",
        ),
        (
            "unknown-timezone",
            "不认识的时区 {subject}{hint}",
            "unknown time zone {subject}{hint}",
            "例：Asia/Shanghai。",
            "For example Asia/Shanghai.",
        ),
        (
            "unknown-calendar",
            "没有日历 {subject}{hint}",
            "there is no calendar {subject}{hint}",
            "例：CN。",
            "For example CN.",
        ),
    ),
)
