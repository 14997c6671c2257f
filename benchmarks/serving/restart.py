"""Restart and memory: how soon a service with many employees is ready, and what it holds once all were told about."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.run import Worker, workers
from benchmarks.serving.batches import size_of
from benchmarks.serving.client import MANY, Call, closed_loop
from benchmarks.serving.figures import cores, say
from benchmarks.serving.filled import fill, now, upload
from benchmarks.serving.process import serving
from handover_policy.app.serving.settings import DEFAULT_COMPANY, embedded
from handover_policy.ledger.database import open_database

OF_ALL_LEAVING = 50
"""One of so many employees has an open case."""
STARTS = 3
AT_ONCE = 100
LINES = 2
GOAL_SECONDS, GOAL_MEMORY = 2.0, 400


def restart(people: int) -> None:
    """Print how long a start takes, and the memory after an event about each of so many employees."""
    pinned, staff = cores(), workers(people)
    core = None if pinned is None else pinned[0]
    with tempfile.TemporaryDirectory() as name:
        folder, settings = Path(name), embedded(Path(name) / "data")
        leaving = people // OF_ALL_LEAVING
        began = time.process_time()
        key = fill(settings, staff, leaving)[DEFAULT_COMPANY][0]
        engine = open_database(settings.database)
        say(
            f"{people:,} employees, {leaving:,} leaving",
            f"filled in {time.process_time() - began:.0f} CPU-seconds, database {size_of(engine) / 2**20:.0f} MiB",
        )
        engine.dispose()
        for number in range(1, STARTS + 1):
            with serving("--data", settings.data, folder=folder, core=core) as service:
                told = f"ready after {service.seconds_to_ready:.2f} s (goal {GOAL_SECONDS:.0f})"
                used = f"{service.cpu_to_ready:.2f} CPU-seconds, {service.memory():.0f} MiB"
                say(f"restart {number} of {STARTS}", f"{told}, {used}")
        with serving("--data", settings.data, folder=folder, core=core) as service:
            heard = asyncio.run(closed_loop(_of_all(service.port, key, staff), [service.port] * LINES))
            told = f"{service.memory():.0f} MiB, {service.memory('VmHWM'):.0f} at most (goal {GOAL_MEMORY})"
            rate = f"{heard.each_second * AT_ONCE:,.0f} events a second, {AT_ONCE} a request"
            say("after an event about each", f"{told}; {rate}")


def _of_all(port: int, key: str, staff: Sequence[Worker]) -> Iterator[Call]:
    """Yield requests that tell something of every employee."""
    for first in range(0, len(staff), AT_ONCE):
        lines = (upload(f"all-{each.id}", each, now()) for each in staff[first : first + AT_ONCE])
        yield Call(port=port, key=key, body=b"[" + b",".join(lines) + b"]", kind=MANY)
