"""The writer of a company goes on whatever fails beside it: its clock, another company, another thread."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from handover_policy.app.run import Run
from handover_policy.app.serving import lane as lanes
from handover_policy.app.serving.clock import MOST_DAYS
from handover_policy.app.serving.company import company_of
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings, embedded
from handover_policy.app.serving.taking_up import look_again, take_up_now
from handover_policy.app.serving.watching import PolicyWatch
from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.tables import COMPANIES, TABLES
from tests.service.test_batches import ledger_at
from tests.service.test_serve import policy_in
from tests.service.test_ticks import ZONE, leaving, read

SECONDS = 30.0
LEASE = 1.5
DEFAULT = "default"


class Broken:
    """What decides as a run does, and knows no time."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __getattr__(self, name: str) -> object:
        return getattr(self.run, name)

    def read_line(self, line: bytes, number: int) -> object:
        if b'"clock.ticked"' in line:
            raise KeyError("time")
        return self.run.read_line(line, number)


def until(reached: object, what: str) -> None:
    """Wait until something is so."""
    assert callable(reached)
    end = time.monotonic() + SECONDS
    while not reached():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def test_a_clock_event_that_fails_leaves_the_writer_at_work(tmp_path: Path):
    now = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    service = Service(embedded(tmp_path), now=lambda: now)
    service.start()
    lane, sound = service.companies[DEFAULT].lane, service.companies[DEFAULT].lane.run
    lane.run = cast("Run", Broken(sound))
    lane.schedule.at = now.timestamp() - 60
    until(lambda: lane.counters.failures, "the clock was not told")
    assert lane.schedule.at > now.timestamp()
    (answer,) = lane.tell(leaving(sound)[:1]).result(SECONDS)
    assert answer.outcome == "applied"
    lane.run = sound
    service.stop()


def test_a_clock_event_that_finds_nothing_new_is_the_last_of_its_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lanes, "MOST_AT_ONCE", 0)
    service = Service(embedded(tmp_path), now=lambda: datetime(2026, 3, 2, 10, tzinfo=ZONE))
    service.start()
    assert service.companies[DEFAULT].lane.tick() == 1
    service.stop()


def sleeping(lane: lanes.Lane) -> None:
    """Let nothing wait for the clock, as with a case whose messages are all sent."""
    with lane.ledger.batch() as (_, register):
        assert list(register.open_cases())
        for kind, name in register.agenda.waiting().wakes:
            register.agenda.sleep(kind, name, None)
    lane._look_ahead()


def test_a_departure_told_after_years_in_which_nothing_waited_is_no_leap(tmp_path: Path):
    now = [datetime(2026, 3, 2, 11, tzinfo=ZONE)]
    service = Service(embedded(tmp_path), now=lambda: now[0])
    service.start()
    lane = service.companies[DEFAULT].lane
    *told, leaves = leaving(lane.run)
    lane.tell(told).result(SECONDS)
    lane.do(lambda: sleeping(lane)).result(SECONDS)
    end, count = now[0] + timedelta(days=1500), 0
    while lane.schedule.at is not None and lane.schedule.at < end.timestamp():
        now[0] = datetime.fromtimestamp(lane.schedule.at, ZONE)
        count += lane.do(lane.tick).result(SECONDS)
    assert 1500 // MOST_DAYS <= count <= 2 * (1500 // MOST_DAYS)  # the writer may have told it by itself
    now[0] = end
    (answer,) = lane.tell([read(lane.run, {**json.loads(leaves.body), "time": end.isoformat()})]).result(SECONDS)
    assert answer.outcome == "applied", answer.decision
    service.stop()


def test_a_pause_of_years_is_caught_up_with_though_nothing_waited(tmp_path: Path):
    now = [datetime(2026, 3, 2, 11, tzinfo=ZONE)]
    service = Service(embedded(tmp_path), now=lambda: now[0])
    service.start()
    lane = service.companies[DEFAULT].lane
    lane.tell(leaving(lane.run)).result(SECONDS)
    lane.do(lambda: sleeping(lane)).result(SECONDS)
    now[0] += timedelta(days=1500)
    assert lane.do(lane.catch_up).result(SECONDS) == 1 + 1500 // MOST_DAYS
    assert lane.counters.reached == now[0]
    service.stop()


def test_two_threads_never_share_the_state_of_a_company(database: str):
    ledger = ledger_at(database)
    inside = threading.Event()

    def second() -> None:
        with ledger.batch():
            inside.set()

    with ledger.batch() as (_, register):
        thread = threading.Thread(target=second)
        shared: list[bool] = []
        let_go = register.let_go

        def slowly() -> None:
            shared.append(inside.wait(0.5))
            let_go()

        register.let_go = slowly  # type: ignore[method-assign]
        thread.start()
    thread.join(SECONDS)
    assert inside.is_set()
    assert shared[0] is False
    ledger.engine.dispose()


def test_two_processes_that_begin_a_company_at_once_both_learn_who_has_it(postgresql_database: str):
    engine = open_database(postgresql_database)
    TABLES.create_all(engine)
    found: list[object] = []
    with engine.connect() as connection, connection.begin():
        row = {"company": "acme", "next_position": 1, "clock": "{}", "state_format": 1, "code_version": "1", "epoch": 0}
        connection.execute(COMPANIES.insert().values(row))
        thread = threading.Thread(target=lambda: found.append(take_lease(engine, "acme", Holder(name="two"), "1")))
        thread.start()
        thread.join(0.5)
        assert not found
    thread.join(SECONDS)
    assert found
    assert found[0] is not None
    engine.dispose()


def held_by(address: str, name: str, tmp_path: Path, policies: dict[str, str]) -> Service:
    companies = tuple(CompanySettings(id=each, policy=(place,)) for each, place in policies.items())
    settings = Settings(data=tmp_path / name, database=address, companies=companies)
    service = Service(settings, lease=LEASE, engine="compiled")
    service._holder = replace(service._holder, name=name)
    return service


def test_a_company_that_cannot_be_taken_costs_no_other_its_writer(postgresql_database: str, tmp_path: Path):
    other = Path(__file__).parents[1] / "laws" / "policies" / "nasty"
    first = held_by(postgresql_database, "one", tmp_path, {"a": "builtin:default"})
    first.start()
    second = held_by(postgresql_database, "two", tmp_path, {"a": str(other), "b": "builtin:default"})
    second.start()
    assert second.companies["b"].lane.held
    first.stop()
    time.sleep(3 * LEASE)
    with reading(second.engine) as connection:
        rows = dict(connection.execute(select(COMPANIES.c.company, COMPANIES.c.lease_until)).fetchall())
    assert rows["b"] > time.time()
    third = held_by(postgresql_database, "three", tmp_path, {"a": "builtin:default"})
    third.start()
    until(lambda: third.companies["a"].lane.held, "the company was kept by who cannot write for it")
    third.stop()
    second.stop()


def test_a_policy_is_not_exchanged_while_the_company_is_taken(tmp_path: Path):
    service = Service(embedded(tmp_path), engine="compiled")
    settings = service.settings.companies[0]
    company = company_of(service.engine, settings, service.now, evaluator="compiled")
    before = company.opened
    checked = look_again(company, service.now())
    with company.alone:
        thread = threading.Thread(target=take_up_now, args=(company, checked, service.now, "compiled"))
        thread.start()
        thread.join(1)
        assert company.opened is before
    thread.join(SECONDS)
    assert company.opened is checked.opened
    service.stop()


def test_policies_are_watched_on_where_a_writer_had_no_time_for_one(tmp_path: Path):
    policy_in(tmp_path / "acme")
    settings = replace(embedded(tmp_path), companies=(CompanySettings(id="acme", policy=(str(tmp_path / "acme"),)),))
    service = Service(settings, engine="compiled")
    service.start()
    watch, lane = PolicyWatch(service, folders=0.1), service.companies["acme"].lane
    watch.start()
    lane._ended = True
    policy_in(tmp_path / "acme", version="1.1.0")
    time.sleep(3)
    assert lane.run.books.zone_owner.manifest.version == "1.0.0"
    lane._ended = False
    until(lambda: lane.run.books.zone_owner.manifest.version == "1.1.0", "nobody looked again")
    watch.stop()
    service.stop()


def test_a_writer_that_the_network_has_left_does_not_wait_for_ever(postgresql_database: str):
    engine = open_database(postgresql_database, lease=LEASE)
    told = engine.raw_connection().driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert told["tcp_user_timeout"] == str(int(LEASE * 1000))
    assert told["connect_timeout"] == "2"
    engine.dispose()
