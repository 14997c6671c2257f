"""What proofs cost: rows appended, a proof made and checked, the log audited, a ledger decided again beside `run`.

`python benchmarks/proofs.py` runs every part with small numbers; `--parts audit` some of them. With the numbers that
docs/performance.md is about: `python benchmarks/proofs.py --entries 1000000 --events 20000 --employees 1000`.

Goals, for a million rows of 255 bytes: a proof made and checked within 1 ms, the audit within 30 CPU-seconds; a ledger
decided again at no less than 0.6 of `run`. Processor time is that of this process; the load average stands beside.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # what this is made of lies in folders beside it

from sqlalchemy import Engine

from benchmarks.run import company, workers
from benchmarks.serving.batches import plainly, read
from benchmarks.serving.figures import say
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.proving.audit import audit_log
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.proofs import provable_log
from handover_policy.app.run import Run
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.keeping.taking_up import take_up
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.cli.deciding.run import SELDOM
from handover_policy.evidence.checkpoints import read_checkpoint
from handover_policy.evidence.merkle import Edge
from handover_policy.evidence.notes import read_note
from handover_policy.evidence.verifying import goes_on
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import open_database
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.proofs.growing import GrowingLog, grow_all
from handover_policy.ledger.tables import TABLES
from handover_policy.sources.shipped import shipped_folder

PARTS = ("entries", "events")
COMPANY, NOW = "bench", datetime(2026, 6, 1, tzinfo=UTC)
HOUR, AT_ONCE, TIMES = 3600.0, 10_000, 500
ENTRY_BYTES = 255
Found = TypeVar("Found")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--entries", type=int, default=20_000, help="entries: rows of 255 bytes")
    parser.add_argument("--events", type=int, default=2_000, help="events: of three months, really decided")
    parser.add_argument("--employees", type=int, default=300, help="events: of the company they are about")
    asked = parser.parse_args()
    gc.set_threshold(*SELDOM)
    if "entries" in asked.parts:
        entries(asked.entries)
    if "events" in asked.parts:
        events(asked.events, asked.employees)


def entries(count: int) -> None:
    """Print what small rows cost: appended, proven, audited, their tree made again."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/bench.db")
        TABLES.create_all(engine)
        ledger = _ledger(engine)
        entry = LedgerEntry(kind="delivery", received_at=NOW, body="x" * ENTRY_BYTES, type="delivery.read", case="E1/1")
        taken, _ = _taken(lambda: _append(ledger, entry, count))
        say("appended", f"{taken / count * 1e6:6.1f} µs a row, {count / taken:,.0f} rows a CPU-second")
        leaves = [bytes([number % 256]) * 32 for number in range(AT_ONCE)]
        log = GrowingLog(1, Edge())
        taken, _ = _taken(lambda: log.grown(leaves))
        say("of which the tree", f"{taken / AT_ONCE * 1e6:6.1f} µs a row")
        _proofs(engine, Path(folder))
        taken, found = _taken(lambda: audit_log(engine, COMPANY))
        told = f"{taken:6.1f} CPU-seconds for {found.rows:,} rows, {taken / found.rows * 1e6:.1f} µs a row"
        say("audited", f"{told}; {found.count} differences")
        taken, _ = _taken(lambda: _grown_anew(engine))
        say("tree made again", f"{taken:6.1f} CPU-seconds, as an upgrade does")
        engine.dispose()


def events(count: int, employees: int) -> None:
    """Print what real rows cost, decisions and all: audited, and decided again beside `run`."""
    opened = open_policies([shipped_folder("rules") / "default"])
    lines = list(company(count, workers(employees), opened.policies[0]))
    each, _ = plainly(opened, lines)
    say("run", f"{each:6.0f} µs an event, {1e6 / each:,.0f} events a CPU-second")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/bench.db")
        TABLES.create_all(engine)
        _decide(engine, opened, lines)
        taken, audited = _taken(lambda: audit_log(engine, COMPANY))
        say("audited", f"{taken / audited.rows * 1e6:6.1f} µs a row; {audited.count} differences")
        taken, verified = _taken(lambda: verify_ledger(engine, COMPANY))
        again = taken / verified.decisions * 1e6
        told = f"{again:6.0f} µs an event, {each / again:.2f} of run"
        say("decided again", f"{told}; {verified.count} differences")
        engine.dispose()


def _proofs(engine: Engine, folder: Path) -> None:
    """Print what a checkpoint, a proof of a row and one of growth cost."""
    taken, made = _taken(lambda: make_checkpoint(engine, COMPANY, folder, NOW))
    if made is None:
        sys.exit("no checkpoint was made")
    say("checkpoint made", f"{taken * 1e3:6.2f} ms")
    told = read_checkpoint(read_note(made.note).text)
    with engine.connect() as connection:
        log = provable_log(connection, COMPANY)
        if log is None:
            sys.exit("there is no log")
        positions = [1 + (number * 7919) % made.size for number in range(TIMES)]
        log.row(1, made.size)
        taken, proofs = _taken(lambda: [log.row(position, made.size) for position in positions])
        say("proof made", f"{taken / TIMES * 1e6:6.0f} µs")
        taken, roots = _taken(lambda: [None if each is None else each.root for each in proofs])
        say("proof checked", f"{taken / TIMES * 1e6:6.0f} µs")
        if set(roots) != {told.root}:
            sys.exit("a proof does not hold")
        half = made.size // 2
        taken, path = _taken(lambda: log.growth(half, made.size))
        say("growth from half", f"{taken * 1e6:6.0f} µs, {len(path)} hashes")
        if goes_on(half, bytes(32), made.size, told.root, path):
            sys.exit("a proof of growth holds for any root")


def _ledger(engine: Engine) -> CompanyLedger:
    lease = take_lease(engine, COMPANY, Holder(name="bench", seconds=HOUR), "0")
    if lease is None:
        sys.exit("another process writes for the company")
    return CompanyLedger(engine, lease, ZoneInfo("Asia/Shanghai"))


def _append(ledger: CompanyLedger, entry: LedgerEntry, count: int) -> None:
    for first in range(0, count, AT_ONCE):
        with ledger.batch() as (batch, _):
            for _number in range(min(AT_ONCE, count - first)):
                batch.add(entry)


def _decide(engine: Engine, opened: Opened, lines: Sequence[bytes]) -> None:
    """Write events with what is decided on them, as a service does."""
    ledger, run = _ledger(engine), Run(opened)
    take_up(ledger, run, opened, NOW)
    for first in range(0, len(lines), 200):
        with ledger.batch() as (batch, register):
            decide_batch(run, batch, register, [(told,) for told in read(run, lines[first : first + 200])], NOW)


def _grown_anew(engine: Engine) -> None:
    with engine.begin() as connection:
        grow_all(connection)


def _taken(work: Callable[[], Found]) -> tuple[float, Found]:
    """Return the processor time that something takes, in seconds, and what it returns."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


if __name__ == "__main__":
    main()
