"""Channels that a test made are closed when it is over."""

from collections.abc import Iterator

import pytest

from tests.deliveries.posted import OPENED
from tests.service.conftest import database, postgresql_database, postgresql_url


@pytest.fixture(autouse=True)
def every_channel_is_closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


__all__ = ["database", "postgresql_database", "postgresql_url"]
