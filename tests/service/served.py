"""Served, called: `handover` as a process of its own, a service that tells where it takes requests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ADDRESS = re.compile(r"^handover: (http://\S+)$", re.MULTILINE)
SECONDS = 60.0
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How a command ended."""

    code: int
    out: str
    err: str


def called(*arguments: object, here: Path, settings: Mapping[str, str] | None = None) -> Called:
    """Run the command in a folder."""
    ended = subprocess.run(
        _command(*arguments),
        cwd=here,
        env={**ENVIRONMENT, **(settings or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Called(code=ended.returncode, out=ended.stdout, err=ended.stderr)


class Served:
    """A service that runs."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path, err: Path) -> None:
        self.process, self._out, self._err = process, out, err
        self.address = self._await_address()

    @property
    def out(self) -> str:
        return self._out.read_text("utf-8")

    @property
    def log(self) -> str:
        return self._err.read_text("utf-8")

    def _await_address(self) -> str:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            found = ADDRESS.search(self.out)
            if found is not None and self.out.endswith("\n"):
                return found[1]
            assert self.process.poll() is None, self.log
            time.sleep(0.05)
        raise AssertionError(self.log)

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """End the service; return its exit code and the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(by)
        code = self.process.wait(SECONDS)
        return code, time.monotonic() - began

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, timeout=SECONDS)


@contextmanager
def served(*arguments: object, here: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Give a service that runs in a folder, on a port that is free; it is killed where the block did not end it."""
    names = [here / f"{time.monotonic_ns()}.{kind}" for kind in ("out", "err")]
    with names[0].open("wb") as out, names[1].open("wb") as err:
        process = subprocess.Popen(
            _command("serve", "--port", "0", *arguments),
            cwd=here,
            env={**ENVIRONMENT, **(settings or {})},
            stdout=out,
            stderr=err,
        )
    try:
        yield Served(process, *names)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "handover_policy", *map(str, arguments)]
