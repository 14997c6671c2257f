"""Company: one company of a service, ready to be told events and asked about them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.library import Library
from handover_policy.app.load import Opened
from handover_policy.app.run import Run
from handover_policy.app.serving.checking import CompanyChecked, check_company
from handover_policy.app.serving.clock import Schedule
from handover_policy.app.serving.keeping.taking_up import take_up
from handover_policy.app.serving.lane import Lane
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.delivery.kinds import takes_items
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.lease import Holder, Lease, give_back, renew_lease, take_lease
from handover_policy.ledger.outbox.rows import Receiver


class PolicyRefused(ValueError):
    """A company's policy set has errors, or cannot be read; `checked` tells the findings."""

    def __init__(self, company: str, checked: CompanyChecked) -> None:
        """Take the company and what was found."""
        super().__init__(f"the policy of {company} has errors")
        self.company, self.checked = company, checked


NO_EPOCH = -1
"""That of nobody: no transaction under it is let through."""


@dataclass(slots=True, kw_only=True)
class Company:
    """A company of the service; its lane is held where this process writes for it, `not_taken` why it could not be.

    `alone` is held while its policy is exchanged, or the right to write for it taken: these two never overlap.
    """

    settings: CompanySettings
    opened: Opened
    lane: Lane
    refused: tuple[Finding, ...] = ()
    not_taken: Exception | None = None
    alone: threading.Lock = field(default_factory=threading.Lock)

    @property
    def id(self) -> str:
        """Its id."""
        return self.settings.id

    @property
    def run(self) -> Run:
        """What reads and decides its events."""
        return self.lane.run


def opened_company(
    settings: CompanySettings, *, engine: EngineName = "durable", library: Library | None = None
) -> tuple[Opened, Run]:
    """Return a company's policy as it was opened, and what decides by it; `library` is what ships, where it was read.

    Raises:
        PolicyRefused: the set has errors, or cannot be read.

    """
    checked = check_company(settings, library)
    if not checked.sound or checked.opened is None:
        raise PolicyRefused(settings.id, checked)
    return checked.opened, Run(checked.opened, engine=engine)


def company_of(
    engine: Engine,
    settings: CompanySettings,
    now: Callable[[], datetime],
    *,
    evaluator: EngineName = "durable",
    any_silence: bool = False,
    library: Library | None = None,
) -> Company:
    """Return a company that this process does not write for yet; many that start at once share what ships.

    Its clock is believed after any silence where `any_silence` says so.

    Raises:
        PolicyRefused: the set has errors.
        OSError: a folder is not there, or cannot be read.

    """
    opened, run = opened_company(settings, engine=evaluator, library=library)
    manifest = run.books.zone_owner.manifest
    nobody = Lease(company=settings.id, epoch=NO_EPOCH)
    receivers = tuple(Receiver(channel=each.channel, effects=frozenset(each.effects)) for each in settings.webhooks)
    lists = frozenset(name for name, told in settings.channels.items() if takes_items(told.kind, told.values))
    ledger = CompanyLedger(
        engine,
        nobody,
        manifest.timezone,
        channels=frozenset(settings.channels) - lists,
        receivers=receivers,
        item_channels=lists,
    )
    schedule = Schedule(zone=manifest.timezone, send_at=manifest.send_at)
    lane = Lane(run, ledger, schedule, now, any_silence=any_silence)
    return Company(settings=settings, opened=opened, lane=lane)


def take_company(
    company: Company, engine: Engine, holder: Holder, now: Callable[[], datetime], code_version: str
) -> bool:
    """Return whether this process writes for a company now, its lane started; it raises what `hold_company` does.

    The lane catches up with the clock by itself: `start` of it says when.
    """
    with company.alone:
        held = hold_company(company, engine, holder, now, code_version)
        if held:
            company.lane.start()
    return held


def hold_company(
    company: Company, engine: Engine, holder: Holder, now: Callable[[], datetime], code_version: str
) -> bool:
    """Return whether this process may write for a company now: not while another one holds its lease.

    Raises:
        PolicyUnfit: the company's ledger cannot go on with its policy.
        LeaseLost: another process has taken it meanwhile.
        SQLAlchemyError: the database failed.

    """
    lease = take_lease(engine, company.id, holder, code_version)
    if lease is None:
        return False
    lane = company.lane
    lane.ledger = lane.ledger.under(lease)
    with _given_back(engine, lane):
        take_up(lane.ledger, company.run, company.opened, now())
    return True


@contextmanager
def _given_back(engine: Engine, lane: Lane) -> Iterator[None]:
    """Let another process take a company at once that this one cannot write for."""
    try:
        yield
    except BaseException:
        with suppress(SQLAlchemyError):  # it ends by itself
            give_back(engine, lane.ledger.lease)
        raise


def keep_company(company: Company, engine: Engine, holder: Holder) -> bool:
    """Return whether this process goes on writing for a company, and lengthen its lease."""
    lease = company.lane.ledger.lease
    kept = renew_lease(engine, lease, holder)
    if not kept and company.lane.ledger.lease is lease:  # it was not taken anew meanwhile
        company.lane.lose()
    return kept


def release_company(company: Company, engine: Engine) -> None:
    """Answer what waits, and let another process take the company."""
    company.lane.stop()
    if company.lane.held:
        give_back(engine, company.lane.ledger.lease)


def data_folder(path: Path) -> Path:
    """Return a folder that only its owner can look into, made where it is missing."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
