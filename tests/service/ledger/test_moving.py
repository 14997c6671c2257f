"""A ledger exported is replayed, imported and rebuilt byte for byte, also from an opening with half of it erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.keeping.export import LedgerUnreadable, export_lines, ledger_lines
from handover_policy.app.serving.keeping.holding import LedgerHeld
from handover_policy.app.serving.keeping.moving import LedgerBroken, LedgerThere, import_ledger
from handover_policy.app.serving.keeping.opening import StillWanted, open_anew
from handover_policy.app.serving.keeping.rebuild import rebuild_state
from handover_policy.app.serving.keeping.replayed import replayed
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.keeping.state_rows import state_in
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.tables import TABLES
from handover_policy.render.line import decision_line
from handover_policy.sources.event_files import EventText
from handover_policy.sources.shipped import policy_place
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    ledger_of,
    opened,
    play,
    settings_for,
    tell,
    tick,
    writing_for,
)

EVENTS = events_of(SALESMAN)
HOLDER = Holder(name="test")


def exported(database: str, *, whole: bool = False, events: bool = False) -> list[bytes]:
    with opened(database) as engine:
        return list(export_lines(engine, COMPANY, whole=whole, events=events))


def decisions(database: str, first: int = 1) -> list[str]:
    return [row.decision or "" for row in ledger_of(database, first=first) if row.kind == "event"]


def replayed_lines(lines: list[bytes]) -> list[str]:
    return [decision_line(each.decision).decode() for _, each in replayed(ledger_lines(lines), engine="compiled")]


def state(database: str) -> object:
    with opened(database) as engine, engine.connect() as connection:
        clock = connection.execute(text("SELECT clock FROM companies")).scalar_one()
        return state_in(connection, COMPANY, clock).json()


def differences(database: str) -> list[object]:
    with opened(database) as engine:
        return [*verify_ledger(engine, COMPANY, evaluator="compiled").differences]


@pytest.fixture
def fresh(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'fresh.db'}"
    with opened(address) as engine:
        TABLES.create_all(engine)
    return address


def test_an_export_is_replayed_and_imported_byte_for_byte(database: str, fresh: str, tmp_path: Path) -> None:
    play(settings_for(database, tmp_path), EVENTS)
    lines = exported(database)
    rows = [orjson.loads(line) for line in lines]
    stored = ledger_of(database)
    assert [(row["position"], row["kind"], row["received_at"]) for row in rows] == [
        (row.position, row.kind, row.received_at) for row in stored
    ]
    assert [row["body"] for row in rows] == [orjson.loads(row.body or "") for row in stored]
    assert [row.body for row in ledger_lines(lines)] == [row.body for row in stored]
    assert {tuple(row) for row in rows if row["kind"] == "event"} == {("position", "kind", "received_at", "body")}
    assert replayed_lines(lines) == decisions(database)
    run = Run(open_policies([policy_place("builtin:default")]), engine="compiled")
    events = exported(database, events=True)
    assert [
        decision_line(run.decide(EventText(line=1, content=each)).decision).decode() for each in events
    ] == decisions(database)
    whole = exported(database, whole=True)
    with opened(fresh) as engine:
        assert import_ledger(engine, COMPANY, ledger_lines(whole), HOLDER, evaluator="compiled") == len(stored)
    assert ledger_of(fresh) == stored
    assert (exported(fresh), exported(fresh, whole=True)) == (lines, whole)
    assert state(fresh) == state(database)
    assert differences(fresh) == []
    with opened(fresh) as engine, pytest.raises(LedgerThere):
        import_ledger(engine, COMPANY, ledger_lines(whole), HOLDER, evaluator="compiled")


def test_a_plain_export_is_imported_with_the_same_decisions(fresh: str, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    play(settings_for(database, tmp_path), EVENTS)
    lines = exported(database)
    rewritten = [orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2).replace(b"\n", b" ") for line in lines]
    for told in (lines, rewritten):
        with opened(fresh) as engine:
            for table in TABLES.sorted_tables:
                with engine.begin() as connection:
                    connection.execute(table.delete())
            import_ledger(engine, COMPANY, ledger_lines(told), HOLDER, evaluator="compiled")
        assert exported(fresh) == lines or told is rewritten
        assert decisions(fresh) == decisions(database)
        assert state(fresh) == state(database)
        assert differences(fresh) == []


def test_an_export_that_is_none_is_refused_and_nothing_is_written(fresh: str, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    play(settings_for(database, tmp_path), EVENTS[:8])
    lines, whole = exported(database), exported(database, whole=True)
    altered = [line.replace(b'"position":5', b'"position":5').replace(b"2023-07-03", b"2023-07-04") for line in whole]
    for told, error in (
        ([*lines[:3], *lines[4:]], LedgerBroken),
        (lines[1:], LedgerBroken),
        (altered, LedgerBroken),
        ([*lines, b"nonsense"], LedgerUnreadable),
        ([*lines, b"[]"], LedgerUnreadable),
        ([*lines, b'{"position":11,"kind":"event","received_at":"","body":3}'], LedgerUnreadable),
    ):
        with opened(fresh) as engine, pytest.raises(error):
            import_ledger(engine, COMPANY, ledger_lines(told), HOLDER, evaluator="compiled")
        assert ledger_of(fresh) == []


def test_the_state_is_rebuilt_under_the_lock(database: str, tmp_path: Path) -> None:
    play(settings_for(database, tmp_path), EVENTS)
    before, rows = state(database), ledger_of(database)
    with opened(database) as engine:
        with engine.begin() as connection:
            for table in ("people", "cases", "tasks", "watches", "delegations", "seen_events", "case_links"):
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of tables
            connection.execute(text("DELETE FROM outbox WHERE channel = 'email'"))
            connection.execute(text("UPDATE outbox SET state = 'accepted', attempts = 1"))
            sent = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
        if engine.dialect.name == "postgresql":  # of SQLite the file is held by whoever calls
            assert take_lease(engine, COMPANY, Holder(name="other"), "0") is not None
            with pytest.raises(LedgerHeld):
                rebuild_state(engine, COMPANY, HOLDER, evaluator="compiled")
            with engine.begin() as connection:
                connection.execute(text("UPDATE companies SET lease_until = NULL"))
        assert rebuild_state(engine, COMPANY, HOLDER, evaluator="compiled") == len(rows)
        with engine.connect() as connection:
            kept = connection.execute(text("SELECT count(*) FROM outbox WHERE state = 'accepted'")).scalar_one()
    assert kept == sent
    assert (state(database), ledger_of(database), differences(database)) == (before, rows, [])


def test_half_a_ledger_is_erased_and_the_rest_goes_on_byte_for_byte(database: str, tmp_path: Path) -> None:
    whole, settings = f"sqlite:///{tmp_path / 'whole.db'}", settings_for(database, tmp_path)
    others = [line.replace(b"E1001", b"E2001").replace(b"E1002", b"E2002") for line in EVENTS]
    others = [line.replace(b"2026-", b"2027-") for line in others]
    named = [orjson.dumps({**orjson.loads(line), "id": f"b{at}"}) for at, line in enumerate(others)]
    play(settings_for(whole, tmp_path), [*EVENTS, *named], clock := Clock())
    clock = Clock()
    with writing_for(settings, clock) as company:
        tell(company, [*EVENTS, *named[:18]], clock)
        clock.at += timedelta(seconds=1)
        with pytest.raises(StillWanted):
            open_anew(company.lane.ledger, clock(), without=["E2001"])
        position = open_anew(company.lane.ledger, clock(), erase=True)
        tell(company, named[18:24], clock)
    play(settings, named[24:], clock)
    erased = [row for row in ledger_of(database) if row.body is None]
    kept = [row for row in ledger_of(database) if row.body is not None and row.position < position]
    assert len(erased) >= len(EVENTS)
    assert {(row.decision, row.salt, row.subject, row.case_id) for row in erased} == {(None,) * 4}
    assert all(row.kind == "event" and row.leaf and row.received_at for row in erased)
    assert all("E1001" not in (row.body or "") for row in kept if "clock.ticked" not in (row.body or ""))
    assert any(row.case_id == "E2001/1" for row in kept)
    after = decisions(database, position + 1)
    assert after == decisions(whole)[-len(after) :]
    lines = exported(database)
    assert orjson.loads(lines[0])["kind"] == "opening"
    assert replayed_lines(lines) == after
    assert differences(database) == []
    before = state(database)
    with opened(database) as engine:
        rebuild_state(engine, COMPANY, HOLDER, evaluator="compiled")
    assert state(database) == before
    fresh = f"sqlite:///{tmp_path / 'moved.db'}"
    with opened(fresh) as engine:
        TABLES.create_all(engine)
        import_ledger(engine, COMPANY, ledger_lines(exported(database, whole=True)), HOLDER, evaluator="compiled")
    assert (state(fresh), differences(fresh), exported(fresh)) == (before, [], lines)


def test_people_past_retention_are_left_out(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    clock = Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        left = [name for name in ("E1001",) if b"task.submitted" in b"".join(EVENTS)]
        clock.at += timedelta(days=200)
        for _ in range(3):
            tick(company, clock())
            clock.at += timedelta(days=100)
        open_anew(company.lane.ledger, clock(), without=left, erase=True)
        tick(company, clock())
    with opened(database) as engine, engine.connect() as connection:
        for table, column in (("people", "id"), ("cases", "employee"), ("tasks", "case_id"), ("ledger", "subject")):
            found = connection.execute(text(f"SELECT {column} FROM {table}")).scalars().all()  # noqa: S608
            assert not any(str(each).startswith("E1001") for each in found), table
    assert "E1001" not in str(state(database))
    assert differences(database) == []
