"""SigningWatch: puts what people signed into PDFs, beside the writer, and goes on where it was, whatever happened."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.signing.agreements import AgreementSigning
from handover_policy.app.signing.keeping import RunByWriter, by_writer
from handover_policy.app.signing.making import SheetSigning
from handover_policy.app.signing.signers import signer_of
from handover_policy.app.signing.standing import SigningStanding
from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.signatures import touched_agreements, touched_sheets
from handover_policy.ledger.reading.told import next_position
from handover_policy.ports.signer import Signer, SignerFailed

LOG = structlog.get_logger()
SHEET, AGREEMENT = "sheet", "agreement"
SECONDS = 0.5
AGAIN_SECONDS = (5.0, 30.0, 300.0)
"""How long after something went wrong it is tried again."""
ASKED_AGAIN = 15.0
"""Seconds after which a signer that answers later is asked again."""
KEPT_EVERY = 500
"""Positions after which is noted how far all is done."""


@dataclass(slots=True)
class _Touched:
    """A case whose sheet has something to be done, or a person; and when it is tried again after it failed."""

    tries: int = 0
    again: float = 0.0


@dataclass(slots=True)
class _Watched:
    """What is known of a company: its signer, how far its ledger was looked at, and the cases that are to be done."""

    standing: SigningStanding
    looked: int
    counted: tuple[int, int] = (-1, -1)
    cases: dict[tuple[str, str], _Touched] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    signer: Signer | None = None
    signer_again: float = 0.0


class SigningWatch:
    """A thread that signs for a service until it is stopped; for companies that are written for here."""

    def __init__(self, service: Service, *, seconds: float = SECONDS, run: RunByWriter = by_writer) -> None:
        """Take the service, the seconds between two looks, and what does something as a company's writer.

        From now on signatures count.
        """
        self._service, self._seconds, self._run = service, seconds, run
        self._watched: dict[str, _Watched] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="signing", daemon=True)
        for company in tuple(service.companies.values()):
            self._of(company)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End, once the revision at hand is told of."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(self._seconds + 10)

    def signer(self, company: Company) -> Signer | None:
        """Return what signs for a company; None where nothing does, or not before something was put in order."""
        watched, moment = self._of(company), time.monotonic()
        if watched.signer is None and moment >= watched.signer_again:
            watched.signer_again = moment + AGAIN_SECONDS[-1]
            try:
                watched.signer = signer_of(self._service.settings, company)
            except Exception as error:  # noqa: BLE001 - whatever ails the keys of one company, the service goes on
                self._say(company, watched, None, error)
        return watched.signer

    def look(self, company: Company) -> int:
        """Do everything that is to be done for a company now; return how many revisions were made."""
        watched, signer = self._of(company), self.signer(company)
        if signer is None:
            return 0
        self._note_touched(company, watched)
        made = 0
        for told in tuple(watched.cases):
            made += self._make(company, watched, signer, *told)
        self._settle(company, watched)
        return made

    def _of(self, company: Company) -> _Watched:
        watched = self._watched.get(company.id)
        if watched is None:
            data, end = self._service.settings.data, self._end(company)
            standing = SigningStanding.of(data, company.id, end)
            watched = _Watched(standing, standing.settled)
            self._watched[company.id] = watched
        return watched

    def _end(self, company: Company) -> int:
        with reading(self._service.engine) as connection:
            return next_position(connection, company.id) - 1

    def _note_touched(self, company: Company, watched: _Watched) -> None:
        counters = company.lane.counters
        counted = (counters.events, counters.ticks)
        if counted == watched.counted:
            return
        with reading(self._service.engine) as connection:
            end = next_position(connection, company.id) - 1
            cases = touched_sheets(connection, company.id, watched.looked, end)
            people = touched_agreements(connection, company.id, watched.looked, end)
        for told in (*((SHEET, each) for each in sorted(cases)), *((AGREEMENT, each) for each in sorted(people))):
            watched.cases[told] = _Touched()
        watched.looked, watched.counted = end, counted

    def _make(self, company: Company, watched: _Watched, signer: Signer, what: str, name: str) -> int:
        """Make the revisions of one case or person; what fails is tried again later, and holds up no other."""
        at, made = watched.cases[(what, name)], 0
        of = SheetSigning if what == SHEET else AgreementSigning
        signing = of(company, self._service.archive, signer, watched.standing.since, self._run)
        try:
            while time.monotonic() >= at.again and not self._ended.is_set():
                became = signing.make_next(name, self._service.now())
                made += became == "made"
                if became == "waits":
                    at.again = time.monotonic() + ASKED_AGAIN
                elif became == "done":
                    del watched.cases[(what, name)]
                    break
        except Exception as error:  # noqa: BLE001 - one case is no fault of the others
            at.again = time.monotonic() + AGAIN_SECONDS[min(at.tries, len(AGAIN_SECONDS) - 1)]
            at.tries += 1
            self._say(company, watched, name, error)
        return made

    def _settle(self, company: Company, watched: _Watched) -> None:
        """Note how far all is done, now and then: a later start looks from there."""
        if not watched.cases and watched.looked >= watched.standing.settled + KEPT_EVERY:
            watched.standing = replace(watched.standing, settled=watched.looked)
            watched.standing.keep(self._service.settings.data, company.id)

    def _watch(self) -> None:
        while not self._ended.wait(self._seconds):
            for company in tuple(self._service.companies.values()):
                if company.lane.held and not self._ended.is_set():
                    try:
                        self.look(company)
                    except Exception as error:  # noqa: BLE001 - one company is no fault of the others
                        self._say(company, self._watched[company.id], None, error)

    def _say(self, company: Company, watched: _Watched, of: str | None, error: Exception) -> None:
        """Tell in the log what went wrong, each kind once."""
        why = repr(error)[:500]
        if why not in watched.told:
            passing = isinstance(error, SQLAlchemyError | OSError | SignerFailed)
            (LOG.warning if passing else LOG.error)("sheet-not-signed", company=company.id, of=of, why=why)
            watched.told.add(why)
