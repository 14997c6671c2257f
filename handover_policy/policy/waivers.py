"""Waivers: findings that somebody has accepted, for a reason and until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.policy.renamed import NO_NAMES, Names
from handover_policy.policy.yaml_source.node import MappingNode, SequenceNode, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that is accepted: its code, its fingerprint, or `CODE:subject`; until the end of `expires`."""

    finding: str
    reason: str
    approver: str
    expires: date
    location: Location


def read_waivers(documents: Mapping[str, MappingNode]) -> tuple[Waiver, ...]:
    """Return the waivers of a set whose shape has been checked."""
    root = documents.get("waivers")
    listed = root.get("waivers") if root is not None else None
    rows = listed.items if isinstance(listed, SequenceNode) else ()
    return tuple(
        Waiver(
            finding=text_of(row.get("finding")) or "",
            reason=text_of(row.get("reason")) or "",
            approver=text_of(row.get("approver")) or "",
            expires=date.fromisoformat(text_of(row.get("expires")) or "1900-01-01"),
            location=row.location,
        )
        for row in rows
        if isinstance(row, MappingNode)
    )


def apply_waivers(
    findings: Iterable[Finding], waivers: Iterable[Waiver], today: date, names: Names = NO_NAMES
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings that stand and those that are waived; expired and useless waivers are findings themselves.

    `today` is the local day the lint is asked for; a waiver counts until the end of its last day. One that names a
    rule by an old id goes on to count: `names` gives the new ones.
    """
    found = Collected()
    standing = list(findings)
    waived: list[Finding] = []
    for waiver in waivers:
        code, colon, subject = waiver.finding.partition(":")
        named = f"{code}{colon}{names.get(subject, subject)}"
        meant = [finding for finding in standing if is_meant(waiver.finding, finding, names)]
        if named != waiver.finding:
            found.warning("old-id", waiver.location, subject=subject, new=names[subject])
        if not meant:
            found.warning("waiver-of-nothing", waiver.location, subject=waiver.finding)
        elif waiver.expires < today:
            found.error("waiver-expired", waiver.location, subject=waiver.finding, day=waiver.expires)
        else:
            waived.extend(meant)
            standing = [finding for finding in standing if finding not in meant]
    return (*standing, *found.sorted()), tuple(waived)


def is_meant(named: str, finding: Finding, names: Names = NO_NAMES) -> bool:
    """Return whether a waiver of `named` accepts a finding: by its code, code and subject, or fingerprint.

    `names` gives by older names of rules those that they have now; a waiver may name either.
    """
    code, colon, subject = named.partition(":")
    now = f"{code}{colon}{names.get(subject, subject)}"
    if {named, now} & {finding.code, f"{finding.code}:{finding.subject}", fingerprint(finding)}:
        return True
    former = (old for old, new in names.items() if new == finding.subject)
    return any(fingerprint(replace(finding, subject=old)) == named for old in former)
