"""github: findings as workflow commands, which GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import RANK, Finding, Severity
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.report import Report, seen_from_here

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_form(*reports: Report) -> Iterator[str]:
    """Yield a command for each finding, the worst first: of each kind GitHub shows the first ten of a step."""
    told = [(finding, report) for report in reports for finding in report.findings]
    for finding, report in sorted(told, key=lambda each: RANK[each[0].severity]):
        yield _command(finding, report)


def _command(finding: Finding, report: Report) -> str:
    at, said = seen_from_here(report, finding)
    fix = remedy(finding, report.language)
    message = "\n".join(escaped(line) for text in (said, fix) if text for line in text.splitlines())
    where = f"file={_property(at.file)},line={at.line},col={at.column},title={_property(finding.code)}"
    return f"::{COMMANDS[finding.severity]} {where}::{_message(message)}"


def _message(text: str) -> str:
    """Return a text as the runner's parser takes it; `%` comes first, or it would be escaped twice."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
