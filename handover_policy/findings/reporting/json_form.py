"""json, jsonl: findings for machines, as contract section 5 writes them."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.findings.finding import Finding
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.json_text import json_text
from handover_policy.findings.reporting.report import Report


def finding_json(finding: Finding, language: str) -> dict[str, object]:
    """Return a finding as contract section 5 writes it; the fingerprint does not change when lines move."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.location.file,
        "line": finding.location.line,
        "column": finding.location.column,
        "message": sentence(finding, language),
        "fix": remedy(finding, language),
        "law": list(finding.law),
        "fingerprint": fingerprint(finding),
    }


def rows(*reports: Report) -> Iterator[dict[str, object]]:
    """Yield the findings of all reports; of several policy sets each says which one it is in (`set`)."""
    for report in reports:
        for each in report.findings:
            yield finding_json(each, report.language) | ({"set": report.of} if len(reports) > 1 else {})


def json_form(*reports: Report) -> Iterator[str]:
    """Yield one object that holds all findings and, where more was looked at than findings tell, the sets counted."""
    told: dict[str, object] = {"findings": list(rows(*reports))}
    if any(report.tally for report in reports):
        told["sets"] = [{"set": report.of, **report.counts(), **report.tally} for report in reports]
    yield json_text(told)


def jsonl_form(*reports: Report) -> Iterator[str]:
    """Yield each finding as an object on a line of its own."""
    for row in rows(*reports):
        yield json_text(row)
