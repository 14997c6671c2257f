"""What ails one company is its own: the others are taken, keep their leases, and decide."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handover_policy.app.serving import service as services
from handover_policy.app.serving.ahead import ClockState
from handover_policy.app.serving.company import Company, take_company
from handover_policy.app.serving.lane import Lane
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.ledger.database import reading
from handover_policy.ledger.lease import this_process
from handover_policy.ledger.tables import COMPANIES, LEDGER
from handover_policy.web.doors import KEY_READERS, PROBES, READERS
from tests.service.test_lanes import LEASE, SECONDS, until
from tests.service.test_ticks import ZONE, leaving

THEN = datetime(2026, 3, 2, 11, tzinfo=ZONE)
AILING, SOUND = "a", "b"


def service_of(address: str, tmp_path: Path, *ids: str) -> Service:
    companies = tuple(CompanySettings(id=each) for each in ids or (AILING, SOUND))
    settings = Settings(data=tmp_path / "data", database=address, companies=companies)
    return Service(settings, now=lambda: THEN, lease=LEASE, engine="compiled")


def test_a_clock_that_cannot_be_told_at_the_start_is_one_companys_own(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = Lane.catch_up

    def broken(self: Lane) -> int:
        if self.ledger.company == AILING:
            raise KeyError("time")
        return whole(self)

    monkeypatch.setattr(Lane, "catch_up", broken)
    service = service_of(database, tmp_path)
    service.start()
    ailing, sound = (service.companies[each].lane for each in (AILING, SOUND))
    assert (ailing.telling.standing, sound.telling.standing) == (ClockState.CLOCK_FAILED, None)
    for lane in (ailing, sound):
        (answer,) = lane.tell(leaving(lane.run)[:1]).result(SECONDS)
        assert answer.outcome == "applied"
    monkeypatch.undo()
    ailing.schedule.at = THEN.timestamp()
    until(lambda: ailing.telling.standing is None, "it was not tried again")
    service.stop()


def test_a_start_that_takes_longer_than_a_lease_costs_nobody_their_own(
    postgresql_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gone_on, whole = threading.Event(), Lane.catch_up

    def slow(self: Lane) -> int:
        if self.ledger.company == AILING:
            assert gone_on.wait(SECONDS)
        return whole(self)

    monkeypatch.setattr(Lane, "catch_up", slow)
    monkeypatch.setattr(services, "PATIENCE", 2 * LEASE)
    service = service_of(postgresql_database, tmp_path)
    service.start()
    ailing, sound = (service.companies[each].lane for each in (AILING, SOUND))
    epochs = (ailing.ledger.lease.epoch, sound.ledger.lease.epoch)
    assert ailing.telling.standing is ClockState.STARTING
    (answer,) = sound.tell(leaving(sound.run)[:1]).result(SECONDS)
    assert answer.outcome == "applied"
    waits = ailing.tell(leaving(ailing.run)[:1])
    assert not waits.done()
    with reading(service.engine) as connection:
        now = connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one()
        leases = dict(connection.execute(select(COMPANIES.c.company, COMPANIES.c.lease_until)).fetchall())
    assert min(leases.values()) > now
    gone_on.set()
    assert waits.result(SECONDS)[0].outcome == "applied"
    assert (ailing.ledger.lease.epoch, sound.ledger.lease.epoch) == epochs
    service.stop()


def test_a_company_that_cannot_be_taken_is_tried_again_and_named(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(company: Company, *rest: object) -> bool:
        if company.id == AILING:
            raise KeyError("rows")
        return take_company(company, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(f"{services.__name__}.take_company", broken)
    service = service_of(database, tmp_path)
    service.start()
    ailing, sound = (service.companies[each] for each in (AILING, SOUND))
    until(lambda: sound.lane.held and ailing.not_taken is not None, "the other one was not taken")
    assert not ailing.lane.held
    monkeypatch.undo()
    until(lambda: ailing.lane.held and ailing.not_taken is None, "it was not tried again")
    service.stop()


def test_where_no_company_can_be_taken_a_start_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> bool:
        raise KeyError("rows")

    monkeypatch.setattr(f"{services.__name__}.take_company", broken)
    service = service_of(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path)
    with pytest.raises(KeyError):
        service.start()
    service.stop()


def test_a_writer_that_ends_while_it_catches_up_decides_nothing_years_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    begun, gone_on = threading.Event(), threading.Event()

    def slow(_: Lane) -> int:
        begun.set()
        assert gone_on.wait(SECONDS)
        raise OSError("the database is away")

    monkeypatch.setattr(Lane, "catch_up", slow)
    monkeypatch.setattr(services, "PATIENCE", 0.1)
    service = service_of(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, AILING)
    service.start()
    lane = service.companies[AILING].lane
    assert begun.wait(SECONDS)
    waits = lane.tell(leaving(lane.run)[:1])
    gone_on.set()
    assert waits.exception(SECONDS) is not None
    service.stop()
    again = service_of(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, AILING)
    with reading(again.engine) as connection:
        assert connection.execute(select(func.count()).where(LEDGER.c.kind == "event")).scalar() == 0


def test_two_containers_with_one_host_name_and_number_bear_two_names(tmp_path: Path):
    script = (
        "import os, socket; os.getpid = lambda: 1; socket.gethostname = lambda: 'handover';"
        "from handover_policy.ledger.lease import this_process; print(this_process())"
    )
    names = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout  # noqa: S603
        for _ in range(2)
    ]
    assert all(each.startswith("handover/1/") for each in names)
    assert names[0] != names[1]
    service = service_of(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, AILING)
    service.start()
    with reading(service.engine) as connection:
        assert connection.execute(select(COMPANIES.c.holder)).scalar() == this_process()
    service.stop()


def test_many_companies_that_write_at_once_leave_connections_to_who_reads(postgresql_database: str, tmp_path: Path):
    service = service_of(postgresql_database, tmp_path, *(f"c{each}" for each in range(20)))
    service.start()
    until(lambda: all(each.lane.held for each in service.companies.values()), "not all were taken")
    inside, gone_on = threading.Semaphore(0), threading.Event()

    def write(lane: Lane) -> None:
        with lane.ledger.batch():
            inside.release()
            assert gone_on.wait(SECONDS)

    tasks = [each.lane.do(partial(write, each.lane)) for each in service.companies.values()]
    for _ in range(services.MOST_WRITING):
        assert inside.acquire(timeout=SECONDS)
    began = time.monotonic()
    with ExitStack() as stack:
        for _ in range(READERS + KEY_READERS + PROBES):
            connection = stack.enter_context(reading(service.engine))
            assert connection.execute(select(func.count()).select_from(COMPANIES)).scalar() == len(tasks)
    assert time.monotonic() - began < LEASE
    assert not inside.acquire(blocking=False)
    gone_on.set()
    for task in tasks:
        task.result(SECONDS)
    service.stop()
