"""sarif: findings as SARIF 2.1.0, which code scanning takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy import __version__
from handover_policy.findings.catalogue import kind_of, reason, remedy
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.json_text import json_text
from handover_policy.findings.reporting.report import Report, seen_from_here
from handover_policy.findings.reporting.source_lines import SourceLines, stands_at

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def sarif_form(*reports: Report) -> Iterator[str]:
    """Yield one log with one run: a rule for each code there is, a result for each finding.

    Paths are told from ROOT, the root of the work tree. Code scanning keeps the runs of each command apart by their id.
    """
    first: dict[str, tuple[Finding, Report]] = {}
    for report in reports:
        for finding in report.findings:
            first.setdefault(finding.code, (finding, report))
    numbers = {code: number for number, code in enumerate(first)}
    driver = {
        "name": "handover",
        "semanticVersion": __version__,
        "rules": [_rule(finding, report.language) for finding, report in first.values()],
    }
    command = next((report.command for report in reports if report.command), "")
    run = {
        "tool": {"driver": driver},
        **({"automationDetails": {"id": f"handover/{command}/"}} if command else {}),
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the work tree."}}},
        "columnKind": "unicodeCodePoints",
        "results": [result for report in reports for result in _results(report, numbers)],
    }
    yield json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(finding: Finding, language: str) -> dict[str, object]:
    """Return what is the same for all findings of a code; the sentence and remedy of one stand in its result."""
    said, done = kind_of(finding, language)
    why = reason(finding, language) or said
    return {
        "id": finding.code,
        "shortDescription": {"text": said},
        "fullDescription": {"text": why},
        "help": {"text": "\n\n".join(text for text in (why, done) if text)},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {"tags": ["law" if finding.law else "policy"]},
    }


def _results(report: Report, numbers: Mapping[str, int]) -> Iterator[dict[str, object]]:
    lines = SourceLines(report.text_of)
    for finding in report.findings:
        at, said = seen_from_here(report, finding)
        fix = remedy(finding, report.language)
        inside = stands_at(report, finding)
        end, line = lines.end_column(finding, inside), lines.hash_of(inside)
        region = {"startLine": max(1, at.line), "startColumn": max(1, at.column)} | ({"endColumn": end} if end else {})
        place = {"artifactLocation": {"uri": uri(at.file), "uriBaseId": ROOT}, "region": region}
        known = {"handover/v1": fingerprint(finding)} | ({"primaryLocationLineHash": line} if line else {})
        yield {
            "ruleId": finding.code,
            "ruleIndex": numbers[finding.code],
            "level": LEVELS[finding.severity],
            "message": {"text": f"{said}\n{fix}" if fix else said},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": known,
        }


def uri(path: str) -> str:
    """Return a path as a relative URI reference (RFC 3986), bytes that may not stand there percent-encoded."""
    return "".join(
        chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogatepass")
    )
