"""Service: companies, each with its writer, on one database."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy import __version__
from handover_policy.app.filing.archive import Archive
from handover_policy.app.serving.company import (
    Company,
    company_of,
    data_folder,
    keep_company,
    release_company,
    take_company,
)
from handover_policy.app.serving.settings import Settings
from handover_policy.archive.folder import FolderBlobs
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.database import LEASE_SECONDS, POSTGRESQL, open_database, reading
from handover_policy.ledger.lease import Holder, LeaseLost, address_of
from handover_policy.ledger.ready import ready

LOG = structlog.get_logger()


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
    ) -> None:
        """Take the settings, the clock, the address at which this process takes requests, and how long a lease is.

        `writes` says whether it takes companies, `migrate` whether an older PostgreSQL database is brought up to date.
        """
        self.settings, self.now = settings, now
        self._evaluator: EngineName = engine
        self._writes, self._migrate = writes, migrate
        self._holder = Holder(name=f"{socket.gethostname()}/{os.getpid()}", address=address, seconds=lease)
        self._companies: dict[str, Company] = {}
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="leases", daemon=True)
        self.engine: Engine = open_database(settings.database, lease=lease)
        self.archive = Archive(self.engine, FolderBlobs(settings.files), settings.uploads)

    @property
    def companies(self) -> Mapping[str, Company]:
        """All companies by id, those included that another process writes for."""
        return MappingProxyType(self._companies)

    def start(self) -> None:
        """Make the database ready, take every company that no other process holds, and catch up with the clock.

        Raises:
            DatabaseUnready: another release wrote the database.
            PolicyRefused: a company's set has errors.
            PolicyUnfit: a company's ledger cannot go on with its policy.
            LeaseLost: another process has taken a company meanwhile.
            OSError: a folder is not there, or cannot be written.
            SQLAlchemyError: the database failed.

        """
        data_folder(self.settings.data)
        ready(self.engine, self.now(), migrate=self._migrate or None, holder=self._holder.name)
        for each in self.settings.companies:
            self._companies[each.id] = company_of(self.engine, each, self.now, evaluator=self._evaluator)
        for company in self._companies.values():
            self._look_after(company)
        if self.engine.dialect.name == POSTGRESQL:
            self._keeper.start()

    def stop(self) -> None:
        """Answer what waits, and give everything back."""
        self._ended.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for company in self._companies.values():
            try:
                release_company(company, self.engine)
            except (SQLAlchemyError, OSError) as error:  # what it holds ends by itself; the others are given back
                LOG.warning("company-not-given-back", company=company.id, why=repr(error))
        self._companies.clear()
        self.engine.dispose()

    def address_of(self, company: str) -> str | None:
        """Return where the process takes requests that writes for a company; None where nobody does."""
        with reading(self.engine) as connection:
            return address_of(connection, company)

    def _look_after(self, company: Company) -> None:
        """Lengthen the lease of a company that is held, or take it where nobody holds it."""
        if company.lane.held:
            keep_company(company, self.engine, self._holder)
        elif self._writes:
            take_company(company, self.engine, self._holder, self.now, __version__)

    def _keep(self) -> None:
        while not self._ended.wait(self._holder.seconds / 3):
            for company in self._companies.values():
                try:
                    self._look_after(company)
                except (SQLAlchemyError, LeaseLost):
                    continue  # a database that is away: the next turn finds it, or another process has taken over
                except Exception as error:  # noqa: BLE001 - what ails one company takes no lease from the others
                    LOG.warning("company-not-taken", company=company.id, why=repr(error))
