"""A company of its own for each test that changes something, one for those that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.board.company import CLIENTS, company
from tests.service.api.serving import Served


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Served]:
    with company(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with company(tmp_path_factory.mktemp("company") / "data") as made:
        yield made


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while CLIENTS:
        CLIENTS.pop().close()
