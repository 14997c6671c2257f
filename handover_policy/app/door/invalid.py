"""PolicyInvalid: what is raised where a policy set has errors."""

from __future__ import annotations

from handover_policy.findings.catalogue import sentence
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.reporting.report import TextOf

SHOWN = 5
"""How many errors the text of an exception tells."""


class PolicyInvalid(ValueError):
    """A policy set has errors and decides nothing; `findings` tell each with its place, `report` writes them."""

    def __init__(self, findings: tuple[Finding, ...], text_of: TextOf) -> None:
        """Take everything that was found, and what gives the texts it was found in."""
        errors = [each for each in findings if each.severity is Severity.ERROR]
        told = [f"{each.location}: [{each.code}] {sentence(each, 'en')}" for each in errors[:SHOWN]]
        more = [f"and {len(errors) - SHOWN} more"] if len(errors) > SHOWN else []
        super().__init__("\n".join([f"{len(errors)} errors", *told, *more]))
        self.findings = findings
        self.text_of = text_of
