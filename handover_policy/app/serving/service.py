"""Service: companies, each with its writer, on one database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from datetime import UTC, date, datetime
from types import MappingProxyType

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy import __version__
from handover_policy.app.filing.opening import opened_archive
from handover_policy.app.filing.retention import EVIDENCE, retained_from
from handover_policy.app.library import Library
from handover_policy.app.serving.company import (
    Company,
    company_of,
    data_folder,
    keep_company,
    release_company,
    take_company,
)
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.database import LEASE_SECONDS, POSTGRESQL, open_database, reading
from handover_policy.ledger.lease import Holder, LeaseLost, address_of, this_process
from handover_policy.ledger.ready import ready

LOG = structlog.get_logger()
PATIENCE = 5.0
"""Seconds that a start waits for companies: who takes longer goes on beside the others."""
MOST_WRITING = 16
"""Companies whose batches are at work at once: more of them are no faster, and leave no connection to who reads."""
AT_ONCE = 4
"""Companies taken at once."""


def wall_clock() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


class Service:
    """What `handover serve` runs: started once, stopped once; between the two any thread may ask its companies."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = wall_clock,
        address: str | None = None,
        engine: EngineName = "durable",
        lease: float = LEASE_SECONDS,
        writes: bool = True,
        migrate: bool = False,
        any_silence: bool = False,
    ) -> None:
        """Take the settings, the clock, the address at which this process takes requests, and how long a lease is.

        `writes` says whether it takes companies, `migrate` whether an older PostgreSQL database is brought up to date,
        `any_silence` whether its clock is believed though it is more than 400 days beyond a ledger.
        """
        self.settings, self.now = settings, now
        self._evaluator: EngineName = engine
        self._writes, self._migrate, self._any_silence = writes, migrate, any_silence
        self._holder = Holder(name=this_process(), address=address, seconds=lease)
        self._companies: dict[str, Company] = {}
        self._takings: dict[str, threading.Thread] = {}
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="leases", daemon=True)
        self.engine: Engine = open_database(settings.database, lease=lease)
        self.writers: Engine = open_database(
            settings.database, lease=lease, writers=min(MOST_WRITING, len(settings.companies))
        )
        self._leased = self.engine.dialect.name == POSTGRESQL
        self._at_once = threading.Semaphore(AT_ONCE if self._leased else 1)
        self.archive = opened_archive(settings, self.engine, self._retained_until)

    @property
    def companies(self) -> Mapping[str, Company]:
        """All companies by id, those included that another process writes for."""
        return MappingProxyType(self._companies)

    def start(self) -> None:
        """Make the database ready, and take every company that no other process holds, each by itself.

        What ails one company is told in the log, and tried again; it is raised where no company could be taken.

        Raises:
            DatabaseUnready: another release wrote the database.
            PolicyRefused: a company's set has errors.
            PolicyUnfit: the ledger of each company cannot go on with its policy.
            OSError: a folder is not there, or cannot be written.
            SQLAlchemyError: the database failed.

        """
        data_folder(self.settings.data)
        ready(self.engine, self.now(), migrate=self._migrate or None, holder=self._holder.name)
        shared = Library()
        self._companies.update({each.id: self._company(each, shared) for each in self.settings.companies})
        self._keeper.start()
        for company in self._companies.values():
            self._look_after(company)
        left = self._await_takings(PATIENCE)
        failed = [company.not_taken for company in self._companies.values() if company.not_taken is not None]
        if failed and len(failed) == len(self._companies):
            raise failed[0]
        begun: list[Future[None]] = [company.lane.begun for company in self._companies.values() if company.lane.held]
        wait_for(begun, left)

    def _retained_until(self, company: str, now: datetime) -> date | None:
        """Return until when a file must be there that is brought now: as evidence of a handover that may begin now."""
        known = self._companies.get(company)
        return None if known is None else retained_from(known, EVIDENCE, now.date(), now.date())

    def _company(self, settings: CompanySettings, shared: Library) -> Company:
        return company_of(
            self.writers,
            settings,
            self.now,
            evaluator=self._evaluator,
            any_silence=self._any_silence,
            library=shared,
        )

    def stop(self) -> None:
        """Answer what waits, and give everything back."""
        self._ended.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self._await_takings(PATIENCE)
        for company in self._companies.values():
            try:
                release_company(company, self.engine)
            except (SQLAlchemyError, OSError) as error:  # what it holds ends by itself; the others are given back
                LOG.warning("company-not-given-back", company=company.id, why=repr(error))
        self._companies.clear()
        self.writers.dispose()
        self.engine.dispose()

    def address_of(self, company: str) -> str | None:
        """Return where the process takes requests that writes for a company; None where nobody does."""
        with reading(self.engine) as connection:
            return address_of(connection, company)

    def _look_after(self, company: Company) -> None:
        """Lengthen the lease of a company that is held, or being taken; let it be taken where nobody holds it."""
        taking = self._takings.get(company.id)
        if company.lane.held or (taking is not None and taking.is_alive()):
            if self._leased:
                keep_company(company, self.engine, self._holder)
        elif self._writes and not self._ended.is_set():
            taking = threading.Thread(target=self._take, args=(company,), name=f"take-{company.id}", daemon=True)
            self._takings[company.id] = taking
            taking.start()

    def _await_takings(self, seconds: float) -> float:
        """Wait until companies are taken, so long at most; return what is left of the time."""
        end = time.monotonic() + seconds
        for taking in tuple(self._takings.values()):
            taking.join(max(0.0, end - time.monotonic()))
        return max(0.0, end - time.monotonic())

    def _take(self, company: Company) -> None:
        """Take a company, unless another process holds it."""
        try:
            with self._at_once:
                take_company(company, self.engine, self._holder, self.now, __version__)
        except LeaseLost:
            return  # another process has taken it meanwhile
        except Exception as error:  # noqa: BLE001 - what ails one company is no fault of the others
            if type(error) is not type(company.not_taken):  # once, however often it is tried again
                LOG.warning("company-not-taken", company=company.id, why=repr(error))
            company.not_taken = error
        else:
            company.not_taken = None

    def _keep(self) -> None:
        while not self._ended.wait(self._holder.seconds / 3):
            for company in self._companies.values():
                try:
                    self._look_after(company)
                except (SQLAlchemyError, LeaseLost):
                    continue  # a database that is away: the next turn finds it, or another process has taken over
                except Exception as error:  # noqa: BLE001 - what ails one company takes no lease from the others
                    LOG.warning("company-not-kept", company=company.id, why=repr(error))
