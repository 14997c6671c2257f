"""Agenda: when each case and each duty next needs a look, and the clock events that moved all of them."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from handover_policy.decide.state.tables import Sleeper, Waiting

FEWEST = 64
"""How many stale entries the heap may hold before they are cleared away, beside as many as there are live ones."""


class Agenda:
    """The table of what waits for the clock, in memory."""

    def __init__(self, waiting: Waiting | None = None) -> None:
        """Start with what a saved state was waiting for, or with nothing."""
        kept = Waiting() if waiting is None else waiting
        self._serial = kept.serial
        self._ticks = list(kept.ticks)
        self._put = dict(kept.put)
        self._wake = dict(kept.wakes)
        self._reached = kept.reached
        self._heap: list[tuple[float, Sleeper, str]] = []
        self._clear()

    def reach(self, moment: datetime) -> None:
        """Note the moment of an event: nothing was told before that lies ahead of the latest."""
        if self._reached is None or self._reached < moment:
            self._reached = moment

    def reached(self) -> datetime | None:
        """Return the latest moment told of; None where nothing was told."""
        return self._reached

    def tick(self, moment: datetime) -> None:
        """Note a clock event."""
        self._serial += 1
        while self._ticks and self._ticks[-1][1] <= moment:
            self._ticks.pop()
        self._ticks.append((self._serial, moment))

    def due(self, moment: datetime, most: int | None = None) -> Iterator[tuple[Sleeper, str]]:
        """Yield, and forget, what is to be looked at by a moment: the earliest first, at most so many."""
        stamp, left = moment.timestamp(), math.inf if most is None else most
        while left > 0 and self._heap and self._heap[0][0] <= stamp:
            at, kind, person = heapq.heappop(self._heap)
            if self._wake.get((kind, person)) == at:
                del self._wake[(kind, person)]
                left -= 1
                yield kind, person

    def wakes(self, kind: Sleeper, person: str) -> float | None:
        """Return when something is to be looked at, in seconds since 1970; None where nothing waits."""
        return self._wake.get((kind, person))

    def sleep(self, kind: Sleeper, person: str, stamp: float | None) -> None:
        """Note when something is next to be looked at."""
        if stamp is None:
            self._wake.pop((kind, person), None)
        elif self._wake.get((kind, person)) != stamp:
            self._wake[(kind, person)] = stamp
            heapq.heappush(self._heap, (stamp, kind, person))
            if len(self._heap) > 2 * len(self._wake) + FEWEST:
                self._clear()

    def touch(self, case: str) -> None:
        """Note that a case stands at its own moment now: only later clock events move it."""
        self._put[case] = self._serial

    def forget(self, case: str) -> None:
        """Note that clock events no longer move a case."""
        self._put.pop(case, None)

    def moved_to(self, case: str) -> datetime | None:
        """Return the latest moment to which clock events have moved a case since it was touched."""
        since = self._put.get(case, self._serial)
        if since == self._serial:
            return None
        place = bisect_right(self._ticks, since, key=lambda tick: tick[0])
        return max((moment for _, moment in self._ticks[place : place + 1]), default=None)

    def waiting(self) -> Waiting:
        """Return everything that waits, as `Agenda` takes it."""
        return Waiting(
            wakes=dict(self._wake),
            serial=self._serial,
            ticks=tuple(self._ticks),
            put=dict(self._put),
            reached=self._reached,
        )

    def _clear(self) -> None:
        """Leave in the heap what still counts: without clock events nothing else would ever leave it."""
        self._heap = [(stamp, kind, person) for (kind, person), stamp in self._wake.items()]
        heapq.heapify(self._heap)
