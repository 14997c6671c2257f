"""NotingMarks: what others have to say in a ledger made rows of it, and events that they left told, by the writer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from handover_policy.app.run import Run
from handover_policy.app.serving.told import Answered, ClockAhead, Overloaded, Told, Unwritten, WrittenElsewhere
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.notes.marks import MOST_MARKS, left_events, marks_wait, take_events, take_marks

LOG = structlog.get_logger()
EVERY_SECONDS = 0.5
"""How often it is looked for while events are decided: each look costs a query."""


class Deciding(Protocol):
    """The writer of a company, as far as it is told events that were left for it."""

    run: Run

    def tell(self, told: Sequence[Told]) -> Future[tuple[Answered, ...]]:
        """Return what will hold the answers."""


@dataclass(slots=True)
class NotingMarks:
    """Takes what others have to say into a ledger, now and then.

    `looked` is when it was last looked for, `deciding` are the events at hand.
    """

    now: Callable[[], datetime]
    writer: Deciding
    looked: float = field(default=0.0)
    deciding: set[str] = field(default_factory=set)

    def look(self, ledger: CompanyLedger) -> int:
        """Return how many rows were noted; it raises what a batch does."""
        moment = time.monotonic()
        if moment - self.looked < EVERY_SECONDS:
            return 0
        self.looked = moment
        with reading(ledger.engine) as connection:
            if not marks_wait(connection, ledger.company):
                return 0
            events = left_events(connection, ledger.company)
        noted = MOST_MARKS
        whole = 0
        while noted == MOST_MARKS:
            with ledger.batch() as (batch, _):
                noted = take_marks(batch, self.now())
            whole += noted
        for mark, body in events:
            self._tell(ledger, mark, body)
        return whole

    def _tell(self, ledger: CompanyLedger, mark: str, body: str) -> None:
        """Tell an event that was left; whatever fails when, it is decided once: one that stands is no new one."""
        if mark in self.deciding:
            return
        event = self.writer.run.read_line(body.encode(), 1)
        if isinstance(event, Unreadable):
            LOG.error("event-left-unreadable", company=ledger.company)
            _forget(ledger, mark)
            return
        with suppress(Overloaded, WrittenElsewhere, ClockAhead):  # whoever writes next finds it
            self.deciding.add(mark)
            answer = self.writer.tell([Told(event=event, body=body)])
            answer.add_done_callback(lambda done: self._told(ledger, mark, done))
            return
        self.deciding.discard(mark)

    def _told(self, ledger: CompanyLedger, mark: str, done: Future[tuple[Answered, ...]]) -> None:
        """Forget an event that was decided, or cannot be."""
        error = done.exception()
        if error is not None:
            LOG.error("event-left-undecided", company=ledger.company, why=repr(error)[:500])
        if not isinstance(error, Unwritten | WrittenElsewhere):
            _forget(ledger, mark)
        self.deciding.discard(mark)


def _forget(ledger: CompanyLedger, mark: str) -> None:
    with writing(ledger.engine) as connection:
        take_events(connection, ledger.company, [mark])
