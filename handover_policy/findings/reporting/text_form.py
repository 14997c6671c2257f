"""text: each finding with its place, its sentence, the line it stands in, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import reason, remedy, sentence
from handover_policy.findings.finding import Finding
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.excerpt import excerpt
from handover_policy.findings.reporting.report import Report
from handover_policy.findings.reporting.source_lines import SourceLines
from handover_policy.texts.texts import texts

GUTTER = 5  # digits of a line's number


def text_form(*reports: Report) -> Iterator[str]:
    """Yield each finding as `file:line:column: severity[code] sentence`, with what belongs to it on the lines below."""
    for report in reports:
        lines = SourceLines(report.text_of)
        for finding in report.findings:
            place = f"{report.of}/{finding.location}" if len(reports) > 1 else str(finding.location)
            yield "\n".join(_told(finding, escaped(place), report.language, lines))


def _told(finding: Finding, place: str, language: str, lines: SourceLines) -> Iterator[str]:
    words = texts(language)
    said = sentence(finding, language)
    yield f"{place}: {words.say(f'reporting.text.{finding.severity}')}[{finding.code}] {said}"
    yield from _source(finding, lines.at(finding.location))
    for word, text in (("why", reason(finding, language)), ("fix", remedy(finding, language))):
        if text:
            yield f"    {words.say(f'reporting.text.{word}', **{word: text})}"


def _source(finding: Finding, line: str) -> Iterator[str]:
    if line.strip():
        shown = excerpt(line, finding.location.column, finding.subject)
        yield f"{finding.location.line:>{GUTTER}} | {shown.text}"
        yield f"{'':>{GUTTER}} | {shown.marker}"
