"""Places: how much of which channel is on its way, so that a provider that is silent holds up nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

Thing = TypeVar("Thing")
Lane: TypeAlias = tuple[str, str]
"""A company and a channel of its."""
SLOW = 5.0
"""Seconds after which an answer that is none counts as silence."""
MOST_SILENT = 3
SILENT_REST = 60.0
"""Seconds for which a channel rests that was silent so often in a row: then one parcel asks whether it is back."""


@dataclass(slots=True)
class LanePlaces:
    """What of a channel is on its way, by key; how often in a row nothing came back; until when it rests."""

    held: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    rests_until: float = 0.0


class Places:
    """So many places in all; a channel takes at most half of what the others leave it.

    A channel whose provider has been silent for some time takes one place now and then, until it answers. Moments are
    seconds of a clock that only goes on.
    """

    def __init__(self, most: int) -> None:
        """Take how many places there are."""
        self._most = most
        self._lanes: dict[Lane, LanePlaces] = {}

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return sum(each.held.total() for each in self._lanes.values())

    @property
    def left(self) -> int:
        """How many places are left."""
        return max(0, self._most - self.taken)

    def held(self, lane: Lane) -> Collection[str]:
        """Return the keys of the parcels of a channel that are on their way."""
        return self._of(lane).held.keys()

    def room(self, lane: Lane, now: float) -> int:
        """Return how many more parcels a channel may carry."""
        found, taken = self._of(lane), self.taken
        own, left = found.held.total(), self.left
        if found.silent >= MOST_SILENT:
            return min(left, 1) if not own and now >= found.rests_until else 0
        share = max(1, (self._most - (taken - own)) // 2)
        return max(0, min(left, share - own))

    def take(self, lane: Lane, key: str) -> None:
        """Take a place for a parcel that is about to go."""
        self._of(lane).held[key] += 1

    def give_back(self, lane: Lane, key: str, now: float, *, silent: bool | None = None) -> None:
        """Give the place of a parcel back; `silent` tells whether nothing had come, None where nothing was asked."""
        found = self._of(lane)
        found.held[key] -= 1
        if found.held[key] <= 0:
            del found.held[key]
        if silent is None:
            return
        found.silent = found.silent + 1 if silent else 0
        found.rests_until = now + SILENT_REST if silent else 0.0

    def _of(self, lane: Lane) -> LanePlaces:
        return self._lanes.setdefault(lane, LanePlaces())


def turned(things: Sequence[Thing], turns: int) -> list[Thing]:
    """Return things in the order of a turn: each is first in its turn."""
    start = turns % len(things) if things else 0
    return [*things[start:], *things[:start]]
