"""Events a CPU-second stored and decided, on SQLite and PostgreSQL, beside `run` on the same events in one run.

Every event passes what the service does with it but for HTTP: read, decided on rows, messages written, and committed
in batches of 200, 20 and 1. Processor time is that of this process; a database server's own is not counted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, text

from benchmarks.run import company, workers
from benchmarks.serving.figures import say
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.told import Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import SQLITE, open_database
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.tables import TABLES
from handover_policy.render.line import decision_line
from handover_policy.sources.shipped import shipped_folder
from tests.service.postgresql import DURABLE, server

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = 3600.0
SQLITE_BYTES = (
    "SELECT (page_count - freelist_count) * page_size "
    "FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)
POSTGRESQL_BYTES = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What storing costs: microseconds of the processor an event, and bytes of the database."""

    each: float
    size: int


def batches(events: int, employees: int, sizes: Sequence[int], *, postgresql: bool) -> None:
    """Print what an event costs in batches of each size, and in `run`."""
    opened = open_policies([shipped_folder("rules") / "default"])
    lines = list(company(events, workers(employees), opened.policies[0]))
    each, decided = plainly(opened, lines)
    say("run", f"{each:6.0f} µs an event, {1e6 / each:,.0f} events a CPU-second")
    with tempfile.TemporaryDirectory() as folder, server(DURABLE) if postgresql else nullcontext() as started:
        places = [("SQLite", f"sqlite:///{folder}/bench.db")]
        if started is not None:
            places.append(("PostgreSQL", started.url))
        for name, address in places:
            for size in sizes:
                found = stored(opened, lines, address, size, decided)
                beside = f"{found.each - each:+.0f} µs above run, x{found.each / each:.2f}"
                told = f"{found.each:6.0f} µs an event, {1e6 / found.each:,.0f} events a CPU-second"
                room = f"{found.size / len(lines):,.0f} bytes an event"
                say(f"{name}, batches of {size}", f"{told}; {beside}; {room}")


def plainly(opened: Opened, lines: Sequence[bytes]) -> tuple[float, list[bytes]]:
    """Return the processor time an event of `run`, in microseconds, and its decisions."""
    run = Run(opened)
    start = time.process_time()
    decided = [decision_line(run.decided(run.read_line(line, 1)).decision) for line in lines]
    return (time.process_time() - start) / len(lines) * 1e6, decided


def stored(opened: Opened, lines: Sequence[bytes], address: str, size: int, expected: Sequence[bytes]) -> Stored:
    """Return what batches on a database cost; ends where a decision differs from those of `run`."""
    engine = open_database(address)
    TABLES.drop_all(engine)
    TABLES.create_all(engine)
    before = size_of(engine)
    lease = take_lease(engine, "bench", Holder(name="bench", seconds=HOUR), "0")
    if lease is None:
        sys.exit("another process writes for the company")
    run = Run(opened)
    ledger = CompanyLedger(engine, lease, run.books.zone_owner.manifest.timezone)
    decided: list[str] = []
    start = time.process_time()
    for first in range(0, len(lines), size):
        with ledger.batch() as (batch, register):
            requests = [(told,) for told in read(run, lines[first : first + size])]
            for outcome in decide_batch(run, batch, register, requests, NOW):
                decided += [answer.decision for answer in outcome.answers]
    taken = (time.process_time() - start) / len(lines) * 1e6
    room = size_of(engine) - before
    engine.dispose()
    if [line.encode() for line in decided] != list(expected):
        sys.exit(f"decisions on {address} differ from those of run")
    return Stored(each=taken, size=room)


def size_of(engine: Engine) -> int:
    """Return how many bytes a database takes."""
    asked = SQLITE_BYTES if engine.dialect.name == SQLITE else POSTGRESQL_BYTES
    with engine.connect() as connection:
        return int(connection.execute(text(asked)).scalar_one())


def read(run: Run, lines: Sequence[bytes]) -> Iterator[Told]:
    """Yield the events of some lines."""
    for line in lines:
        event = run.read_line(line, 1)
        if not isinstance(event, Unreadable):
            yield Told(event=event, body=line.decode())
