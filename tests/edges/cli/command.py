"""Ended, handover, event lines: the command as a process of its own, and small events to give it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.edges.cli.nursery import nursery

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "salesman.jsonl"
DEFAULT = ROOT / "rules" / "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How the command ended."""

    code: int
    out: bytes
    err: str

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """Return the decisions of the lines written."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def refusals(self) -> list[tuple[object, str]]:
        """Return line or id, and code, of every refused event."""
        refused = [decision for decision in self.decisions if decision["outcome"] == "refused"]
        return [(row["event"].get("line", row["event"].get("id")), row["refusal"]["code"]) for row in refused]


def handover(
    *arguments: object, given: bytes = b"", settings: Mapping[str, str] | None = None, here: Path = ROOT
) -> Ended:
    """Run the command in a folder; nothing it does may show a traceback or take longer than a minute.

    With `settings` of the environment, which Python may read when it starts, the interpreter is started anew.
    """
    if settings is None:
        code, out, err = nursery().call([*map(str, arguments)], given, here, os.environ, 60)
    else:
        ended = subprocess.run(
            [sys.executable, "-m", "handover_policy", *map(str, arguments)],
            input=given,
            capture_output=True,
            cwd=here,
            env={**os.environ, **settings},
            timeout=60,
            check=False,
        )
        code, out, err = ended.returncode, ended.stdout, ended.stderr
    told = err.decode()
    assert "Traceback" not in told
    assert b"Traceback" not in out
    return Ended(code=code, out=out, err=told)


def line(event: str, kind: str, subject: str = "E1", at: str = "2026-03-02T10:00:00+08:00", /, **data: object) -> bytes:
    """Return an event as a line of JSON, without the line's end."""
    told: dict[str, object] = {"id": event, "source": "test", "type": kind, "subject": subject, "time": at}
    return json.dumps({**told, "data": data}, ensure_ascii=False).encode()


def hired(person: str = "E1", **data: object) -> bytes:
    """Return the event that makes a person known."""
    told = {"name": "王晓敏", "role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2026-01-05"}
    return line(f"hired-{person}", "employee.hired", person, "2026-03-01T09:00:00+08:00", **{**told, **data})


def lines(*events: bytes) -> bytes:
    """Return events as a file."""
    return b"\n".join(events) + b"\n"
