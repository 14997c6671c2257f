"""A company for the tests of the page of a task: one for all that change nothing of each other's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.task.company import ServedCompany, company


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCompany]:
    with company(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[ServedCompany]:
    with company(tmp_path) as made:
        yield made
