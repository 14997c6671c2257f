"""What is read is found by keys and indexes: no question runs through a whole table with texts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, Executable, insert
from sqlalchemy.dialects import sqlite

from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.reading.cases import TaskPlace, TasksAsked, history_asked, tasks_after, tasks_asked
from handover_policy.ledger.reading.evidence import case_rows_asked, kind_asked
from handover_policy.ledger.reading.told import decisions_after, decisions_between
from handover_policy.ledger.tables import CASE_LINKS, COMPANIES, LEDGER, TABLES

ASKED: dict[str, tuple[Executable, tuple[str, ...]]] = {
    "the feed": (decisions_between("acme", 7, 2007, 100, case=None, effect="gate"), ("position>? AND position<?",)),
    "the feed of a case": (
        decisions_between("acme", 7, 2007, 100, case="E1/1", effect=None),
        ("case_id=? AND position>? AND position<?", "company=? AND position=?"),
    ),
    "a history": (history_asked("acme", "E1/1", 7, 50), ("case_id=? AND position>?", "company=? AND position=?")),
    "a dossier": (case_rows_asked("acme", "E1/1"), ("case_id=? AND position>?", "company=? AND position=?")),
    "how was decided": (kind_asked("acme", "policy"), ("INDEX ledger_kind (company=? AND kind=?)",)),
    "tasks": (tasks_asked("acme", TaskPlace("E1/1", 3), 50, TasksAsked()), ("(case_id,place)>(?,?)",)),
    "tasks of a person": (
        tasks_asked("acme", None, 50, TasksAsked(person="E1", due_before=date(2026, 3, 2))),
        ("company=? AND person=?",),
    ),
}
COLUMNS = {"kind": "event", "type": "x", "received_at": "", "body": "{}", "leaf": b""}


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


@pytest.mark.parametrize("name", ASKED)
def test_a_question_searches_by_its_index(engine: Engine, name: str) -> None:
    asked, wanted = ASKED[name]
    told = plan(engine, asked)
    for each in wanted:
        assert each in told, told
    scans = [line for line in told.splitlines() if line.startswith("SCAN")]
    assert all("subquery" in line.lower() or "anon" in line for line in scans), told


def test_the_feed_goes_on_behind_what_it_looked_at_in_vain(engine: Engine) -> None:
    count = 45_000
    with writing(engine) as connection:
        rows = [{"company": "acme", "position": place, **COLUMNS} for place in range(1, count + 1)]
        effects = '{"effects":[{"effect":"gate","case":"E1/1"}]}'
        told = [{**row, "decision": effects if row["position"] == 44_000 else '{"effects":[]}'} for row in rows]
        connection.execute(insert(LEDGER), told)
        connection.execute(insert(CASE_LINKS), [{"company": "acme", "case_id": "E1/1", "position": 44_000}])
        standing = {"company": "acme", "next_position": count + 1, "clock": "", "state_format": 1, "epoch": 1}
        connection.execute(insert(COMPANIES), [{**standing, "code_version": ""}])
    for named in ({"effect": "gate"}, {"case": "E1/1"}, {"effect": "gate", "case": "E1/1"}):
        after, turns, found = 0, 0, list[int]()
        while after < count:
            with reading(engine) as connection:
                feed = decisions_after(connection, "acme", after, 10, **named)
            assert feed.last > after
            after, turns, found = feed.last, turns + 1, found + [position for position, _ in feed.rows]
        assert found == [44_000]
        assert turns <= 4
    with reading(engine) as connection:
        assert tasks_after(connection, "acme", None, 10, TasksAsked()) == []
