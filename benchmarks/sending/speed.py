"""Speed: deliveries a second of one process that sends, through a provider that answers after 50 ms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.run import Told, workers
from benchmarks.sending.provider import Answering, answering
from benchmarks.serving.figures import cores, say
from benchmarks.serving.filled import fill_with, told_of
from benchmarks.serving.process import SECONDS, cpu_seconds_of, environment, free_port
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings, Settings
from tests.service.postgresql import DURABLE, server

ANSWER_SECONDS = 0.05
QUIET_SECONDS = 3.0
"""So long nothing has come in once all is sent."""
GOAL = 300
COMPANY = "bench"
ALL, ALONE = "web,writer,sender", "sender"
KINDS: Mapping[str, Mapping[str, Any]] = {
    "sms": {"kind": "aliyun_sms", "access_key_id": "k", "access_key_secret": "s", "sign_name": "示例"},
    "wecom": {"kind": "wecom_app", "corp_id": "c", "app_secret": "s", "agent_id": 1},
}


def speed(leaving: int, *, postgresql: bool) -> None:
    """Print how fast the messages of so many departures go out on two channels, on each database."""
    with server(DURABLE) if postgresql else nullcontext() as started:
        _measured("SQLite, the whole service", None, ALL, leaving)
        if started is not None:
            _measured("PostgreSQL, a sender alone", started.url, ALONE, leaving)


def _measured(what: str, database: str | None, roles: str, leaving: int) -> None:
    with tempfile.TemporaryDirectory() as name, answering(ANSWER_SECONDS) as provider:
        folder = Path(name)
        channels = {each: {**told, "base_url": provider.address} for each, told in KINDS.items()}
        company = CompanySettings(
            id=COMPANY,
            channels={
                each: ChannelSettings(kind=str(told["kind"]), values={k: v for k, v in told.items() if k != "kind"})
                for each, told in channels.items()
            },
        )
        address = database or f"sqlite:///{folder / 'data' / 'handover.db'}"
        told = list(reached(told_of(workers(leaving * 2), leaving)))
        fill_with(Settings(data=folder / "data", database=address, companies=(company,)), told)
        settings = folder / "service.yaml"
        written = {"kind": "service", "database": address, "companies": [{"id": COMPANY, "channels": channels}]}
        settings.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        with sending(settings, folder, roles) as process:
            used = _worked_off(process, provider)
        taken = provider.answered[-1] - provider.answered[0]
        count = len(provider.answered)
        rate = f"{count:,} deliveries, {count / taken:,.0f} a second (goal {GOAL})"
        say(what, f"{rate}, {used / count * 1e6:,.0f} µs of the processor each, {provider.lines} connections")


def reached(told: Iterator[Told]) -> Iterator[Told]:
    """Yield events, those of people who are hired with addresses."""
    for each in told:
        if each.type == "employee.hired":
            addresses = {"phone": f"138{int(each.subject[1:]):08}", "wecom": each.subject.lower()}
            yield replace(each, data={**each.data, "addresses": addresses})
        else:
            yield each


@contextmanager
def sending(settings: Path, folder: Path, roles: str) -> Iterator[int]:
    """Give the id of a service of some roles, on the first core."""
    options: Sequence[object] = (
        *("--settings", settings, "--data", folder / "data", "--roles", roles),
        *("--port", free_port()),
    )
    command = [sys.executable, "-m", "handover_policy", "serve", *map(str, options)]
    pinned = cores()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=log, stderr=log)  # noqa: S603 - ours
    if pinned is not None:
        os.sched_setaffinity(process.pid, {pinned[0]})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(SECONDS)


def _worked_off(process: int, provider: Answering) -> float:
    """Return the seconds of the processor from the first delivery to the last one."""
    end = time.perf_counter() + SECONDS
    while not provider.answered:
        time.sleep(0.01)
        if time.perf_counter() > end:
            sys.exit("nothing was ever sent")
    before = used = cpu_seconds_of(process)
    seen = 0
    while time.perf_counter() - provider.answered[-1] < QUIET_SECONDS:
        if len(provider.answered) > seen:
            seen, used = len(provider.answered), cpu_seconds_of(process)
        time.sleep(0.05)
    return used - before
