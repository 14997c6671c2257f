"""A real service and a real server on 127.0.0.1, its database in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api.serving import Served, serving


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Give a service of two companies with the set that ships, at a moment of its own."""
    with serving(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a service that the tests of a module share."""
    with serving(tmp_path_factory.mktemp("service") / "data") as made:
        yield made
