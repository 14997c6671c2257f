"""as_findings: a comparison as findings, which every reporter of findings can write."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.diff.change import DECIDED, Change
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.report.words import Speaker
from handover_policy.findings.finding import Finding, Location
from handover_policy.findings.reporting.cells import escaped
from handover_policy.texts.texts import languages

MANIFEST = Location("policy.yaml")


def as_findings(comparison: PolicyDiff, *, alerts: bool = False) -> tuple[Finding, ...]:
    """Return what lint finds anew, the law first, then the changes that nobody has approved, then what is missing.

    `alerts` leaves out the changes that nobody has to decide on: for the better, and neutral ones.
    """
    standing = (change for change in comparison.standing if not alerts or change.direction in DECIDED)
    changes = (_finding(change, comparison) for change in standing)
    return (*comparison.statutes, *changes, *comparison.checks)


def _finding(change: Change, comparison: PolicyDiff) -> Finding:
    details = {"fingerprint": change.fingerprint}
    for language in languages():
        speaker = Speaker(comparison=comparison, language=language)
        details[f"sentence_{language}"] = escaped(speaker.sentence(change))
        details[f"reason_{language}"] = speaker.kind(change)
        details[f"remedy_{language}"] = speaker.words["approve"] if change.direction in DECIDED else ""
    return Finding(
        code=change.id,
        severity=change.severity,
        location=change.new_at or change.old_at or MANIFEST,
        subject=change.subject,
        details=MappingProxyType(details),
    )
