"""A process that writes for a company: events as lines on standard input, what became of each on standard output.

`python -m tests.service.writer ADDRESS LEASE_SECONDS`
"""

from __future__ import annotations

import json
import sys
import tempfile
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Answered, Overloaded, Told, WrittenElsewhere
from handover_policy.decide.intake.reader import Unreadable

COMPANY = "acme"


def service_on(address: str, lease: float) -> Service:
    """Return a service of one company on a database, its clock before all that waits."""
    settings = Settings(data=Path(tempfile.mkdtemp()), database=address, companies=(CompanySettings(id=COMPANY),))
    return Service(settings, now=lambda: datetime(2026, 1, 2, tzinfo=UTC), lease=lease)


def told(service: Service, line: str) -> Future[tuple[Answered, ...]]:
    """Return what will hold the answer to an event."""
    lane = service.companies[COMPANY].lane
    event = lane.run.read_line(line.encode(), 1)
    if isinstance(event, Unreadable):
        raise TypeError(line)
    return lane.tell([Told(event=event, body=line)])


def main() -> None:
    """Write for the company until the input ends."""
    service = service_on(sys.argv[1], float(sys.argv[2]))
    service.start()
    say({"ready": service.companies[COMPANY].lane.held})
    for line in sys.stdin:
        name = json.loads(line)["id"]
        try:
            future = told(service, line.strip())
        except (Overloaded, WrittenElsewhere) as error:
            say({"id": name, "error": type(error).__name__})
            continue
        future.add_done_callback(partial(say_outcome, name))
    service.stop()


def say_outcome(name: str, done: Future[tuple[Answered, ...]]) -> None:
    """Write what became of an event."""
    error = done.exception()
    if error is not None:
        say({"id": name, "error": type(error).__name__})
        return
    (answer,) = done.result()
    say({"id": name, "position": answer.position, "replayed": answer.replayed})


def say(what: dict[str, object]) -> None:
    """Write a line."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
