"""Findings as text for people and JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from handover_policy.findings.catalogue import CATALOGUE, page, remedy, sentence
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.fingerprint import fingerprint

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
WORDS = {"zh": {"error": "错误", "warning": "警告", "info": "提示"}}


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


def write_findings(findings: Iterable[Finding], language: str, *, to_stderr: bool, places: Iterable[Path] = ()) -> None:
    """Write each finding: place, severity, code and sentence; the source line with a caret; why; and the fix.

    `places` are the policy folders in which the files of the findings are looked for.
    """
    from handover_policy.findings.snippet import snippet
    from handover_policy.sources.source_lines import SourceLines

    lines = SourceLines(places)
    told: set[str] = set()
    for finding in findings:
        severity = WORDS.get(language, {}).get(finding.severity.value, finding.severity.value)
        click.echo(f"{finding.location}: {severity}[{finding.code}] {sentence(finding, language)}", err=to_stderr)
        source = lines.line(finding.location)
        if source is not None:
            shown, caret = snippet(source, finding.location.column)
            click.echo(f"    {finding.location.line} | {shown}", err=to_stderr)
            click.echo(f"    {' ' * len(str(finding.location.line))} | {caret}", err=to_stderr)
        why = _why(finding, language, told)
        if why:
            click.echo(f"    {'为什么' if language == 'zh' else 'why'}: {why}", err=to_stderr)
        fix = remedy(finding, language)
        if fix:
            click.echo(f"    {'改法' if language == 'zh' else 'fix'}: {fix}", err=to_stderr)


def _why(finding: Finding, language: str, told: set[str]) -> str:
    """Return why a kind of finding matters, the first time it comes; a reason that many kinds share is said once."""
    why = page(finding.code, language) if finding.code in CATALOGUE else ""
    if why in told:
        return ""
    told.add(why)
    return why


def fails(findings: Iterable[Finding], least: str) -> bool:
    """Return whether a finding is at least as bad as `least` (error, warning, info)."""
    return any(RANK[finding.severity] <= RANK[Severity(least)] for finding in findings)


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    counts = dict.fromkeys(("error", "warning", "info"), 0)
    for finding in findings:
        counts[finding.severity.value] += 1
    return counts


def language_of(asked: str | None, policy_language: str = "") -> str:
    """Return `zh` or `en`: what was asked for, else what the locale says, else the policy's language, else Chinese."""
    if asked:
        return asked
    import os

    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    for says in (locale, policy_language):
        if says.lower().startswith(("zh", "en")):
            return says.lower()[:2]
    return "zh"
