"""sarif: findings as SARIF 2.1.0, which code scanning takes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from handover_policy import __version__
from handover_policy.findings.catalogue import kind_of, reason, remedy
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.report import Report, seen_from_here

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def sarif_form(*reports: Report) -> Iterator[str]:
    """Yield one log with one run: a rule for each code there is, a result for each finding."""
    told = [(finding, report) for report in reports for finding in report.findings]
    first: dict[str, tuple[Finding, Report]] = {}
    for finding, report in told:
        first.setdefault(finding.code, (finding, report))
    numbers = {code: number for number, code in enumerate(first)}
    driver = {
        "name": "handover",
        "semanticVersion": __version__,
        "rules": [_rule(finding, report.language) for finding, report in first.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, report, numbers[finding.code]) for finding, report in told],
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


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


def _result(finding: Finding, report: Report, number: int) -> dict[str, object]:
    at, said = seen_from_here(report, finding)
    fix = remedy(finding, report.language)
    place = {
        "artifactLocation": {"uri": uri(at.file), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": max(1, at.line), "startColumn": max(1, at.column)},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{said}\n{fix}" if fix else said},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"handover/v1": fingerprint(finding)},
    }


def uri(path: str) -> str:
    """Return a path as a relative URI reference (RFC 3986), bytes that may not stand there percent-encoded."""
    return "".join(
        chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogatepass")
    )
