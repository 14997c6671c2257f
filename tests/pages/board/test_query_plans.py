"""What a board asks for is found by indexes: no question runs through the bodies of tasks or of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, Executable
from sqlalchemy.dialects import sqlite

from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.reading.board import Sight, open_asked, stays_asked
from handover_policy.ledger.tables import TABLES

ALL = Sight(company="acme", today=date(2026, 4, 13), soon=date(2026, 4, 20))
OWN = Sight(company="acme", today=date(2026, 4, 13), soon=date(2026, 4, 20), under="M1")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(made)
    yield made
    made.dispose()


def plan(engine: Engine, asked: Executable) -> str:
    text = str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
    with reading(engine) as connection:
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))


@pytest.mark.parametrize("seen", [ALL, OWN], ids=["hr", "manager"])
def test_open_cases_and_their_tasks_are_counted_from_indexes(engine: Engine, seen: Sight) -> None:
    told = plan(engine, open_asked(seen))
    assert "COVERING INDEX tasks_unfinished" in told, told
    assert "cases" in told
    scans = [line for line in told.splitlines() if line.startswith("SCAN") and " tasks" in line]
    assert scans == [], told


def test_requests_to_stay_are_found_among_those_alone(engine: Engine) -> None:
    told = plan(engine, stays_asked(ALL, 20))
    assert "ledger_asks_to_stay" in told, told
    assert not any(line.startswith("SCAN ledger") for line in told.splitlines()), told
