"""A dossier as a service writes it: one for all tests, for making it takes longer than checking it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.evidence.dossier.making import Made, made_dossier


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Give the dossier of a salesman's departure, and the service that it comes from."""
    with made_dossier(tmp_path_factory.mktemp("dossier")) as found:
        yield found
