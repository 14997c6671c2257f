"""Events a CPU-second stored and decided, on SQLite and PostgreSQL, beside `run` on the same events in one run.

`python benchmarks/service.py --events 20000 --employees 1000 [--postgresql]`

Every event passes what the service does with it but for HTTP: read, decided on rows, messages written, and committed
in batches of 200, 20 and 1. Processor time is that of this process; a database server's own is not counted.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # another benchmark lies beside this one

from benchmarks.run import company, workers
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.told import Told
from handover_policy.cli.deciding.run import SELDOM
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import open_database
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.tables import TABLES
from handover_policy.render.line import decision_line
from handover_policy.sources.shipped import shipped_folder

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def plainly(opened: Opened, lines: Sequence[bytes]) -> tuple[float, list[bytes]]:
    """Return the processor time an event of `run`, in microseconds, and its decisions."""
    run = Run(opened)
    start = time.process_time()
    decided = [decision_line(run.decided(run.read_line(line, 1)).decision) for line in lines]
    return (time.process_time() - start) / len(lines) * 1e6, decided


def stored(opened: Opened, lines: Sequence[bytes], address: str, size: int, expected: Sequence[bytes]) -> float:
    """Return the processor time an event of batches on a database, in microseconds; ends where a decision differs."""
    engine = open_database(address)
    TABLES.drop_all(engine)
    TABLES.create_all(engine)
    lease = take_lease(engine, "bench", Holder(name="bench"), "0")
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
    engine.dispose()
    if [line.encode() for line in decided] != list(expected):
        sys.exit(f"decisions on {address} differ from those of run")
    return taken


def read(run: Run, lines: Sequence[bytes]) -> Iterator[Told]:
    """Yield the events of some lines."""
    for line in lines:
        event = run.read_line(line, 1)
        if not isinstance(event, Unreadable):
            yield Told(event=event, body=line.decode())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--employees", type=int, default=1_000)
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own, too")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 20, 1])
    asked = parser.parse_args()
    opened = open_policies([shipped_folder("rules") / "default"])
    lines = list(company(asked.events, workers(asked.employees), opened.policies[0]))
    gc.set_threshold(*SELDOM)
    each, decided = plainly(opened, lines)
    print(f"run                       {each:6.0f} µs an event, {1e6 / each:,.0f} events a CPU-second")
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            report("SQLite", size, stored(opened, lines, f"sqlite:///{folder}/bench.db", size, decided), each)
    if asked.postgresql:
        from tests.service.postgresql import server  # noqa: PLC0415 - only where it is asked for

        with server() as started:
            for size in asked.sizes:
                report("PostgreSQL", size, stored(opened, lines, started.url, size, decided), each)


def report(name: str, size: int, taken: float, each: float) -> None:
    """Print the figures of batches of one size on one database."""
    told = f"{taken:6.0f} µs an event, {1e6 / taken:,.0f} events a CPU-second"
    print(f"{name:10} batches of {size:3}  {told}; {taken - each:+.0f} µs above run, x{taken / each:.2f}")


if __name__ == "__main__":
    main()
