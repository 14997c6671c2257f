"""A clock event that wakes many cases: how long a request is held while it is told."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.run import TEAM, Worker, workers
from benchmarks.serving.client import Call, Line, open_loop
from benchmarks.serving.figures import cores, percentile, say
from benchmarks.serving.filled import fill, now, upload
from benchmarks.serving.process import Serving, serving
from handover_policy.app.serving.demo.folder import COMPANY, DemoFolder, demo_settings

DAYS = 3
"""How often the clock goes on by a day: to each morning at nine, when messages are sent."""
RATE = 50.0
SECONDS, PAUSE = 90.0, 1.0
GOAL = 300
TICKS = re.compile(r"^handover_ticks_total\{.*\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The clock was told: how long that took, and how long each request was held that was to be sent meanwhile."""

    seconds: float
    held: Sequence[float]


def clock(cases: int) -> None:
    """Print how long requests were held at most while the clock was told to a company with so many open cases."""
    pinned, staff = cores(), workers(cases * TEAM // (TEAM - 2) + TEAM)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        DemoFolder.of(data, demo=True)  # only a demo has a clock that may be moved
        key = fill(demo_settings(data), staff, cases)[COMPANY][0]
        core = None if pinned is None else pinned[0]
        with serving("--demo", "--data", data, folder=Path(name), core=core) as service:
            uploads = _Uploads(service.port, key, staff, now())
            for _ in range(DAYS):
                _day(service, uploads, cases)


class _Uploads:
    """Cheap requests, each with an event of its own, at the moment the service's clock was moved to last."""

    def __init__(self, port: int, key: str, staff: Sequence[Worker], at: datetime) -> None:
        self.at = at
        self._port, self._key, self._staff, self._numbers = port, key, staff, count()

    def __call__(self, _: int) -> Call:
        number = next(self._numbers)
        body = upload(f"cheap-{number}", self._staff[number % len(self._staff)], self.at)
        return Call(port=self._port, key=self._key, body=body)


def _day(service: Serving, uploads: _Uploads, cases: int) -> None:
    """Move the clock to the next morning, and print what that costs."""
    morning = (uploads.at + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    pieces, used = _pieces(service), service.cpu_seconds()
    told = asyncio.run(_moved(service.port, uploads, morning))
    pieces, used = _pieces(service) - pieces, service.cpu_seconds() - used
    uploads.at = morning
    p50, p99, longest = (percentile(told.held, share) for share in (0.5, 0.99, 1))
    what = f"{pieces} pieces in {told.seconds:.1f} s, {used / pieces * 1000:.0f} ms of the processor each with requests"
    held = f"{len(told.held)} requests held p50 {p50:.0f}, p99 {p99:.0f}, longest {longest:.0f} ms (goal {GOAL})"
    say(f"clock wakes {cases:,} cases", f"{what}; {held}")


async def _moved(port: int, uploads: _Uploads, to: datetime) -> Told:
    ends = asyncio.Event()
    asking = asyncio.create_task(open_loop(uploads, RATE, SECONDS, ends=ends))
    await asyncio.sleep(PAUSE)
    began, line = time.perf_counter(), Line(port)
    for _ in range(2):  # the first may be answered between two pieces, the second is not before all is told
        body = json.dumps({"to": to.isoformat()}).encode()
        answer = await line.call(Call(port=port, key="", body=body, path="/demo/clock"))
        to = datetime.fromisoformat(json.loads(answer)["now"]) + timedelta(seconds=1)
    line.close()
    ended = time.perf_counter()
    ends.set()
    heard = await asking
    pairs = zip(heard.planned, heard.seconds, strict=True)
    return Told(seconds=ended - began, held=[taken for planned, taken in pairs if began <= planned + taken])


def _pieces(service: Serving) -> int:
    """Return how many clock events were told so far."""
    found = TICKS.search(service.get("/metrics")[1])
    return 0 if found is None else int(float(found[1]))
