"""Told, Answered: what is asked of a company's writer, and what it answers once that is decided and on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from handover_policy.decide.state.seen_events import event_key
from handover_policy.model.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event as it was read, and the line of JSON that the ledger keeps of it."""

    event: Event
    body: str

    @property
    def key(self) -> bytes:
        """The key under which the event is kept."""
        return event_key(self.event.source, self.event.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of an event.

    Args:
        source: of the event.
        id: of the event.
        position: where it stands in the ledger.
        receipt: names the row from outside.
        outcome: `applied`, `ignored`, `refused` or `duplicate`.
        replayed: whether the row was there before.
        decision: the decision as `run` writes it; of a repeat the stored one.

    """

    source: str
    id: str
    position: int
    receipt: str
    outcome: str
    replayed: bool
    decision: str


@dataclass(slots=True)
class Request:
    """Events that stand or fall together, or a task for the writer, and where the answer goes."""

    told: Sequence[Told] = ()
    answer: Future[Any] = field(default_factory=Future)
    task: Callable[[], Any] | None = None


@dataclass(slots=True)
class Counters:
    """What a lane has done, for whoever watches it."""

    events: int = 0
    batches: int = 0
    failures: int = 0
    ticks: int = 0
    reached: datetime | None = None
    latest: datetime | None = None
    """Latest moment that the ledger knows: told of, or at which an event was received."""
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of messages sent by this process, by channel and what came of it."""
    reports: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of what vendors told by themselves, by the door and what came of it."""
    named: dict[tuple[str, str], float] = field(default_factory=dict)
    """Why messages were not sent, by channel and code, and when the log named it last (seconds that only go on)."""


class Conflicting(Exception):
    """Events whose ids stand in the ledger, or in the same request, with other content; nothing of it was stored.

    `places` are those of the events within the request, from 0.
    """

    def __init__(self, places: Sequence[int]) -> None:
        """Take the places."""
        super().__init__(f"other content was stored under these ids: {list(places)}")
        self.places = tuple(places)


class Overloaded(Exception):
    """Too many events wait; `seconds` says when to try again."""

    def __init__(self, seconds: int) -> None:
        """Take the seconds."""
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Unwritten(Exception):
    """The database did not take the events, and nothing of them was stored; `seconds` says when to try again."""

    def __init__(self, why: str, seconds: int) -> None:
        """Take the reason, for the log, and the seconds."""
        super().__init__(why)
        self.seconds = seconds


class WrittenElsewhere(Exception):
    """Another process writes for the company; nothing of the events was stored here."""


class DecidingFailed(Exception):
    """An event that cannot be decided by a fault of the product's own, its cause; nothing of the request was stored.

    `place` is that of the event within the request, from 0; None where it is not known which one it was.
    """

    def __init__(self, place: int | None, cause: Exception) -> None:
        """Take the place, and what went wrong."""
        super().__init__("an event cannot be decided")
        self.place, self.__cause__ = place, cause


class ClockAhead(Exception):
    """The clock of this machine is so far beyond the ledger that it may be wrong; nothing of the events was stored."""

    def __init__(self, now: datetime, latest: datetime) -> None:
        """Take what the clock says, and the latest moment that the ledger knows."""
        self.now, self.latest = (each.astimezone(UTC).isoformat(timespec="seconds") for each in (now, latest))
        super().__init__(f"the clock of this machine says {self.now}, the ledger knows nothing after {self.latest}")


def receipt_of(position: int, key: bytes) -> str:
    """Return the name by which a row is asked for: its position and the beginning of its event's key."""
    return f"{position}-{key[:8].hex()}"


def position_of(receipt: str) -> tuple[int, str] | None:
    """Return position and key of a receipt; None where it is none."""
    position, _, key = receipt.partition("-")
    if not (position.isascii() and position.isdigit() and len(position) < 16 and len(key) == 16):  # noqa: PLR2004
        return None
    return int(position), key
