"""written_through: what a command left for the ledger is written before it ends, by it or by the service that runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from sqlalchemy import Engine

from handover_policy import __version__
from handover_policy.app.serving.company import company_of, release_company, take_company
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.ledger.database import reading
from handover_policy.ledger.holding import Held, hold
from handover_policy.ledger.lease import Holder, this_process
from handover_policy.ledger.notes.marks import marks_wait

SECONDS, STEP = 60.0, 0.1


def written_through(settings: Settings, one: CompanySettings, engine: Engine, now: Callable[[], datetime]) -> bool:
    """Return whether all that was left for a company's ledger is written: by this process where no service runs.

    What is not written by then stays, and is written by whoever writes next.

    Args:
        settings: of the service.
        one: the company.
        engine: on its database.
        now: the clock.

    Raises:
        PolicyRefused: no service runs, and the company's set has errors.
        PolicyUnfit: no service runs, and the company's ledger cannot go on with its policy.
        OSError: a folder is not there, or cannot be read.
        SQLAlchemyError: the database failed.

    """
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(settings.database, f"handover archive (PID {os.getpid()})"))
        except Held:
            return _waited(engine, one.id, SECONDS)
        company = company_of(engine, one, now)
        if take_company(company, engine, Holder(name=this_process()), now, __version__):
            stack.callback(release_company, company, engine)
        return _waited(engine, one.id, SECONDS)


def _waited(engine: Engine, company: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while True:
        with reading(engine) as connection:
            if not marks_wait(connection, company):
                return True
        if time.monotonic() > end:
            return False
        time.sleep(STEP)
