"""LogWatch: makes a checkpoint of each company's log as a day begins or a sheet is signed, and has it stamped."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.proving.checkpointing import due, make_checkpoint
from handover_policy.app.proving.sending_out import send_out
from handover_policy.app.proving.stamping import stamp_in_time
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.ledger.database import reading
from handover_policy.ledger.proofs.checkpoints import (
    WrittenCheckpoint,
    log_standing,
    newest_checkpoint,
    signed_sheet_after,
)

LOG = structlog.get_logger()
SECONDS = 1.0
"""How often is looked whether a sheet was signed, where something was written since."""
AGAIN_SECONDS = 300.0
"""How long after something went wrong it is tried again."""


@dataclass(slots=True)
class _Looked:
    """What was seen of a company's log: its newest checkpoint, the last row looked at, and what the writer counted."""

    newest: WrittenCheckpoint | None = None
    last: int = 0
    counted: int = -1
    made_from: float = 0.0
    stamped_from: float = 0.0
    sent_from: float = 0.0
    sent_on: date | None = None
    told: set[str] = field(default_factory=set)


class LogWatch:
    """A thread that looks after the logs of a service until it is stopped; of a company that is written for here."""

    def __init__(self, service: Service, *, seconds: float = SECONDS) -> None:
        """Take the service, and the seconds between two looks."""
        self._service, self._seconds = service, seconds
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
        looked = self._looked.setdefault(company.id, _Looked())
        moment = time.monotonic()
        if moment >= looked.made_from:
            try:
                self._make(company, looked)
            except Exception as error:  # noqa: BLE001 - the log of one company is no fault of the others
                looked.made_from, looked.counted = moment + AGAIN_SECONDS, -1
                self._say(company, looked, "checkpoint-not-made", error)
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
        if company.settings.checkpoints_to and looked.newest is not None and moment >= looked.sent_from:
            self._send(company, looked, looked.newest, moment)

    def _make(self, company: Company, looked: _Looked) -> None:
        now, counted, engine = self._service.now(), company.lane.counters.events, self._service.engine
        if looked.counted == counted and not due(looked.newest, now, company.lane.ledger.zone):
            return
        with reading(engine) as connection:
            newest = newest_checkpoint(connection, company.id)
            standing = log_standing(connection, company.id)
            if standing is None:
                return
            seen = 0 if newest is None else standing.first + newest.size - 1
            signed = signed_sheet_after(connection, company.id, max(looked.last, seen))
        if signed is not None or due(newest, now, company.lane.ledger.zone):
            newest = make_checkpoint(engine, company.id, self._service.settings.data, now) or newest
        looked.newest, looked.last, looked.counted = newest, standing.first + standing.size - 1, counted

    def _send(self, company: Company, looked: _Looked, newest: WrittenCheckpoint, moment: float) -> None:
        """Send the newest checkpoint to those who are to keep it, once a day where the company is."""
        day = datetime.fromisoformat(newest.at).astimezone(company.lane.ledger.zone).date()
        if day == looked.sent_on:
            return
        try:
            send_out(self._service.engine, self._service.settings.data, company, newest, self._service.now())
            looked.sent_on = day
            LOG.info("checkpoint-sent", company=company.id, size=newest.size)
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
