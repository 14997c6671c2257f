"""Serving: `handover serve` as a process of its own on a core of its own, and what it takes of processor and memory."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 120.0
"""How long any process is waited for."""
LOOK_SECONDS = 0.01
TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12
"""Places in `/proc/PID/stat` after the name of the process."""
READY = 200


def cpu_seconds_of(process: int) -> float:
    """Return the seconds of the processor that a process has used."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(stat[USER]) + int(stat[SYSTEM])) / TICKS


class Serving:
    """A service that runs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, out: Path, began: float) -> None:
        """Take its process, its port, where it prints, and when it was started."""
        self.process, self.port, self._out = process, port, out
        self.seconds_to_ready = self._await_ready() - began
        self.cpu_to_ready = self.cpu_seconds()

    @property
    def out(self) -> str:
        """What it has printed."""
        return self._out.read_text(encoding="utf-8")

    def cpu_seconds(self) -> float:
        """Return the seconds of the processor that it has used."""
        return cpu_seconds_of(self.process.pid)

    def memory(self, name: str = "VmRSS") -> float:
        """Return its resident memory in MiB: now, or with `VmHWM` at its highest."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(name)

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of what it answers to somebody without a key."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _await_ready(self) -> float:
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            if self.process.poll() is not None:
                sys.exit(f"serve ended with {self.process.returncode}")
            try:
                if self.get("/readyz")[0] == READY:
                    return time.perf_counter()
            except OSError:
                pass
            time.sleep(LOOK_SECONDS)
        sys.exit("serve was never ready")


@contextmanager
def serving(*arguments: object, folder: Path, core: int | None) -> Iterator[Serving]:
    """Give a service that runs and is ready, on a core; its log lies in the folder. It has ended afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "handover_policy", "serve", "--port", str(port), *map(str, arguments)]
    out = folder / f"{port}.out"
    with out.open("wb") as told, (folder / f"{port}.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=told, stderr=log)  # noqa: S603 - ours
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
    try:
        yield Serving(process, port, out, began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """Return the environment of a service: Python keeps what it has compiled, as where it was installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    """Return a port of this machine that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
