"""Telling, look_ahead: whether a company's clock may tell the time, and when it is next to do so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.serving.clock import Schedule, latest
from handover_policy.app.serving.told import ClockAhead, Counters, Overloaded
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.lease import LeaseLost
from handover_policy.ledger.reading.told import last_received
from handover_policy.ledger.rows.register import RowRegister

LOG = structlog.get_logger()
MOST_SILENCE = timedelta(days=400)
"""How far beyond the latest moment of the ledger, told or received, a clock is believed without a word.

When an event was received counts too: who tells of events long past has a right clock and a ledger years behind it.
"""


class ClockState(StrEnum):
    """Why the time of a company is not told as it passes."""

    STARTING = "starting"
    CLOCK_AHEAD = "clock-ahead"
    CLOCK_FAILED = "clock-failed"


def too_far(latest: datetime, now: datetime) -> bool:
    """Return whether a clock is too far beyond the latest moment of a ledger to be believed: it may be years ahead."""
    return now - latest > MOST_SILENCE


class Ahead(NamedTuple):
    """What waits for the clock.

    Args:
        reached: the latest moment told of; None where nothing was told.
        soonest: the first moment beyond now at which the clock is to be told; None where nothing waits.
        late: whether something waits for a moment that is past.

    """

    reached: datetime | None
    soonest: float | None
    late: bool


def look_ahead(register: RowRegister, now: datetime) -> Ahead:
    """Return what waits for the clock.

    A ledger in which nothing waits is told one clock event a year: after a longer silence whatever is told next would
    be refused as a leap where a case is open (contract 2.2), and a service that starts could not believe its clock.
    """
    agenda, stamp = register.agenda_rows, now.timestamp()
    first, soonest, reached = agenda.next_wake(), agenda.next_wake(stamp), agenda.reached()
    late, bound = first is not None and first <= stamp, latest(reached)
    if bound is not None and (soonest is None or bound < soonest):
        if bound <= stamp:
            late = True
        else:
            soonest = bound
    return Ahead(reached=reached, soonest=soonest, late=late)


class Writer(Protocol):
    """A company's writer, as far as its clock has to do with it."""

    ledger: CompanyLedger
    counters: Counters
    schedule: Schedule
    now: Callable[[], datetime]

    def lose(self) -> None:
        """Take no further events."""

    def catch_up(self) -> int:
        """Tell the time as often as something waits for a moment that is past."""

    def tick(self) -> int:
        """Tell the time once."""


class Telling:
    """How a company's clock stands: `standing` says why its time is not told as it passes, where it is not."""

    def __init__(self, writer: Writer, *, any_silence: bool) -> None:
        """Take the writer, and whether the clock is believed after any silence."""
        self.writer, self.any_silence = writer, any_silence
        self.standing: ClockState | None = None

    @property
    def starting(self) -> bool:
        """Whether what the clock has missed is still to be told."""
        return self.standing is ClockState.STARTING

    def ahead(self) -> ClockAhead | None:
        """Return why the clock is not believed; None where it is."""
        latest, now = self.writer.counters.latest, self.writer.now()
        if latest is None or self.any_silence or not too_far(latest, now):
            return None
        return ClockAhead(now, latest)

    def not_yet(self, seconds: int) -> Exception | None:
        """Return why an event is not decided yet, to be told again after some seconds; None where it is."""
        return self.ahead() or (Overloaded(seconds) if self.starting else None)

    def ahead_of_ledger(self) -> ClockAhead | None:
        """Return the same, with the ledger asked for the latest moment it knows."""
        with self.writer.ledger.batch() as (batch, register):
            reached = register.agenda_rows.reached()
            received = last_received(batch.connection, batch.company)
        self.writer.counters.latest = max(filter(None, (reached, received)), default=None)
        return self.ahead()

    def begin(self) -> None:
        """Tell what the clock has missed, and let events be taken from then on; what fails is tried again."""
        try:
            ahead = self.ahead_of_ledger()
            if ahead is not None:
                self._note_ahead(ahead)
                return
            self.writer.catch_up()
            self.standing = None
        except LeaseLost:
            self.writer.lose()
        except (SQLAlchemyError, OSError):
            self.writer.counters.failures += 1
            self.writer.schedule.at = self.writer.now().timestamp()  # it may be back with the next look
        except Exception as error:  # noqa: BLE001 - what fails with one company is its own
            self.standing = ClockState.CLOCK_FAILED
            self.note_failed(error)

    def look(self) -> None:
        """Tell the time where it is due, or what was missed where that could not be told before.

        Raises:
            LeaseLost: another process writes for the company now.
            SQLAlchemyError: the database failed.

        """
        ahead = self.ahead()
        if ahead is not None:
            if self.standing is not ClockState.CLOCK_AHEAD:
                self._note_ahead(ahead)
        elif self.standing is ClockState.CLOCK_AHEAD:  # somebody has set the clock right
            self.begin()
        elif not self.writer.schedule.due(self.writer.now()):
            return
        elif self.standing is not None:
            self.begin()
        else:
            self.writer.tick()

    def note_failed(self, error: Exception) -> None:
        """Note that the time could not be told: it is tried again a minute later."""
        self.writer.counters.failures += 1
        self.writer.schedule.put_off(self.writer.now())
        LOG.warning("clock-failed", company=self.writer.ledger.company, why=repr(error))

    def _note_ahead(self, ahead: ClockAhead) -> None:
        self.standing = ClockState.CLOCK_AHEAD
        LOG.error("clock-ahead", company=self.writer.ledger.company, why=str(ahead))
