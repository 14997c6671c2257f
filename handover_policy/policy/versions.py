"""PolicyVersions: the versions of one policy set, and which of them is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handover_policy.policy.policy_set import PolicySet


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersions:
    """At least one version of a set; where spans overlap, the one that begins last is in force."""

    versions: tuple[PolicySet, ...]

    def in_force(self, day: date) -> tuple[PolicySet, bool]:
        """Return the version in force on a local day, and True; outside every span the nearest version, and False."""
        ordered = sorted(self.versions, key=lambda each: (each.manifest.effective_from, each.manifest.version))
        for policy in reversed(ordered):
            if _days_outside(policy, day) == 0:
                return policy, True
        return min(reversed(ordered), key=lambda each: _days_outside(each, day)), False


def _days_outside(policy: PolicySet, day: date) -> int:
    """Return by how many days a day lies outside the span of a version; `until` is its last day."""
    manifest = policy.manifest
    if day < manifest.effective_from:
        return (manifest.effective_from - day).days
    if manifest.effective_until is not None and day > manifest.effective_until:
        return (day - manifest.effective_until).days
    return 0
