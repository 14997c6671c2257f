"""Files by place and version: what the same name and the same content make of each other, on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import Engine

from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.files.versions import (
    Bringing,
    FileVersion,
    HeldFile,
    bring_file,
    held_files,
    hold_file,
    newest_of,
    places_of,
    versions_at,
)
from handover_policy.ledger.tables import TABLES

NOW = datetime(2026, 4, 13, 2, tzinfo=UTC)
PLACE = "E1/1:own.files"


def file_of(content: str) -> HeldFile:
    return HeldFile(sha256=hashlib.sha256(content.encode()).hexdigest(), size=len(content), media_type="text/plain")


def bring(engine: Engine, name: str, content: str, place: str = PLACE, company: str = "acme") -> None:
    hold_file(engine, company, file_of(content))
    bring_file(engine, company, file_of(content), Bringing(place=place, name=name, person="E1", now=NOW))


def there(engine: Engine, place: str = PLACE, company: str = "acme") -> Sequence[FileVersion]:
    with reading(engine) as connection:
        return versions_at(connection, company, place)


def test_a_name_has_versions_and_the_same_content_makes_none(database: str) -> None:
    engine = open_database(database)
    TABLES.create_all(engine)
    for name, content in (("a", "1"), ("b", "2"), ("a", "3"), ("a", "3"), ("c", "2"), ("a", "1")):
        bring(engine, name, content)
    found = [(each.name, each.version, each.number) for each in there(engine)]
    assert found == [("a", 1, 1), ("b", 1, 2), ("a", 2, 3), ("a", 3, 4)]
    assert [(each.name, each.version) for each in newest_of(there(engine))] == [("b", 1), ("a", 3)]
    bring(engine, "z", "2", place="elsewhere")
    with reading(engine) as connection:
        assert places_of(connection, "acme", file_of("2").sha256) == [PLACE, "elsewhere"]
        assert set(held_files(connection, "acme", [file_of("1").sha256, "0" * 64])) == {file_of("1").sha256}
        assert held_files(connection, "other", [file_of("1").sha256]) == {}
    assert there(engine, company="other") == []
    engine.dispose()


def test_many_at_one_moment_each_make_a_version(database: str) -> None:
    engine = open_database(database)
    TABLES.create_all(engine)
    with ThreadPoolExecutor(6) as several:
        list(several.map(lambda number: bring(engine, f"n{number}", f"{number}"), range(18)))
    assert [each.number for each in there(engine)] == list(range(1, 19))
    engine.dispose()
