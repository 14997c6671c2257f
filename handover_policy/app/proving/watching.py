"""LogWatch: makes a checkpoint of each company's log as a day begins or a sheet is signed, and has it stamped."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.proving.checkpointing import due, make_checkpoint
from handover_policy.app.proving.sealed_sheets import LettersDue, letters_due, queue_letters
from handover_policy.app.proving.sending_out import NotSent, keepers_of, send_out
from handover_policy.app.proving.stamping import stamp_in_time
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import Settings
from handover_policy.ledger.database import reading
from handover_policy.ledger.proofs.checkpoints import (
    WrittenCheckpoint,
    log_standing,
    newest_checkpoint,
    signed_sheet_after,
    size_before,
)
from handover_policy.ledger.reading.told import next_position

LOG = structlog.get_logger()
SECONDS = 1.0
"""How often is looked whether a sheet was signed, where something was written since."""
AGAIN_SECONDS = 300.0
"""How long after something went wrong it is tried again."""


@dataclass(slots=True)
class _Looked:
    """What was seen of a company's log: its newest checkpoint, the last row looked at, and the next one.

    Up to `letters_from` the sheets that came to be complete are on their way to their parties, `letters` are next.
    `sent_left` are those whom the checkpoint of a day did not reach yet.
    """

    newest: WrittenCheckpoint | None = None
    last: int = 0
    letters_from: int | None = None
    letters: LettersDue = field(default_factory=LettersDue)
    counted: int = -1
    made_from: float = 0.0
    stamped_from: float = 0.0
    sent_from: float = 0.0
    sent_on: date | None = None
    sent_left: tuple[date, tuple[str, ...]] | None = None
    told: set[str] = field(default_factory=set)


class Watched(Protocol):
    """What a watch asks of a service."""

    @property
    def engine(self) -> Engine:
        """On the database."""

    @property
    def settings(self) -> Settings:
        """What it runs with."""

    @property
    def companies(self) -> Mapping[str, Company]:
        """Its companies by id."""

    def now(self) -> datetime:
        """Return the moment it is."""


class LogWatch:
    """A thread that looks after the logs of a service until it is stopped; of a company that is written for here."""

    def __init__(self, service: Watched, *, seconds: float = SECONDS, sends_again: bool = True) -> None:
        """Take the service, and the seconds between two looks.

        `sends_again` says that those who keep checkpoints are sent the newest at its start, whoever made it.
        """
        self._service, self._seconds, self._sends_again = service, seconds, sends_again
        self._looked: dict[str, _Looked] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End, once the look at hand is over."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(self._seconds * 2)

    def look(self, company: Company) -> None:
        """Make a checkpoint of a company's log where one is due, and have the newest one stamped."""
        looked = self._looked.get(company.id)
        if looked is None:
            looked = self._looked[company.id] = self._first(company)
        moment = time.monotonic()
        if moment >= looked.made_from:
            try:
                self._make(company, looked)
            except Exception as error:  # noqa: BLE001 - the log of one company is no fault of the others
                looked.made_from, looked.counted = moment + AGAIN_SECONDS, -1
                self._say(company, looked, "checkpoint-not-made", error)
        self._stamp(company, looked, moment)
        if looked.letters.ready and moment >= looked.made_from:
            try:
                queue_letters(self._service.engine, company, looked.letters.ready, self._service.now())
                looked.letters = replace(looked.letters, ready=())
            except Exception as error:  # noqa: BLE001 - they are asked for again at the next look
                self._say(company, looked, "sheet-not-mailed", error)
        if looked.newest is not None and moment >= looked.sent_from:
            self._send(company, looked, looked.newest, moment)

    def _stamp(self, company: Company, looked: _Looked, moment: float) -> None:
        authority = company.settings.timestamps
        newest = looked.newest
        if authority is not None and newest is not None and newest.stamp is None and moment >= looked.stamped_from:
            try:
                engine, data, now = self._service.engine, self._service.settings.data, self._service.now()
                looked.newest = stamp_in_time(engine, company.id, newest, authority, data=data, now=now)
                LOG.info("checkpoint-stamped", company=company.id, size=newest.size)
            except Exception as error:  # noqa: BLE001 - whatever an authority does, checkpoints are made
                looked.stamped_from = moment + AGAIN_SECONDS
                self._say(company, looked, "checkpoint-not-stamped", error)

    def _first(self, company: Company) -> _Looked:
        if self._sends_again:
            return _Looked()
        with reading(self._service.engine) as connection:
            newest = newest_checkpoint(connection, company.id)
        return _Looked(sent_on=None if newest is None else _day(company, newest))

    def _make(self, company: Company, looked: _Looked) -> None:
        now, engine, zone = self._service.now(), self._service.engine, company.lane.ledger.zone
        with reading(engine) as connection:
            counted = next_position(connection, company.id)
            waits = looked.letters.waiting or looked.letters.ready
            if looked.counted == counted and not waits and not due(looked.newest, now, zone):
                return
            newest = newest_checkpoint(connection, company.id)
            standing = log_standing(connection, company.id)
            if standing is None:
                return
            seen = 0 if newest is None else standing.first + newest.size - 1
            signed = signed_sheet_after(connection, company.id, max(looked.last, seen))
            if looked.letters_from is None:  # of what was complete before there were checkpoints nobody is told
                size = size_before(connection, company.id) or (standing.size if newest is None else newest.size)
                looked.letters_from = standing.first + size - 1
            letters = letters_due(connection, company, looked.letters_from, now)
        behind = newest is None or newest.size < standing.size
        if signed is not None or due(newest, now, zone) or (letters.ready and behind):
            newest = make_checkpoint(engine, company.id, self._service.settings.data, now) or newest
        last = standing.first + standing.size - 1
        looked.newest, looked.last, looked.counted, looked.letters = newest, last, counted, letters
        if not letters.waiting and not letters.ready:
            looked.letters_from = last

    def _send(self, company: Company, looked: _Looked, newest: WrittenCheckpoint, moment: float) -> None:
        """Send the newest checkpoint to those who are to keep it, once a day where the company is."""
        day = _day(company, newest)
        if day == looked.sent_on:
            return
        engine, now = self._service.engine, self._service.now()
        try:
            left = looked.sent_left
            keepers = left[1] if left is not None and left[0] == day and left[1] else keepers_of(engine, company, now)
            if keepers:
                send_out(engine, self._service.settings.data, company, newest, keepers=keepers, now=now)
                LOG.info("checkpoint-sent", company=company.id, size=newest.size)
            looked.sent_on = day
        except NotSent as error:
            looked.sent_from, looked.sent_left = moment + AGAIN_SECONDS, (day, error.left)
            self._say(company, looked, "checkpoint-not-sent", error)
        except Exception as error:  # noqa: BLE001 - whatever a mail server does, checkpoints are made
            looked.sent_from = moment + AGAIN_SECONDS
            self._say(company, looked, "checkpoint-not-sent", error)

    def _watch(self) -> None:
        while not self._ended.wait(self._seconds):
            for company in tuple(self._service.companies.values()):
                if company.lane.held and not self._ended.is_set():
                    self.look(company)

    def _say(self, company: Company, looked: _Looked, what: str, error: Exception) -> None:
        """Tell in the log what went wrong, each kind once."""
        why = repr(error)
        if why not in looked.told:
            passing = isinstance(error, SQLAlchemyError | OSError)
            (LOG.warning if passing else LOG.error)(what, company=company.id, why=why)
            looked.told.add(why)


def _day(company: Company, checkpoint: WrittenCheckpoint) -> date:
    """Return the day on which a checkpoint was made, where its company is."""
    return datetime.fromisoformat(checkpoint.at).astimezone(company.lane.ledger.zone).date()
