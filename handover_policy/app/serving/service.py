"""Service: companies, each with its writer, on one database."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import Engine

from handover_policy import __version__
from handover_policy.app.serving.company import Company, data_folder, release_company, take_company
from handover_policy.app.serving.settings import Settings
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.database import open_database
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.tables import TABLES


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
    ) -> None:
        """Take the settings, the clock, and the address at which this process takes requests."""
        self.settings, self.now = settings, now
        self._evaluator: EngineName = engine
        self._holder = Holder(name=f"{socket.gethostname()}/{os.getpid()}", address=address)
        self._companies: dict[str, Company] = {}
        self.engine: Engine = open_database(settings.database)

    @property
    def companies(self) -> Mapping[str, Company]:
        """The companies that this process writes for, by id."""
        return MappingProxyType(self._companies)

    def start(self) -> None:
        """Make the database ready, take every company, and catch up with the clock.

        Raises:
            PolicyRefused: a company's set has errors.
            HeldElsewhere: another process writes for a company.
            OSError: a folder is not there, or cannot be written.

        """
        data_folder(self.settings.data)
        TABLES.create_all(self.engine)
        for each in self.settings.companies:
            company = take_company(self.engine, each, self._holder, self.now, __version__, evaluator=self._evaluator)
            self._companies[each.id] = company
            company.lane.start()

    def stop(self) -> None:
        """Answer what waits, and give everything back."""
        for company in self._companies.values():
            release_company(company, self.engine)
        self._companies.clear()
        self.engine.dispose()
