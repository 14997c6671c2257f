"""markdown: findings as a table for the comment of a merge request, hostile text made harmless."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import RANK, Finding
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.hosting.comment import Section, fitted
from handover_policy.findings.reporting.report import Report, seen_from_here

WORDS = {
    "zh": {
        "error": "🔴 错误",
        "warning": "🟡 警告",
        "info": "🔵 提示",
        "head": "| 级别 | 位置 | 发现 | 改法 |",
        "count": "{error} 个错误，{warning} 个警告，{info} 个提示",
        "more": "还有 {count} 项，未列出。",
        "shown-by": "还有 {count} 项，未列出；全部见 {command}",
        "sets": "还有 {count} 套制度，未列出。",
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
        "shown-by": "{count} more are not listed; all are shown by {command}",
        "sets": "{count} more policy sets are not listed.",
        "none": "✅ no findings",
        "cases": "; {cases} test cases, {failed} failed",
    },
}
RULE = "|---|---|---|---|"
LINES = re.compile("\r\n|[\r\n]")
SPECIAL = re.compile(
    r"[\\`*_\[\]{<>&#|~$@!%](?P<word>(?=\w))?|:(?=//|[\w+-]+:)|(?<=www)\.|^[-+=]|^(?P<number>\d+)[.)]|(?<=[A-Z])-(?=\d)"
)
"""What Markdown, or the services on top of it, would read as its own: marks, links, names of persons and issues.

Only what stands before a word names somebody or something; `GH-1` and `ABC-1` are names of issues, `:x:` is a picture.
"""
CALLING = "@#!%~&"
GAP = "&#8203;"
"""A space of no width: between `@` and a name it keeps a comment from calling that person, as `#` would an issue."""


def markdown_form(*reports: Report) -> Iterator[str]:
    """Yield for each policy set its counts, and a table: what offends the law first, then the worst.

    What a comment cannot take is counted, with the command that shows it.
    """
    sections = [_section(report, first=number == 0) for number, report in enumerate(reports)]
    yield from fitted(sections, lambda count: f"\n{WORDS[reports[0].language]['sets'].format(count=count)}")


def _section(report: Report, *, first: bool) -> Section:
    words = WORDS[report.language]
    title = f"**handover** {in_markdown_code(report.of)}：" if report.of else "**handover**："
    head = [] if first else [""]
    head.append(f"{title if report.language == 'zh' else title.replace('：', ': ')}{_counts(report)}")
    if not report.findings:
        return Section(head=tuple(head), alone=2 * len(RANK))
    head += ["", words["head"], RULE]
    ordered = sorted(report.findings, key=lambda each: (not each.law, RANK[each.severity]))
    rows = ((_rank(finding), _row(finding, report)) for finding in ordered)
    return Section(head=tuple(head), rows=tuple(rows), more=lambda count: f"\n{_more(report, count)}")


def _rank(finding: Finding) -> int:
    return RANK[finding.severity] + (0 if finding.law else len(RANK))


def _more(report: Report, count: int) -> str:
    words = WORDS[report.language]
    if not report.command:
        return words["more"].format(count=count)
    command = in_markdown_code(f"handover {report.command} {shlex.quote(report.asked)}".rstrip())
    return words["shown-by"].format(count=count, command=command)


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
    lines = (escaped(line).strip() for line in LINES.split(text))
    return "<br>".join(SPECIAL.sub(_character, line) for line in lines if line)


def in_markdown_code(text: str) -> str:
    """Return a text as code of one line, also in the cell of a table; an empty text gives nothing."""
    shown = escaped(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def _character(found: re.Match[str]) -> str:
    text = found.group()
    if found["number"]:
        return f"{found['number']}\\{text[-1]}"
    if text == "$":
        return f"&#36;{GAP}"  # some services look for formulas before they read escapes
    if text == ":" or (text == "-" and found.start()):
        return f"{text}{GAP}"
    return f"\\{text}{GAP if found['word'] is not None and text in CALLING else ''}"
