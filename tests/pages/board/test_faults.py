"""A fault of ours is told as one, with a name to ask after; that a database is held is told as such."""

import json
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handover_policy.ledger.database import is_away, open_database, reading, writing
from handover_policy.web.log import log_lines
from handover_policy.web.pages import inbox
from handover_policy.web.pages.cases import page as case_page
from handover_policy.web.reads import cases
from tests.pages.board.company import HR, Visitor, resigned, words
from tests.service.api.serving import Served


@pytest.fixture(autouse=True)
def log() -> Iterator[StringIO]:
    """Give what is logged, in lines without the values at hand."""
    kept = StringIO()
    log_lines(kept)
    yield kept
    structlog.reset_defaults()


def wrong(view: Any, *_: object, **__: object) -> None:
    """Ask what no table knows, of a view or a connection."""
    getattr(view, "connection", view).execute(text("SELECT secret FROM nowhere WHERE name = :name"), {"name": "王晓敏"})


def held(*_: object, **__: object) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise OperationalError("SELECT 1", {}, error)


def broken(*_: object) -> None:
    raise RuntimeError("broken")


def test_a_wrong_statement_behind_a_page_is_our_fault(
    shared: Served, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    monkeypatch.setattr(inbox, "inbox_of", wrong)
    answer = Visitor(shared, HR).get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "系统出错了" in words(answer)
    assert f"编号 {answer.headers['x-request-id']}" in words(answer)
    failed = next(json.loads(line) for line in log.getvalue().splitlines() if '"failed"' in line)
    assert failed["request"] == answer.headers["x-request-id"]
    assert failed["exception"][0]["frames"]
    assert "王晓敏" not in log.getvalue()


def test_a_database_that_is_held_is_busy_on_a_page(shared: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "inbox_of", held)
    answer = Visitor(shared, HR).get("/")
    assert (answer.status_code, "暂时不能办理" in words(answer)) == (503, True)


def test_what_goes_wrong_when_something_is_noted_is_told_by_its_kind(
    acme: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.tell(resigned("E1"))
    visitor = Visitor(acme, HR)
    for fails, status in ((held, 503), (broken, 500)):
        monkeypatch.setattr(case_page, "note_looked", fails)
        assert visitor.get("/cases/E1/1").status_code == status


def test_the_api_tells_the_same_two_apart(acme: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    acme.tell(resigned("E1"))
    for fails, status, code in ((wrong, 500, "internal"), (held, 503, "unwritten")):
        monkeypatch.setattr(cases, "view_of", fails)
        answer = acme.get("/v1/cases/E1/1")
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, code)
        assert answer.headers["x-request-id"]


def test_what_sqlite_says_of_statements_is_no_trouble_that_passes(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    for statement in ("SELECT * FROM nowhere", "SELEC 1", "SELECT nothing"):
        with pytest.raises(SQLAlchemyError) as told, reading(engine) as connection:
            connection.execute(text(statement))
        assert not is_away(told.value)
    with writing(engine), reading(engine) as other:
        other.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(SQLAlchemyError) as told:
            other.exec_driver_sql("CREATE TABLE held (id)")
    assert is_away(told.value)
    engine.dispose()
    missing = open_database(f"sqlite:///{tmp_path / 'none' / 'a.db'}")
    with pytest.raises(SQLAlchemyError) as told, reading(missing):
        pass
    assert is_away(told.value)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (ProgrammingError("x", {}, psycopg.errors.UndefinedTable()), False),
        (OperationalError("x", {}, psycopg.errors.LockNotAvailable()), True),
        (OperationalError("x", {}, psycopg.OperationalError("connection refused")), True),
        (InterfaceError("x", {}, psycopg.InterfaceError("the connection is closed")), True),
        (InterfaceError("x", {}, sqlite3.InterfaceError("binding")), False),
        (ProgrammingError("x", {}, psycopg.ProgrammingError(), connection_invalidated=True), True),
        (PoolTimeout(), True),
        (OSError(), True),
        (KeyError(), False),
        (SQLAlchemyError(), False),
    ],
)
def test_what_passes_by_itself(error: Exception, *, away: bool) -> None:
    assert is_away(error) is away
