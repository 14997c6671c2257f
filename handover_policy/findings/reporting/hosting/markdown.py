"""markdown: findings as a table for the comment of a merge request, hostile text made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import RANK, Finding
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.report import Report, seen_from_here

ROOM = 60_000
"""Characters of all tables together; a comment on GitHub may have 65,536."""

WORDS = {
    "zh": {
        "error": "🔴 错误",
        "warning": "🟡 警告",
        "info": "🔵 提示",
        "head": "| 级别 | 位置 | 发现 | 改法 |",
        "count": "{error} 个错误，{warning} 个警告，{info} 个提示",
        "more": "还有 {count} 项，未列出。",
        "none": "✅ 没有发现",
        "cases": "；{cases} 个测试案例，{failed} 个失败",
    },
    "en": {
        "error": "🔴 error",
        "warning": "🟡 warning",
        "info": "🔵 info",
        "head": "| severity | place | finding | fix |",
        "count": "{error} errors, {warning} warnings, {info} infos",
        "more": "{count} more are not listed.",
        "none": "✅ no findings",
        "cases": "; {cases} test cases, {failed} failed",
    },
}
RULE = "|---|---|---|---|"
SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~$@!%](?P<word>(?=\w))?|:(?=//)|(?<=www)\.")
CALLING = "@#!%~$&"
GAP = "&#8203;"
"""A space of no width: between `@` and a name it keeps a comment from calling that person, as `#` would an issue."""


def markdown_form(*reports: Report) -> Iterator[str]:
    """Yield for each policy set its counts, and a table, the worst first; beyond ROOM the rest is counted only."""
    room = ROOM
    for number, report in enumerate(reports):
        words = WORDS[report.language]
        if number:
            yield ""
        title = f"**handover** {in_markdown_code(report.of)}：" if report.of else "**handover**："
        yield f"{title if report.language == 'zh' else title.replace('：', ': ')}{_counts(report)}"
        if not report.findings:
            continue
        yield f"\n{words['head']}\n{RULE}"
        for shown, finding in enumerate(sorted(report.findings, key=lambda each: RANK[each.severity])):
            row = _row(finding, report)
            room -= len(row)
            if room < 0:
                yield f"\n{words['more'].format(count=len(report.findings) - shown)}"
                break
            yield row


def _counts(report: Report) -> str:
    words = WORDS[report.language]
    told = words["count"].format(**report.counts()) if report.findings else words["none"]
    return told + (words["cases"].format(**report.tally) if report.tally.get("cases") else "")


def _row(finding: Finding, report: Report) -> str:
    at, said = seen_from_here(report, finding)
    cells = (
        f"{WORDS[report.language][finding.severity]} {in_markdown_code(finding.code)}",
        in_markdown_code(f"{at.file}:{at.line}"),
        in_markdown(said),
        in_markdown(remedy(finding, report.language)),
    )
    return f"| {' | '.join(cells)} |"


def in_markdown(text: str) -> str:
    """Return a text as it is read in Markdown, on one line: nothing in it formats, links, or calls anybody."""
    lines = (SPECIAL.sub(_character, escaped(line)) for line in text.splitlines())
    return "<br>".join(line.strip() for line in lines if line.strip())


def in_markdown_code(text: str) -> str:
    """Return a text as code of one line, also in the cell of a table; an empty text gives nothing."""
    shown = escaped(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def _character(found: re.Match[str]) -> str:
    gap = GAP if found["word"] is not None and found.group() in CALLING else ""
    return f"\\{found.group()}{gap}"
