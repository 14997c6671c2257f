"""Change, Direction, VersionPart: one difference in meaning between two policy sets, and how it is told again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from handover_policy.diff.kinds import KINDS
from handover_policy.diff.measuring.people import EVERYBODY, Audience
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.fingerprint import fingerprint

FINGERPRINT = 12
NOTHING = ""
"""The old value of what is new, and the new value of what is gone."""


class Direction(StrEnum):
    """What a change means for the employee who leaves."""

    WORSE = "worse"
    UNCLEAR = "unclear"
    BETTER = "better"
    NEUTRAL = "neutral"


class VersionPart(StrEnum):
    """The part of a version number that a change has to raise, from the greatest to the smallest."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


OPPOSITE: Mapping[Direction, Direction] = MappingProxyType(
    {Direction.WORSE: Direction.BETTER, Direction.BETTER: Direction.WORSE}
)
SEVERITIES: Mapping[Direction, Severity] = MappingProxyType(
    {
        Direction.WORSE: Severity.ERROR,
        Direction.UNCLEAR: Severity.WARNING,
        Direction.BETTER: Severity.INFO,
        Direction.NEUTRAL: Severity.INFO,
    }
)
"""A change for the worse needs somebody's approval, an unclear one somebody's eyes."""
DECIDED = frozenset({Direction.WORSE, Direction.UNCLEAR})
"""Directions that somebody has to decide on."""


def opposite(direction: Direction) -> Direction:
    """Return the direction of the reverse change."""
    return OPPOSITE.get(direction, direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference in meaning.

    `id` is one of KINDS, `subject` the id of the rule, `title` its name, `part` the key within it, `old` and `new` what
    stood and stands there, as a policy file writes it. `since` is the first day on which it counts, where numbers
    change by date. `hired` tells that it also reaches people who are employed already. `row` is the row of the set in
    which it stands, as `sides.rows_of` names it; empty for what stands in none. `hides` are findings of lint that it
    takes out of sight.
    """

    id: str
    subject: str
    title: str = ""
    part: str = ""
    old: str = NOTHING
    new: str = NOTHING
    old_at: Location | None = None
    new_at: Location | None = None
    people: Audience = EVERYBODY
    direction: Direction = Direction.NEUTRAL
    since: date | None = None
    hired: bool = False
    row: str = ""
    hides: tuple[Finding, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return twelve hex digits over all that the change says: neither lines nor the order of rules count.

        Old and new count whole, and each part by itself (JSON keeps them apart), so that nobody who accepts one text
        has accepted another; of what a waiver hides, every finding counts.
        """
        since = self.since.isoformat() if self.since else ""
        said = [self.id, self.subject, self.part, self.old, self.new, self.people.key, since]
        told = json.dumps([said, sorted(map(fingerprint, self.hides))])
        return hashlib.sha256(told.encode()).hexdigest()[:FINGERPRINT]

    @property
    def severity(self) -> Severity:
        """Return how much it asks for a decision."""
        return SEVERITIES[self.direction]

    @property
    def step(self) -> VersionPart:
        """Return the part of the version number it has to raise (docs/reviewing-a-change.md)."""
        if self.direction is Direction.WORSE or KINDS[self.id].does == "removes":
            return VersionPart.MAJOR
        if self.direction is not Direction.NEUTRAL or KINDS[self.id].does == "adds":
            return VersionPart.MINOR
        return VersionPart.PATCH
