"""github: findings as workflow commands, which GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import RANK, Finding, Severity
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.report import Report, seen_from_here
from handover_policy.findings.reporting.source_lines import SourceLines, stands_at

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_form(*reports: Report) -> Iterator[str]:
    """Yield a command for each finding, the worst first: of each kind GitHub shows the first ten of a step."""
    told = [(finding, report) for report in reports for finding in report.findings]
    lines = {report.text_of: SourceLines(report.text_of) for report in reports}
    for finding, report in sorted(told, key=lambda each: RANK[each[0].severity]):
        yield _command(finding, report, lines[report.text_of])


def _command(finding: Finding, report: Report, lines: SourceLines) -> str:
    at, said = seen_from_here(report, finding)
    fix = remedy(finding, report.language)
    message = "\n".join(escaped(line) for text in (said, fix) if text for line in text.splitlines())
    end = lines.end_column(finding, stands_at(report, finding))
    span = f"col={at.column},endColumn={end}" if end else f"col={at.column}"
    where = f"file={_property(at.file)},line={at.line},{span},title={_property(finding.code)}"
    return f"::{COMMANDS[finding.severity]} {where}::{_message(message)}"


def _message(text: str) -> str:
    """Return a text as the runner's parser takes it; `%` comes first, or it would be escaped twice."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
