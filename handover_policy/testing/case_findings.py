"""case_findings: policy tests that came out wrong, told as findings beside those of validate and lint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from handover_policy.findings.collected import shown
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.cells import escaped
from handover_policy.testing.policy_test import CaseResult
from handover_policy.testing.wording import failure_text, refused_text
from handover_policy.texts.texts import languages

FAILED = "policy-test-failed"


def case_findings(results: Iterable[CaseResult]) -> Iterator[Finding]:
    """Yield an error for each thing wrong with a case: an expectation unmet, a `never` that came, an event refused."""
    for result in results:
        for failure in result.failures:
            told = {language: failure_text(failure, language) for language in languages()}
            yield _finding(result.case.name, failure.location, told)
        for event in result.refused:
            told = {language: refused_text(event, language) for language in languages()}
            yield _finding(result.case.name, result.case.location, told)


def _finding(case: str, at: Location, told: dict[str, str]) -> Finding:
    """Return the finding; its subject is the case, its words stand in details as `said_<language>`."""
    said = {f"said_{language}": "\n".join(map(escaped, text.split("\n"))) for language, text in told.items()}
    return Finding(
        code=FAILED, severity=Severity.ERROR, location=at, subject=shown(case), details=MappingProxyType(said)
    )
