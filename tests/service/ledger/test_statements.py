"""Every statement of the ledger names the company, and none goes through a table of bodies from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from sqlalchemy import Delete, Engine, Insert, Select, Update, event
from sqlalchemy.dialects import sqlite

import handover_policy.ledger
from handover_policy.app.serving.keeping.export import export_lines
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.rebuild import rebuild_state
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.proofs.growing import ALL_COMPANIES
from handover_policy.ledger.state_format import FORMATS
from handover_policy.ledger.tables import COMPANIES, TABLES
from tests.service.ledger.playing import COMPANY, SALESMAN, Clock, events_of, settings_for, tell, tick, writing_for

BODIES = ("ledger", "people", "cases", "tasks", "policy_sets", "delegations")
OF_ALL_COMPANIES = {id(FORMATS), id(ALL_COMPANIES)}
"""What is asked about every company, when a release starts: the formats of their states, and who has a ledger."""
Statement = Select[Any] | Update | Delete | Insert


def constants() -> Iterator[tuple[str, Statement]]:
    """Yield every statement that a module of ledger/ holds, alone or within something, by its name."""
    for module in walk_packages(handover_policy.ledger.__path__, f"{handover_policy.ledger.__name__}."):
        if ".migrations" in module.name:
            continue
        held = import_module(module.name)
        for name, value in vars(held).items():
            inside = (
                value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else [value]
            )
            for number, each in enumerate(inside):
                if isinstance(each, Select | Update | Delete | Insert):
                    yield f"{module.name.rpartition('.')[2]}.{name}[{number}]", each


STATEMENTS = dict(constants())


def names_company(statement: Statement) -> bool:
    """Return whether a statement is about one company, by a condition or by what it writes."""
    written = str(statement.compile(dialect=sqlite.dialect()))
    where = written.partition("WHERE")[2]
    return bool(re.search(r"\bcompany = ", where)) or written.startswith("INSERT")


def plan_of(connection: Any, statement: Statement) -> list[str]:
    """Return how SQLite goes about a statement."""
    written = str(statement.compile(dialect=sqlite.dialect()))
    asked = re.sub(r"\?", "1", re.sub(r"__\[POSTCOMPILE_\w+\]", "1, 2", written))
    return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]


def scans(plan: list[str], tables: tuple[str, ...] = BODIES) -> list[str]:
    """Return the steps that go through a whole table."""
    return [step for step in plan if re.match(rf"SCAN ({'|'.join(tables)})\b", step)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    from handover_policy.ledger.database import open_database  # noqa: PLC0415

    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'handover.db'}")
    TABLES.create_all(made)
    yield made
    made.dispose()


def test_there_are_statements_of_every_kind() -> None:
    assert len(STATEMENTS) > 40
    assert {type(each) for each in STATEMENTS.values()} == {Select, Update, Delete, Insert}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_the_company_and_scans_no_table_of_bodies(name: str, engine: Engine) -> None:
    statement = STATEMENTS[name]
    assert names_company(statement) or id(statement) in OF_ALL_COMPANIES, str(statement)
    if isinstance(statement, Insert):
        return
    with engine.connect() as connection:
        plan = plan_of(connection, statement)
    assert plan
    assert scans(plan) == []
    for step in plan:
        assert "SEARCH ledger" not in step or re.search(r"company=\? AND \w+[=<>]|company=\?\)", step), step


def test_whatever_a_service_asks_names_the_company_and_scans_nothing(tmp_path: Path) -> None:
    asked: dict[str, Any] = {}
    clock = Clock(datetime(2020, 1, 1, tzinfo=UTC))
    lines = events_of(SALESMAN)

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        if re.match(r"SELECT|UPDATE|DELETE|INSERT", statement):
            asked.setdefault(statement, parameters[0] if many else parameters)

    with writing_for(settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path), clock) as company:
        engine = company.lane.ledger.engine
        event.listen(engine, "before_cursor_execute", note)
        tell(company, lines, clock)
        clock.at += timedelta(days=40)
        tick(company, clock())
        assert verify_ledger(engine, COMPANY, evaluator="compiled").differences == []
        open_anew(company.lane.ledger, clock(), without=["E1001"], erase=True)
        assert list(export_lines(engine, COMPANY, whole=True))
        rebuild_state(engine, COMPANY, Holder(name="test"), evaluator="compiled")
        event.remove(engine, "before_cursor_execute", note)
        assert len(asked) > 40
        with engine.connect() as connection:
            for statement, parameters in asked.items():
                assert "company" in statement, statement
                plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                assert scans(plan, (*BODIES, "outbox", "seen_events", "case_links", "watches")) == [], (statement, plan)


def test_a_statement_that_forgets_the_company_or_scans_is_noticed(engine: Engine) -> None:
    forgets = TABLES.tables["people"].select().where(TABLES.tables["people"].c.id == "E1")
    assert not names_company(forgets)
    with engine.connect() as connection:
        assert scans(plan_of(connection, forgets)) == ["SCAN people"]
    assert names_company(COMPANIES.select().where(COMPANIES.c.company == COMPANY))
