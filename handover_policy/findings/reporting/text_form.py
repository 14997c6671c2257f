"""text: each finding with its place, its sentence, the line it stands in, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import reason, remedy, sentence
from handover_policy.findings.finding import Finding
from handover_policy.findings.lines import line_of
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.excerpt import excerpt
from handover_policy.findings.reporting.report import Report

WORDS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示", "why": "为什么：", "fix": "改法："},
    "en": {"error": "error", "warning": "warning", "info": "info", "why": "why: ", "fix": "fix: "},
}
GUTTER = 5  # digits of a line's number


def text_form(report: Report) -> Iterator[str]:
    """Yield each finding as `file:line:column: severity[code] sentence`, with what belongs to it on the lines below."""
    for finding in report.findings:
        yield "\n".join(_lines(finding, report))


def _lines(finding: Finding, report: Report) -> Iterator[str]:
    words = WORDS[report.language]
    said = sentence(finding, report.language)
    yield f"{escaped(str(finding.location))}: {words[finding.severity]}[{finding.code}] {said}"
    yield from _source(finding, report)
    for word, text in (("why", reason(finding, report.language)), ("fix", remedy(finding, report.language))):
        if text:
            yield f"    {words[word]}{text}"


def _source(finding: Finding, report: Report) -> Iterator[str]:
    at = finding.location
    text = report.text_of(at.file)
    line = None if text is None else line_of(text, at.line)
    if line is None or not line.strip():
        return
    shown = excerpt(line, at.column, finding.subject)
    yield f"{at.line:>{GUTTER}} | {shown.text}"
    yield f"{'':>{GUTTER}} | {shown.marker}"
