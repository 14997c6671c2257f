"""A ledger over rows decides as `run` does, however its events are cut into batches, and whatever fails between."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.told import Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.saved import state_json
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import open_database
from handover_policy.ledger.lease import Holder, Lease, take_lease
from handover_policy.ledger.tables import TABLES
from handover_policy.render.line import decision_line
from handover_policy.sources.shipped import shipped_folder

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 29, tzinfo=UTC)
ME = Holder(name="me")


class Failed(RuntimeError):
    """A transaction that a test lets fail."""


def fail() -> None:
    raise Failed


@cache
def the_run() -> Run:
    return Run(open_policies([shipped_folder("rules") / "default"]))


@cache
def told_events() -> tuple[Told, ...]:
    lines = [*(ROOT / "examples/salesman.jsonl").read_bytes().splitlines()]
    lines += (ROOT / "examples/every-message.jsonl").read_bytes().splitlines()
    found = [(the_run().read_line(line, 1), line.decode()) for line in lines]
    return tuple(Told(event=event, body=body) for event, body in found if not isinstance(event, Unreadable))


@cache
def plainly() -> tuple[list[str], bytes]:
    """Return what `run` decides, and the state it ends in."""
    run = the_run().again()
    decided = [decision_line(run.decided(told.event).decision).decode() for told in told_events()]
    return decided, state_json(run.register, run.books)


def ledger_at(address: str, **held: Any) -> CompanyLedger:
    engine = open_database(address)
    TABLES.drop_all(engine)
    TABLES.create_all(engine)
    lease = take_lease(engine, "acme", ME, "1")
    assert lease is not None
    return CompanyLedger(engine, lease, the_run().books.zone_owner.manifest.timezone, **held)


def state_of(ledger: CompanyLedger, books: Rulebooks) -> bytes:
    with ledger.batch() as (_, register):
        return state_json(register, books)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_cut_into_batches_with_any_failures_decides_as_run(database: str, data: st.DataObject):
    ledger = ledger_at(database, people_held=data.draw(st.integers(0, 9)), cases_held=data.draw(st.integers(0, 3)))
    run, events, answers = the_run().again(), told_events(), list[str]()
    sizes, failures = st.integers(1, 40), st.sampled_from([False, False, False, True])
    while len(answers) < len(events):
        here = events[len(answers) : len(answers) + data.draw(sizes)]
        try:
            with ledger.batch() as (batch, register):
                outcomes = decide_batch(run, batch, register, [(told,) for told in here], NOW)
                if data.draw(failures):
                    fail()
        except Failed:
            continue
        answers += [answer.decision for outcome in outcomes for answer in outcome.answers]
    decided, state = plainly()
    assert answers == decided
    assert state_of(ledger, run.books) == state
    ledger.engine.dispose()


def test_a_writer_that_lost_its_lease_stores_nothing(database: str):
    ledger = ledger_at(database)
    later = take_lease(ledger.engine, "acme", ME, "1")
    assert later is not None
    with pytest.raises(RuntimeError), ledger.batch() as (batch, register):
        decide_batch(the_run().again(), batch, register, [told_events()[:1]], NOW)
    after = CompanyLedger(ledger.engine, Lease(company="acme", epoch=later.epoch), ledger.zone)
    with after.batch() as (batch, _):
        assert batch.next_position == 1
    ledger.engine.dispose()
