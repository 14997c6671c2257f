"""opened_database: a service's database used by a command that does not run it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine

from handover_policy.app.serving.company import data_folder
from handover_policy.app.serving.settings import Settings
from handover_policy.ledger.database import open_database
from handover_policy.ledger.ready import ready


@contextmanager
def opened_database(settings: Settings) -> Iterator[Engine]:
    """Give the database of a service, its tables made where there are none.

    Raises:
        DatabaseUnready: another release wrote it; `serve` brings an older one up to date.
        OSError: the data folder cannot be made.
        SQLAlchemyError: the database failed.

    """
    data_folder(settings.data)
    engine = open_database(settings.database)
    try:
        ready(engine, datetime.now(UTC), migrate=False)
        yield engine
    finally:
        engine.dispose()
