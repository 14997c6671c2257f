"""tell_time: the clock of every company told once, where no service runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from handover_policy import __version__
from handover_policy.app.proving.watching import LogWatch
from handover_policy.app.serving.company import Company, company_of, hold_company
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.service import wall_clock
from handover_policy.app.serving.settings import Settings
from handover_policy.app.serving.told import ClockAhead
from handover_policy.ledger.lease import Holder, give_back, this_process


@dataclass(frozen=True, slots=True)
class _Ticked:
    """What the watch over a ledger asks of a service, where none runs."""

    engine: Engine
    settings: Settings
    now: Callable[[], datetime]
    companies: Mapping[str, Company]


class LeaseHeld(RuntimeError):
    """Another process writes for a company."""

    def __init__(self, company: str) -> None:
        """Take the company."""
        super().__init__(f"another process writes for {company}")
        self.company = company


def tell_time(
    settings: Settings, now: Callable[[], datetime] = wall_clock, *, any_silence: bool = False
) -> Iterator[tuple[str, int | ClockAhead]]:
    """Yield for each company by how many clock events it was told the time, or that the clock is not believed.

    As a day begins its ledger gets the checkpoint of the day, as `serve` makes it: what fails there is told in the log.

    After more than 400 days of silence it is believed where `any_silence` says so.

    Raises:
        PolicyRefused: a company's set has errors.
        PolicyUnfit: a company's ledger cannot go on with its policy.
        LeaseHeld: another process writes for a company.
        SQLAlchemyError: the database failed.

    """
    holder = Holder(name=this_process())
    with opened_database(settings) as engine:
        for each in settings.companies:
            company = company_of(engine, each, now, any_silence=any_silence)
            if not hold_company(company, engine, holder, now, __version__):
                raise LeaseHeld(each.id)
            lane = company.lane
            try:
                told = lane.telling.ahead_of_ledger() or lane.catch_up() or lane.tick()
                if not isinstance(told, ClockAhead):
                    LogWatch(_Ticked(engine, settings, now, {each.id: company}), sends_again=False).look(company)
                yield each.id, told
            finally:
                give_back(engine, lane.ledger.lease)
