"""Pinning: which cases stay with the version that decides them, and which come under new rules (contract 2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.versions import PolicyVersions


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinning:
    """The versions there will be once the new ones are there too; `head` is the newest, `kept` those unchanged.

    A new version with the number of an old one takes its place: the cases of that number are decided by it.
    """

    versions: PolicyVersions
    head: PolicySet
    kept: frozenset[str]

    @property
    def of_one_set(self) -> tuple[PolicySet, ...]:
        """Return the versions that bear the id of the newest; another set's have nothing to say beside them."""
        return tuple(each for each in self.versions.versions if each.manifest.id == self.head.manifest.id)

    def stays_with(self, arrival: date) -> str | None:
        """Return the unchanged version that a case of this arrival stays with; None where new rules decide it."""
        version = self.versions.in_force(arrival)[0].manifest.version
        return version if version in self.kept else None


def pinning(against: Sequence[PolicySet], policies: Sequence[PolicySet]) -> Pinning:
    """Return what becomes of cases decided by the versions `against` when the versions `policies` are there too."""
    numbers = {policy.manifest.version for policy in policies}
    old = {policy.manifest.version: policy for policy in against}
    staying = tuple(policy for version, policy in old.items() if version not in numbers)
    same = {
        policy.manifest.version
        for policy in policies
        if policy.manifest.version in old and old[policy.manifest.version].document == policy.document
    }
    head = max(policies, key=lambda each: (each.manifest.effective_from, each.manifest.version))
    return Pinning(
        versions=PolicyVersions(versions=(*staying, *policies)),
        head=head,
        kept=frozenset({policy.manifest.version for policy in staying} | same),
    )
