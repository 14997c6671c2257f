"""markdown: findings as a table for the comment of a merge request, hostile text made harmless."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import RANK, Finding
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.hosting.comment import CommentSection, fitted
from handover_policy.findings.reporting.report import Report, seen_from_here
from handover_policy.texts.texts import texts

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
    yield from fitted(sections, lambda count: f"\n{_say(reports[0], 'sets', count=count)}")


def _section(report: Report, *, first: bool) -> CommentSection:
    title = _say(report, "title-of", set=in_markdown_code(report.of)) if report.of else _say(report, "title")
    head = [*([] if first else [""]), f"{title}{_counts(report)}"]
    if not report.findings:
        return CommentSection(head=tuple(head), alone=2 * len(RANK))
    head += ["", _say(report, "head"), RULE]
    ordered = sorted(report.findings, key=lambda each: (not each.law, RANK[each.severity]))
    rows = ((_rank(finding), _row(finding, report)) for finding in ordered)
    return CommentSection(head=tuple(head), rows=tuple(rows), more=lambda count: f"\n{_more(report, count)}")


def _rank(finding: Finding) -> int:
    return RANK[finding.severity] + (0 if finding.law else len(RANK))


def _more(report: Report, count: int) -> str:
    if not report.command:
        return _say(report, "more", count=count)
    command = in_markdown_code(f"handover {report.command} {shlex.quote(report.asked)}".rstrip())
    return _say(report, "shown-by", count=count, command=command)


def _counts(report: Report) -> str:
    told = _say(report, "count", **report.counts()) if report.findings else _say(report, "none")
    return told + (_say(report, "cases", **report.tally) if report.tally.get("cases") else "")


def _say(report: Report, key: str, **values: object) -> str:
    return texts(report.language).say(f"reporting.comment.{key}", **values)


def _row(finding: Finding, report: Report) -> str:
    at, said = seen_from_here(report, finding)
    cells = (
        f"{_say(report, finding.severity)} {in_markdown_code(finding.code)}",
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
