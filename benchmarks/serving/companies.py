"""Many companies on two processes and PostgreSQL: events a second, what each costs, memory of a process."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from benchmarks.run import TEAM, workers
from benchmarks.serving.client import Call, Heard, closed_loop
from benchmarks.serving.figures import cores, percentile, say
from benchmarks.serving.filled import fill, now, upload
from benchmarks.serving.process import Serving, serving
from handover_policy.app.serving.settings import CompanySettings, Settings
from tests.service.postgresql import DURABLE, server

PROCESSES = 2
STAFF = workers(TEAM)
SETTINGS = "kind: service\ndatabase: {database}\ncompanies:\n{companies}"
COMPANY = "  - id: {id}\n"


def companies(number: int, seconds: float) -> None:
    """Print what many companies cost, half of them written for by each of two processes."""
    pinned = cores()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(server(DURABLE)).url
        names = [f"company-{place}" for place in range(number)]
        of_all = Settings(
            data=folder / "data", database=url, companies=tuple(CompanySettings(id=name) for name in names)
        )
        keys = fill(of_all, STAFF)
        services, asked = [], []
        for place in range(PROCESSES):
            held = names[place::PROCESSES]
            settings = folder / f"service-{place}.yaml"
            rows = "".join(COMPANY.format(id=name) for name in held)
            settings.write_text(SETTINGS.format(database=url, companies=rows), encoding="utf-8")
            core = None if pinned is None else pinned[place]
            arguments = ("--settings", settings, "--data", of_all.data)
            services.append(stack.enter_context(serving(*arguments, folder=folder, core=core)))
            asked.append(_uploads(services[-1].port, {name: keys[name] for name in held}))
        begun = ", ".join(f"{each.seconds_to_ready:.1f} s, {each.memory():.0f} MiB" for each in services)
        say(f"{number} companies, two processes", f"ready after and with: {begun}")
        _told(services, asked, len(names) // PROCESSES, seconds)


def _told(services: Sequence[Serving], asked: Sequence[Iterator[Call]], lines: int, seconds: float) -> None:
    before = [each.cpu_seconds() for each in services]
    heard = asyncio.run(_all(services, asked, lines, seconds))
    used = sum(each.cpu_seconds() for each in services) - sum(before)
    events = sum(len(each.seconds) for each in heard)
    rate = sum(each.each_second for each in heard)
    p99 = percentile([taken for each in heard for taken in each.seconds], 0.99)
    memory = ", ".join(f"{each.memory():.0f}" for each in services)
    told = f"{rate:,.0f} events a second, {events / used:,.0f} a CPU-second of the processes, p99 {p99:.0f} ms"
    say(f"  one event a request, {lines} each", f"{told}; {memory} MiB")


async def _all(
    services: Sequence[Serving], asked: Sequence[Iterator[Call]], lines: int, seconds: float
) -> Sequence[Heard]:
    pairs = zip(services, asked, strict=True)
    return await asyncio.gather(*(closed_loop(calls, [each.port] * lines, seconds) for each, calls in pairs))


def _uploads(port: int, keys: Mapping[str, Sequence[str]]) -> Iterator[Call]:
    """Yield requests of one company after the other, without end."""
    names = tuple(keys)
    for number in count():
        key = keys[names[number % len(names)]][0]
        yield Call(port=port, key=key, body=upload(f"http-{number}", STAFF[number % TEAM], now()))
