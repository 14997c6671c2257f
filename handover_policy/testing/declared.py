"""undeclared_findings: attributes and values of employees that a test tells and its set has not declared."""

from __future__ import annotations

from collections.abc import Iterable

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.policy.declared import attributes_known, choices_of, is_value
from handover_policy.policy.policy_set import Manifest
from handover_policy.testing.cases import PolicyCase, Told

ID = "id"


def undeclared_findings(cases: Iterable[PolicyCase], manifest: Manifest) -> tuple[Finding, ...]:
    """Return an error for each attribute that nobody declared, and for each value of the employee that nobody knows."""
    found = Collected()
    known = attributes_known(manifest)
    for told in (each for case in cases for each in case.told):
        if told.name not in known and told.name != ID:
            found.error("attribute-undeclared", told.name_at, subject=told.name, known=known)
        elif told.closed and told.value is not None and not is_value(told.name, told.value, manifest):
            _note_value(told, manifest, found)
    return found.sorted()


def _note_value(told: Told, manifest: Manifest, found: Collected) -> None:
    choices, fact = choices_of(told.name, manifest), f"employee.{told.name}"
    shown = str(told.value).lower() if isinstance(told.value, bool) else str(told.value)
    if not choices:
        expected = manifest.attributes[fact].type
        found.error("value-unfit", told.value_at, subject=shown, fact=fact, expected=expected)
        return
    words = {word: value for value, title in choices.items() for word in (title, value)}
    found.error("value-unknown", told.value_at, subject=shown, known=words, fact=fact, allowed=", ".join(choices))
