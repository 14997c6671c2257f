"""DeskWriting: transactions of a sender, and results written one by one where they cannot be written together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine

from handover_policy.app.sending.carrying.done import write_done
from handover_policy.app.sending.turns import FAULT, AskedParcels, CarriedParcel, Desk
from handover_policy.app.serving.told import Overloaded, WrittenElsewhere
from handover_policy.ledger.database import SQLITE, is_away, writing
from handover_policy.ledger.lease import LeaseLost
from handover_policy.ports.channels import Unknown

LOG = structlog.get_logger()
Result = TypeVar("Result")


def passes(error: Exception) -> bool:
    """Return whether what stands in the way of a company passes by itself."""
    return is_away(error) or isinstance(error, Overloaded | WrittenElsewhere | LeaseLost)


@dataclass(slots=True)
class DeskWriting:
    """Writes for companies, on SQLite through a company's writer, which alone writes there; `count` says how often."""

    engine: Engine
    count: int = 0

    def whole(self, desk: Desk, work: Callable[[Connection], Result]) -> Result:
        """Return what a transaction returns."""
        self.count += 1

        def within() -> Result:
            with writing(self.engine) as connection:
                return work(connection)

        lane = desk.company.lane
        if self.engine.dialect.name == SQLITE and lane.held:
            return lane.do(within).result()
        return within()

    def singly(self, desk: Desk, done: list[CarriedParcel | AskedParcels], now: datetime) -> None:
        """Write what came back one by one, and take it out of the list: nobody knows what became of what is unfit.

        What passes by itself is raised, with what is left in the list.
        """
        while done:
            try:
                self.whole(desk, partial(write_done, desk=desk, done=[done[0]], now=now))
            except Exception as error:
                if passes(error):
                    raise
                LOG.exception("result-unwritten", company=desk.id, channel=done[0].carrier.name)
                self._fault(desk, done[0], error, now)
            done.pop(0)

    def _fault(self, desk: Desk, done: CarriedParcel | AskedParcels, error: Exception, now: datetime) -> None:
        """Write that nobody knows what became of a parcel; where even that fails, its claim runs out."""
        if isinstance(done, AskedParcels):
            return
        told = replace(done, answer=Unknown(code=FAULT, reason=type(error).__name__), untried=False)
        try:
            self.whole(desk, partial(write_done, desk=desk, done=[told], now=now))
        except Exception as again:
            if passes(again):
                raise
            LOG.exception("result-lost", company=desk.id, channel=done.carrier.name)
