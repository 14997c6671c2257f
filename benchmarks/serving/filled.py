"""fill: people and departures put into a company's database by the ledger, in batches of 200, at rest afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from benchmarks.run import DIGEST, TEAM, ZONE, Told, Worker, hired, written
from benchmarks.serving.batches import read
from handover_policy import __version__
from handover_policy.app.serving.company import company_of, hold_company
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.lane import Lane
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import ALL_SCOPES, KeyWanted, add_key
from handover_policy.ledger.lease import Holder, give_back

AT_ONCE = 200
KEYS = 4
"""So many keys a company: with one of them somebody makes 500 requests a second at most."""
HOLDER = Holder(name="bench", seconds=3600.0)


def fill(settings: Settings, staff: Sequence[Worker], leaving: int = 0) -> dict[str, list[str]]:
    """Return keys of each company of a service, every one of which has these people then, so many of them leaving."""
    return fill_with(settings, list(told_of(staff, leaving)))


def fill_with(settings: Settings, told: Sequence[Told]) -> dict[str, list[str]]:
    """Return keys of each company of a service, every one of which was told these events."""
    with opened_database(settings) as engine:
        return {each.id: _filled(engine, settings, each, told) for each in settings.companies}


def _filled(engine: Engine, settings: Settings, company: CompanySettings, told: Sequence[Told]) -> list[str]:
    lines = [written(f"fill-{number}", each) for number, each in enumerate(told)]
    with _held(engine, company) as lane:
        _store(lane, lines, AT_ONCE)
        lane.catch_up()
    envelope, wanted = envelope_in(settings.data), KeyWanted(name="bench", scopes=(ALL_SCOPES,))
    return [add_key(engine, envelope, company.id, wanted, now()).text for _ in range(KEYS)]


def cost_alone(settings: Settings, lines: Sequence[bytes]) -> float:
    """Return the processor time of an event stored alone, without any service, in microseconds."""
    with opened_database(settings) as engine, _held(engine, settings.companies[0]) as lane:
        start = time.process_time()
        _store(lane, lines, 1)
        return (time.process_time() - start) / len(lines) * 1e6


@contextmanager
def _held(engine: Engine, company: CompanySettings) -> Iterator[Lane]:
    """Give the writer of a company, its thread not started; another process may write for the company afterwards."""
    at_hand = company_of(engine, company, now)
    if not hold_company(at_hand, engine, HOLDER, now, __version__):
        raise RuntimeError(f"another process writes for {company.id}")
    yield at_hand.lane
    give_back(engine, at_hand.lane.ledger.lease)


def _store(lane: Lane, lines: Sequence[bytes], size: int) -> None:
    for first in range(0, len(lines), size):
        with lane.ledger.batch() as (batch, register):
            requests = [(told,) for told in read(lane.run, lines[first : first + size])]
            decide_batch(lane.run, batch, register, requests, now())


def told_of(staff: Sequence[Worker], leaving: int) -> Iterator[Told]:
    """Yield how people became known yesterday, and that some gave notice just now: nobody who leads others."""
    yesterday, today = now() - timedelta(days=1), now()
    for told in hired(staff):
        yield replace(told, at=yesterday)
    led = [worker for number, worker in enumerate(staff) if number % TEAM > 1]
    for worker in led[:leaving]:
        yield Told(at=today, type="resignation.submitted", subject=worker.id, data={"form": "written"})


def upload(name: str, worker: Worker, at: datetime) -> bytes:
    """Return an event that opens nothing, as a line: somebody stores a document."""
    data = {"path": "文档.docx", "sha256": DIGEST, "size": 1}
    return written(name, Told(at=at, type="document.uploaded", subject=worker.id, data=data))


def now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC).astimezone(ZONE)
