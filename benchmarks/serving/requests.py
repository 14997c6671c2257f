"""Requests to a real `handover serve`: how many a second, what each costs its process, how long each takes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from benchmarks.run import workers
from benchmarks.serving.client import Call, closed_loop, open_loop
from benchmarks.serving.figures import cores, percentile, say
from benchmarks.serving.filled import cost_alone, fill, now, upload
from benchmarks.serving.process import Serving, serving
from handover_policy.app.serving.settings import DEFAULT_COMPANY, embedded

EMPLOYEES = 1_000
GOAL_P99, GOAL_CPU = 50, 1000
"""Milliseconds, and microseconds of the processor."""


def requests(seconds: float, connections: Sequence[int], rate: float) -> None:
    """Print what one event a request costs: on so many connections, and at a fixed rate."""
    pinned = cores()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        staff = workers(EMPLOYEES)
        keys = fill(embedded(data), staff)[DEFAULT_COMPANY]
        alone = cost_alone(embedded(data), [upload(f"alone-{each.id}", each, now()) for each in staff])
        say("the same event without HTTP", f"{alone:.0f} µs of the processor, in batches of 1")
        core = None if pinned is None else pinned[0]
        with serving("--data", data, folder=Path(name), core=core) as service:
            asked = _Uploads(service.port, keys)
            for lines in connections:
                _closed(service, asked, lines, seconds, alone)
            _open(service, asked, rate, seconds, alone)


class _Uploads:
    """Requests, each with an event of its own."""

    def __init__(self, port: int, keys: Sequence[str]) -> None:
        self._port, self._keys, self._staff = port, keys, workers(EMPLOYEES)
        self._numbers = count()

    def __iter__(self) -> _Uploads:
        return self

    def __next__(self) -> Call:
        number = next(self._numbers)
        body = upload(f"http-{number}", self._staff[number % EMPLOYEES], now())
        return Call(port=self._port, key=self._keys[number % len(self._keys)], body=body)


def _closed(service: Serving, asked: _Uploads, lines: int, seconds: float, alone: float) -> None:
    before = service.cpu_seconds()
    heard = asyncio.run(closed_loop(asked, [service.port] * lines, seconds))
    each = (service.cpu_seconds() - before) / len(heard.seconds) * 1e6
    p50, p99 = (percentile(heard.seconds, share) for share in (0.5, 0.99))
    told = f"{heard.each_second:6.0f} events a second, {each:.0f} µs of the processor each (x{each / alone:.2f})"
    say(f"HTTP, {lines} connection(s)", f"{told}; p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def _open(service: Serving, asked: _Uploads, rate: float, seconds: float, alone: float) -> None:
    before = service.cpu_seconds()
    heard = asyncio.run(open_loop(lambda _: next(asked), rate, seconds))
    each = (service.cpu_seconds() - before) / len(heard.seconds) * 1e6
    p50, p99, worst = (percentile(heard.seconds, share) for share in (0.5, 0.99, 1))
    used = f"{each:.0f} µs of the processor each (goal {GOAL_CPU}; x{each / alone:.2f})"
    told = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms (goal {GOAL_P99} where idle), longest {worst:.1f} ms"
    say(f"HTTP, {rate:.0f} a second as planned", f"{used}; {told}")
