"""MigratedBooks: the newest rules decide every case, while what belongs to no case follows the version of its day."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.engine.ruleset import EngineName
from handover_policy.policy.policy_set import PolicySet
from handover_policy.review.plan.pinning import Pinning


class MigratedBooks(Rulebooks):
    """Rulebooks as they would be if every case were decided by the newest rules, from its arrival on.

    Duties of employees belong to the version in force on their day, migrated or not: nobody missed less before the new
    rules because of them.
    """

    def __init__(self, pinned: Pinning, *, engine: EngineName) -> None:
        """Take what becomes of the versions."""
        super().__init__(pinned.of_one_set, engine=engine)
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
