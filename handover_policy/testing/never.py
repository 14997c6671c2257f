"""check_never: what a policy test says must never come, though no row of the set could ever bring it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.policy_set import PolicySet
from handover_policy.testing.cases import PolicyCase

NAMED_BY: Mapping[str, str] = {"task": "task", "gate": "gate", "notice": "notice", "claim": "clause"}
"""The field of an effect that names the row it comes from, by kind of effect."""
OBLIGATION = "obligation."
"""What the employer owes by law has ids of its own: that none of it comes is worth a test."""


def check_never(cases: Iterable[PolicyCase], policy: PolicySet, written: Collection[str]) -> tuple[Finding, ...]:
    """Return a warning for each effect under `never` of a row that the set does not have, and that is near one it has.

    It passes for ever. `written` are the words of the set's own files: of what they take out of an inherited set, that
    it never comes is worth a test.
    """
    named: Mapping[str, Collection[str]] = {
        "task": {row.id for row in policy.tasks},
        "gate": {row.id for row in policy.gates},
        "notice": {row.id for row in policy.notices},
        "claim": {row.id for row in policy.clauses},
    }
    found = Collected()
    for case in cases:
        listed = case.content.get("never")
        for wanted, at in zip(listed if isinstance(listed, list) else (), case.never_at, strict=True):
            kind = str(wanted.get("effect")) if isinstance(wanted, dict) else ""
            name = wanted.get(NAMED_BY[kind]) if kind in named else None
            if not isinstance(name, str) or name in named[kind] or name in written or name.startswith(OBLIGATION):
                continue
            near = nearest(name, named[kind])
            if near:
                found.warning("never-of-nothing", at, subject=name, suggestion=near)
    return found.sorted()
