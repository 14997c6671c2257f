"""Nursery: the command without the time to import it; one process imports the package once and forks for each call.

A child has its own arguments, folder, environment and streams, and ends as the interpreter would: a true process, but
for what Python reads when it starts (PYTHONHASHSEED, PYTHONIOENCODING, closed streams). Tests of those start their own.
"""

from __future__ import annotations

import gc
import io
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

PACKAGE = "handover_policy"
MODES = {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY, "stderr": os.O_WRONLY}
NOT_FLUSHED = 120
"""What the interpreter ends with where a stream cannot be written at its end."""


class Nursery:
    """Calls the command, one call after the other."""

    def __init__(self) -> None:
        """Start the process that forks."""
        self._folder = tempfile.TemporaryDirectory(prefix="handover-nursery-")
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(
        self, arguments: Sequence[str], given: bytes, here: Path, environment: Mapping[str, str], seconds: int
    ) -> tuple[int, bytes, bytes]:
        """Return the exit code, output and error output of a call; it is killed after so many seconds."""
        streams = {name: Path(self._folder.name) / name for name in MODES}
        for name, path in streams.items():
            path.write_bytes(given if name == "stdin" else b"")
        request = {
            "arguments": arguments,
            "here": str(here),
            "environment": dict(environment),
            "seconds": seconds,
            "streams": {name: str(path) for name, path in streams.items()},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return code, streams["stdout"].read_bytes(), streams["stderr"].read_bytes()


@cache
def nursery() -> Nursery:
    """Return the nursery of this process, which ends with it."""
    return Nursery()


def serve() -> None:
    """Import the package, then fork for each request until there are no more."""
    package = import_module(PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.freeze()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            be(request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def be(request: dict[str, object]) -> None:
    """Become the command that was asked for, and end as it ends."""
    code = 1
    try:
        signal.alarm(int(str(request["seconds"])))
        os.environ.clear()
        os.environ.update(request["environment"])  # type: ignore[call-overload]
        time.tzset()
        os.chdir(str(request["here"]))
        sys.path[0] = str(Path.cwd())
        _open_streams(request["streams"])  # type: ignore[arg-type]
        sys.argv = [PACKAGE, *request["arguments"]]  # type: ignore[misc]
        runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = NOT_FLUSHED
    os._exit(code)


def _open_streams(paths: Mapping[str, str]) -> None:
    for number, (name, mode) in enumerate(MODES.items()):
        os.dup2(os.open(paths[name], mode), number)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8", errors="backslashreplace", write_through=True
    )


if __name__ == "__main__":
    serve()
