"""Company: one company of a service, ready to be told events and asked about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.clock import Schedule
from handover_policy.app.serving.keeping.taking_up import take_up
from handover_policy.app.serving.lane import Lane
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.lease import Holder, Lease, give_back, take_lease
from handover_policy.sources.shipped import policy_place


class PolicyRefused(ValueError):
    """A company's policy set has errors; `opened` tells the findings."""

    def __init__(self, company: str, opened: Opened) -> None:
        """Take the company and what was opened."""
        super().__init__(f"the policy of {company} has errors")
        self.company, self.opened = company, opened


class HeldElsewhere(RuntimeError):
    """Another process writes for a company."""

    def __init__(self, company: str) -> None:
        """Take the company."""
        super().__init__(f"another process writes for {company}")
        self.company = company


@dataclass(slots=True, kw_only=True)
class Company:
    """A company that this process writes for."""

    settings: CompanySettings
    opened: Opened
    lane: Lane
    lease: Lease

    @property
    def id(self) -> str:
        """Its id."""
        return self.settings.id

    @property
    def run(self) -> Run:
        """What reads and decides its events."""
        return self.lane.run


def opened_company(settings: CompanySettings, *, engine: EngineName = "durable") -> tuple[Opened, Run]:
    """Return a company's policy as it was opened, and what decides by it.

    Raises:
        PolicyRefused: the set has errors.
        OSError: a folder is not there, or cannot be read.

    """
    opened = open_policies([policy_place(each) for each in settings.policy])
    if not opened.policies or opened.templates is None:
        raise PolicyRefused(settings.id, opened)
    return opened, Run(opened, engine=engine)


def take_company(
    engine: Engine,
    settings: CompanySettings,
    holder: Holder,
    now: Callable[[], datetime],
    code_version: str,
    *,
    evaluator: EngineName = "durable",
) -> Company:
    """Return a company that this process writes for from now on; its lane is not started yet.

    Raises:
        PolicyRefused: the set has errors.
        PolicyUnfit: the company's ledger cannot go on with it.
        HeldElsewhere: another process writes for it.
        OSError: a folder is not there, or cannot be read.

    """
    opened, run = opened_company(settings, engine=evaluator)
    lease = take_lease(engine, settings.id, holder, code_version)
    if lease is None:
        raise HeldElsewhere(settings.id)
    manifest = run.books.zone_owner.manifest
    ledger = CompanyLedger(engine, lease, manifest.timezone)
    take_up(ledger, run, opened, now())
    schedule = Schedule(zone=manifest.timezone, send_at=manifest.send_at)
    return Company(settings=settings, opened=opened, lane=Lane(run, ledger, schedule, now), lease=lease)


def release_company(company: Company, engine: Engine) -> None:
    """Answer what waits, and let another process take the company."""
    company.lane.stop()
    give_back(engine, company.lease)


def data_folder(path: Path) -> Path:
    """Return a folder that only its owner can look into, made where it is missing."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
