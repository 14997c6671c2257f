"""A database gets the tables of this release, from nothing and from older ones; a newer one is left alone."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import handover_policy.ledger.files.versions
import handover_policy.ledger.people.tables
import handover_policy.ledger.personal.tables  # noqa: F401 - with those of people they are among TABLES
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.ready import MIGRATIONS, DatabaseUnready, Ready, ready
from handover_policy.ledger.state_format import StateNewer, bring_up, converted
from handover_policy.ledger.tables import TABLES
from tests.service.ledger.playing import COMPANY, opened

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
HEAD = ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""
NEXT = str(int(HEAD) + 1)
MADE_UP = f'''"""A column more."""

from alembic import op
from sqlalchemy import Column, Text

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.add_column("outbox", Column("remark", Text()))
'''


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The versions of a release that comes later."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "made_up.py").write_text(MADE_UP)
    return folder


def leave_out_later(folder: Path, *versions: str) -> None:
    """Take the versions of later releases out of a folder."""
    for each in (folder / "versions").glob("*.py"):
        if each.stem not in versions:
            each.unlink()


def shape(engine: Engine) -> dict[str, Any]:
    """Return what a database says of its tables, in full; columns that came later may stand behind the others."""
    if engine.dialect.name == "sqlite":
        asked = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%' ORDER BY name"
        with engine.connect() as connection:
            found_there: dict[str, Any] = {}
            for kind, name, sql in connection.execute(text(asked)).fetchall():
                rows = connection.execute(text(f"PRAGMA table_xinfo('{name}')")).fetchall()
                told = sorted(row[1:] for row in rows) if kind == "table" else re.sub(r"\s+", " ", sql or "")
                found_there[name] = (told, (sql or "").endswith("WITHOUT ROWID"))
            return found_there
    found = inspect(engine)
    names = [name for name in found.get_table_names() if name != "alembic_version"]
    columns = {name: sorted(map(str, found.get_columns(name))) for name in names}
    keys = {name: found.get_pk_constraint(name) for name in names}
    asked = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename != 'alembic_version'"
    with engine.connect() as connection:
        indexes = {row[0]: row[1] for row in connection.execute(text(asked))}
    return {"columns": columns, "keys": keys, "indexes": indexes}


def test_the_versions_give_the_very_tables_of_the_definition(database: str) -> None:
    with opened(database) as engine:
        assert ready(engine, NOW) == Ready(before=None, now=HEAD)
        migrated = shape(engine)
        assert ready(engine, NOW) == Ready(before=HEAD, now=HEAD)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), TABLES) == []
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
            TABLES.drop_all(connection)
        TABLES.create_all(engine)
        assert shape(engine) == migrated


def test_people_of_the_first_release_are_found_by_name_and_manager_afterwards(database: str, tmp_path: Path) -> None:
    first = tmp_path / "first"
    shutil.copytree(MIGRATIONS, first)
    leave_out_later(first, "first")
    told = {"name": "王晓敏", "manager": "M1", "department": 7}
    body = orjson.dumps({"id": "E1", "attributes": told}).decode()
    with opened(database) as engine:
        ready(engine, NOW, migrations=first)
        with engine.begin() as connection:
            asked = text("INSERT INTO people (company, id, body, absent) VALUES (:company, 'E1', :body, :absent)")
            connection.execute(asked, {"company": COMPANY, "body": body, "absent": False})
        assert ready(engine, NOW, migrate=True).before == "1"
        with engine.connect() as connection:
            found = connection.execute(text("SELECT name, manager, department FROM people")).one()
    assert tuple(found) == ("王晓敏", "M1", None)


def test_messages_of_before_know_their_departure_and_whether_they_were_opened_and_go_out_no_more(
    database: str, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    shutil.copytree(MIGRATIONS, second)
    leave_out_later(second, "first", "second")
    effects = [{"effect": "notice", "key": f"n{each}", "case": "E1/1"} for each in (1, 2)]
    row = {"company": COMPANY, "position": 1, "decision": orjson.dumps({"effects": effects}).decode(), "leaf": b"1"}
    with opened(database) as engine:
        ready(engine, NOW, migrations=second)
        with engine.begin() as connection:
            into = "INSERT INTO ledger (company, position, kind, received_at, decision, leaf)"
            connection.execute(text(f"{into} VALUES (:company, :position, 'event', '', :decision, :leaf)"), row)
            into = "INSERT INTO outbox (company, notice, channel, position, person, state, attempts)"
            for notice, channel in (("n1", "sms"), ("n1", "portal"), ("n2", "portal"), ("gone", "email")):
                told = {"company": COMPANY, "notice": notice, "channel": channel, "place": 2 if notice == "gone" else 1}
                connection.execute(
                    text(f"{into} VALUES (:company, :notice, :channel, :place, 'E1', 'waiting', 0)"), told
                )
            into = "INSERT INTO read_messages (company, notice, person, at)"
            connection.execute(text(f"{into} VALUES (:company, 'n2', 'E1', '')"), {"company": COMPANY})
        assert ready(engine, NOW, migrate=True).before == "2"
        with engine.connect() as connection:
            asked = "SELECT notice, channel, state, case_id, code FROM outbox ORDER BY notice, channel"
            found = [tuple(each) for each in connection.execute(text(asked))]
    assert found == [
        ("gone", "email", "undeliverable", None, "channel-not-set-up"),
        ("n1", "portal", "delivered", "E1/1", None),
        ("n1", "sms", "undeliverable", "E1/1", "channel-not-set-up"),
        ("n2", "portal", "read", "E1/1", None),
    ]


def test_an_older_database_is_brought_up_to_date_after_a_copy(database: str, newer: Path) -> None:
    with opened(database) as engine:
        ready(engine, NOW)
        lease = take_lease(engine, COMPANY, Holder(name="other"), "0")
        assert lease is not None
        server = engine.dialect.name == "postgresql"
        if server:
            with pytest.raises(DatabaseUnready, match="older"):
                ready(engine, NOW, migrations=newer)
            with pytest.raises(DatabaseUnready, match="held"):
                ready(engine, NOW, migrate=True, migrations=newer)
            assert "remark" not in [each["name"] for each in inspect(engine).get_columns("outbox")]
        done = ready(engine, NOW, migrate=True, holder="other", migrations=newer)
        assert (done.before, done.now, done.copy is None) == (HEAD, NEXT, server)
        assert "remark" in [each["name"] for each in inspect(engine).get_columns("outbox")]
        if done.copy is not None:
            with closing(sqlite3.connect(done.copy)) as copy:
                assert copy.execute("SELECT company FROM companies").fetchall() == [(COMPANY,)]
                assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        with pytest.raises(DatabaseUnready, match="newer") as refused:
            ready(engine, NOW)
        assert refused.value.params == {"found": NEXT, "known": HEAD}


def test_tables_that_nobody_versioned_and_state_of_a_newer_release_are_refused(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'foreign.db'}") as engine:
        TABLES.create_all(engine)
        with pytest.raises(DatabaseUnready, match="foreign"):
            ready(engine, NOW)
    with opened(f"sqlite:///{tmp_path / 'newer.db'}") as engine:
        ready(engine, NOW)
        take_lease(engine, COMPANY, Holder(name="test"), "0")
        with engine.begin() as connection:
            connection.execute(text("UPDATE companies SET state_format = 99"))
        with pytest.raises(DatabaseUnready, match="newer"):
            ready(engine, NOW)


def test_a_version_that_fails_halfway_changes_nothing(tmp_path: Path, newer: Path) -> None:
    failing = newer / "versions" / "made_up.py"
    failing.write_text(MADE_UP + '    op.execute("SELECT nonsense")\n')
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        ready(engine, NOW)
        before = shape(engine)
        with pytest.raises(Exception, match="nonsense"):
            ready(engine, NOW, migrations=newer)
        assert shape(engine) == before
        assert ready(engine, NOW).now == HEAD


def test_older_state_is_converted_step_by_step(tmp_path: Path) -> None:
    def renamed(table: str, noun: dict[str, Any]) -> dict[str, Any]:
        return {**noun, "table": table, "steps": noun.get("steps", 0) + 1}

    steps = {1: renamed, 2: renamed}
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        ready(engine, NOW)
        take_lease(engine, COMPANY, Holder(name="test"), "0")
        with engine.begin() as connection:
            told = {"company": COMPANY, "id": "E1", "body": '{"id":"E1"}', "duty_at": None, "absent": False}
            connection.execute(TABLES.tables["people"].insert(), told)
        with engine.begin() as connection:
            assert bring_up(connection) == 0
            assert bring_up(connection, until=3, converters=steps) == 1
            body = connection.execute(text("SELECT body FROM people")).scalar_one()
            assert orjson.loads(body) == {"id": "E1", "table": "people", "steps": 2}
            assert connection.execute(text("SELECT state_format FROM companies")).scalar_one() == 3
            with pytest.raises(StateNewer):
                bring_up(connection)
    assert converted("people", "{}", 1) == "{}"
