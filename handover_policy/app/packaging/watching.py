"""PackageWatch: has the packages exported that decisions call for, beside the writers, until it is stopped."""

from __future__ import annotations

import threading
import time

import structlog

from handover_policy.app.packaging.exporting import export_due, exporter_of
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service

LOG = structlog.get_logger()
SECONDS = 1.0
"""How often is looked whether something was decided."""
AGAIN_SECONDS = 300.0
"""How long after something went wrong it is tried again."""


class PackageWatch:
    """A thread that looks after the packages of a service; of a company that is written for here."""

    def __init__(self, service: Service, *, seconds: float = SECONDS) -> None:
        """Take the service, and the seconds between two looks."""
        self._service, self._seconds = service, seconds
        self._counted: dict[str, tuple[int, int]] = {}
        self._again: dict[str, float] = {}
        self._told: set[tuple[str, str]] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="packages", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is broken off is done again by whoever watches next."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(self._seconds * 2)

    def look(self, company: Company) -> None:
        """Export what is due of a company, where something was decided since."""
        counters = company.lane.counters
        counted, moment = (counters.events, counters.ticks), time.monotonic()
        if self._counted.get(company.id) == counted or moment < self._again.get(company.id, 0.0):
            return
        try:
            export_due(exporter_of(self._service, company), ended=self._ended.is_set)
            self._counted[company.id] = counted
        except Exception as error:  # noqa: BLE001 - the packages of one company are no fault of the others
            self._again[company.id] = moment + AGAIN_SECONDS
            if (told := (company.id, repr(error))) not in self._told:
                self._told.add(told)
                LOG.warning("packages-not-exported", company=company.id, why=repr(error))

    def _watch(self) -> None:
        while not self._ended.wait(self._seconds):
            for company in tuple(self._service.companies.values()):
                if company.lane.held and not self._ended.is_set():
                    self.look(company)
