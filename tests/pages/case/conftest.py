"""A company with one departure, fresh for each module that only reads, and one for each test that acts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handover_policy.app.serving.settings import CodeSettings
from tests.pages.case.company import ServedCompany, serving


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCompany]:
    """Give a company for reading."""
    with serving(tmp_path_factory.mktemp("case")) as served:
        yield served


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ServedCompany]:
    """Give a company of the test's own."""
    with serving(tmp_path) as served:
        yield served


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[ServedCompany]:
    """Give a company whose pages ask for codes."""
    with serving(tmp_path, CodeSettings(sheet=True, acts=True)) as served:
        yield served
