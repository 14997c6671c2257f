"""Approvals: changes that somebody has looked at and accepted, by their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from handover_policy.diff.change import Change
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.policy.yaml_source.node import MappingNode, mappings_in, text_of

KIND = "approvals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who accepted the change of a fingerprint, why, and on which day, as written."""

    fingerprint: str
    approver: str
    reason: str
    on: str
    location: Location


def read_approvals(documents: Mapping[str, MappingNode]) -> tuple[Approval, ...]:
    """Return the approvals of a set whose shape has been checked."""
    root = documents.get(KIND)
    return tuple(
        Approval(
            fingerprint=text_of(row.get("fingerprint")) or "",
            approver=text_of(row.get("approver")) or "",
            reason=text_of(row.get("reason")) or "",
            on=text_of(row.get("on")) or "",
            location=row.location,
        )
        for row in mappings_in(root.get(KIND) if root is not None else None)
    )


def approved(changes: Iterable[Change], approvals: Iterable[Approval]) -> Iterator[tuple[Change, Approval | None]]:
    """Yield every change with the approval it has."""
    given = {approval.fingerprint: approval for approval in approvals}
    return ((change, given.get(change.fingerprint)) for change in changes)


def unused(
    changes: Iterable[Change], approvals: Iterable[Approval], earlier: Iterable[Approval]
) -> tuple[Finding, ...]:
    """Return a warning for each approval that fits no change; those that stood there before are history."""
    known = {change.fingerprint for change in changes} | {approval.fingerprint for approval in earlier}
    found = Collected()
    for approval in approvals:
        if approval.fingerprint not in known:
            found.warning("approval-of-nothing", approval.location, subject=approval.fingerprint)
    return found.sorted()
