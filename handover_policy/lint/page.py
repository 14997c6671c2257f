"""statutes_page: every statute rule there is, and what it reads, as one Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handover_policy.lint.operators import OPERATORS
from handover_policy.lint.readings.sheet import JUDGED
from handover_policy.lint.statutes import Check, StatutePack, StatuteRule
from handover_policy.lint.wording.claims import CLAIMS

INTRO = """# 法规检查 · Statutory checks

由 `rules/statutes/` 生成。不是法律意见；没有律师审阅过。等级：A 两份相符的法条或官方文本，B 一份，C 二手，D 待确认。
Made from `rules/statutes/`. No legal advice; no lawyer has reviewed it. Grades: A two matching copies or official text,
B one copy, C secondary, D to be confirmed.

“`--fix`”后面是 `handover lint --fix` 写入的值；没有的由人来改。
What follows `--fix` is what `handover lint --fix` writes; where nothing does, a person has to decide.

检查读取文件中的键（`kind.key`、`kind[].key`），或者下面判断得出的读数：
Checks read keys of the files (`kind.key`, `kind[].key`), or one of these judged readings:
"""
MEANINGS = {
    "notice.days": "每类人员在每个日期适用的通知天数 · days of notice for every kind of person at every date",
    "notice.accepts": "每个阶段受理的形式 · the forms accepted at each stage",
    "gate.latest_days": "最迟在最后工作日之后几天开放 · days after the last day by which a gate is open",
    "gate.waits_for_handover": "闸门是否等待交接 · whether a gate waits for the handover",
    "gate.waits_for": "闸门等待哪些事实 · the facts that a gate waits for",
    "obligation.days_after_last_day": "法定期限最晚在最后工作日之后几天 · days after the last day, at worst",
    "obligation.workdays_after_last_day": "同上，按工作日 · the same in working days",
    "period.days": "期间，按天 · a period in days",
    "period.years": "期间，按年 · a period in years",
    "texts": (
        "条款、步骤、名称、版式、共用句子、文书和消息的每个分支 · "
        "clauses, steps, names, layouts, shared sentences, documents, and every branch of every message"
    ),
}
LONGEST = 60


def statutes_page(packs: Iterable[StatutePack]) -> str:
    """Return the page; rules that cannot be told from a policy set say why."""
    lines = [INTRO]
    lines += [f"- `{name}`：{MEANINGS[name]}" for name in JUDGED]
    lines += ["", f"运算 · operators: {', '.join(f'`{name}`' for name in OPERATORS)}", ""]
    lines += [f"`says_none` 的种类 · kinds of claims: {', '.join(f'`{kind}`' for kind in CLAIMS)}", ""]
    for pack in packs:
        lines += [f"## {pack.id} · {pack.title['zh']} · {pack.title['en']}", ""]
        if pack.patches:
            changed = "、".join(f"`{name}`" for name in pack.patches)
            lines += [f"在 `{pack.extends}` 之上修改 · changes on top of it: {changed}", ""]
        if pack.rules:
            lines += ["| 编号 | 出处 | 条文 | 读取 | 级别 | 等级 |", "|---|---|---|---|---|---|"]
            lines += [_row(rule) for rule in pack.rules]
            lines.append("")
    return "\n".join(lines)


def _row(rule: StatuteRule) -> str:
    reads = "<br>".join(_told(rule))
    text = f"{rule.text['zh']}<br>{rule.text['en']}"
    cells = (f"`{rule.id}`", rule.cite, text, reads, rule.severity.value, rule.grade)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _told(rule: StatuteRule) -> Iterator[str]:
    if not rule.checks:
        yield f"不能从制度文件判断 · cannot be told: {rule.untold['zh']}<br>{rule.untold['en']}"
    for check in rule.checks:
        yield _check(check)


def _check(check: Check) -> str:
    requires = "，".join(f"{name} {_short(value)}" for name, value in check.requires.items())
    where = "，".join(f"{name}={_short(value)}" for name, value in check.where.items())
    mend = "，".join(f"{name} {_short(value)}" for name, value in check.mend.items())
    return f"`{check.reads}`{f'（{where}）' if where else ''} {requires}{f'；`--fix`：{mend}' if mend else ''}"


def _short(value: object) -> str:
    text = "/".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
