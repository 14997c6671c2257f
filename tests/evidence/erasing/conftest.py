"""A company that two people left, told once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.erasing.departures import Firm, firm, told

FILE = "handover.db"


@pytest.fixture(scope="session")
def departed_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a company that both left."""
    folder = tmp_path_factory.mktemp("departed")
    with firm(f"sqlite:///{folder / FILE}", folder, told()):
        pass
    return folder / FILE


@pytest.fixture
def here(departed_database: Path, tmp_path: Path) -> Iterator[Firm]:
    """Give that company, for one test alone."""
    shutil.copy(departed_database, tmp_path / FILE)
    with firm(f"sqlite:///{tmp_path / FILE}", tmp_path) as company:
        yield company
