"""NewBooks, MigratedBooks: the rules of a plan's other side, as they would be asked about cases that are open now."""

from __future__ import annotations

from copy import copy
from datetime import date

from handover_policy.decide.rulebook import Quoting, Rulebook, Rulebooks
from handover_policy.engine.ruleset import EngineName
from handover_policy.plan.pinning import Pinning
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import names_here
from handover_policy.policy.versions import PolicyVersions


class NewBooks(Rulebooks):
    """Rulebooks of other versions that write a case's sheet as the version does that decides it now.

    People sign the digest of a sheet, and that digest covers the version's number and the ids of the tasks. Neither
    a new number nor a new name changes what they signed.
    """

    def __init__(self, versions: tuple[PolicySet, ...], now: tuple[PolicySet, ...], *, engine: EngineName) -> None:
        """Take the versions, and those that decide now."""
        super().__init__(versions, engine=engine)
        known = (*now, *versions)
        self._now = PolicyVersions(versions=now)
        self._quoting = {
            policy.manifest.version: Quoting(version=policy.manifest.version, names=names_here(policy, known))
            for policy in now
        }
        self._quoted: dict[tuple[Rulebook, str], Rulebook] = {}

    def book(self, version: str, day: date) -> Rulebook:
        """Return a version as it counts on a day, writing sheets as the version in force now on that day."""
        found = super().book(version, day)
        quoting = self._quoting[self._now.in_force(day)[0].manifest.version]
        if quoting.version == version and not quoting.names:
            return found
        key = (found, quoting.version)
        if key not in self._quoted:
            self._quoted[key] = _quoting_as(found, quoting)
        return self._quoted[key]


def _quoting_as(book: Rulebook, quoting: Quoting) -> Rulebook:
    """Return a rulebook that writes sheets otherwise, whichever cases of its lists come to count."""
    other = copy(book)
    other.base, other.chosen = other, {}
    other.quoting = quoting
    return other


class MigratedBooks(NewBooks):
    """Rulebooks as they would be if every case were decided by the newest rules, from its arrival on.

    Duties of employees belong to the version in force on their day, migrated or not: nobody missed less before the new
    rules because of them.
    """

    def __init__(self, pinned: Pinning, now: tuple[PolicySet, ...], *, engine: EngineName) -> None:
        """Take what becomes of the versions, and those that decide now."""
        super().__init__(pinned.of_one_set, now, engine=engine)
        self._head = pinned.head

    def in_force(self, day: date) -> tuple[str, bool]:  # noqa: ARG002 - every case is migrated, whenever it arrived
        """Return the newest version, whatever the day: it decides every case."""
        return self._head.manifest.version, True

    def on(self, day: date) -> Rulebook:
        """Return the rulebook that counts on a day for what belongs to no case."""
        return self.book(super().in_force(day)[0], day)

    @property
    def zone_owner(self) -> PolicySet:
        """Return the newest version: its time zone tells the local day of an event."""
        return self._head
