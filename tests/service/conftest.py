"""Databases for the tests of the service: SQLite in a file, and a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.service.postgresql import URL, fresh_database, server

NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the address of a PostgreSQL server that runs."""
    given = os.environ.get(URL)
    if given:
        yield given
        return
    with server() as started:
        yield started.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'handover.db'}"
    return fresh_database(request.getfixturevalue("postgresql_url"), f"handover_{os.getpid()}_{next(NUMBERS)}")


@pytest.fixture
def postgresql_database(postgresql_url: str) -> str:
    """Return the address of a new, empty database on PostgreSQL."""
    return fresh_database(postgresql_url, f"handover_{os.getpid()}_{next(NUMBERS)}")
