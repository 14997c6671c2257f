"""Writers that are killed, stopped and go on: what was acknowledged is there once, and decided as `run` decides it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from handover_policy.app.serving.clock import SOURCE
from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.tables import LEDGER
from handover_policy.render.line import decision_line
from tests.service.test_batches import the_run, told_events
from tests.service.writer import COMPANY, service_on, told
from tests.volume import volume

ROOT = Path(__file__).parents[2]
LEASE = 1.0
SECONDS = 60.0


class Writer:
    """A process of `tests.service.writer`, and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[dict[str, object]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def waited(self, count: int) -> list[dict[str, object]]:
        """Return what it has said, once that is so much."""
        until = time.monotonic() + SECONDS
        while len(self.said) < count:
            assert time.monotonic() < until, f"only {len(self.said)} of {count}"
            time.sleep(0.005)
        return list(self.said)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join()


@contextmanager
def writer(address: str) -> Iterator[Writer]:
    command = [sys.executable, "-m", "tests.service.writer", address, str(LEASE)]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        started = Writer(process)
        try:
            yield started
        finally:
            started.end()


def stored(address: str) -> list[tuple[int, str, str]]:
    """Return position, body and decision of each event in a ledger."""
    engine = open_database(address)
    asked = select(LEDGER.c.position, LEDGER.c.body, LEDGER.c.decision).where(
        LEDGER.c.company == COMPANY, LEDGER.c.kind == "event"
    )
    with reading(engine) as connection:
        rows = connection.execute(asked.order_by(LEDGER.c.position)).fetchall()
    engine.dispose()
    return [(position, body, decision) for position, body, decision in rows]


def outbox(address: str) -> set[tuple[str, str]]:
    engine = open_database(address)
    with reading(engine) as connection:
        rows = connection.execute(
            select(OUTBOX.c.notice, OUTBOX.c.channel).where(OUTBOX.c.company == COMPANY)
        ).fetchall()
    engine.dispose()
    return {(notice, channel) for notice, channel in rows}


def wanted(decisions: list[str]) -> set[tuple[str, str]]:
    """Return what the outbox holds after decisions: each message on each of its channels."""
    effects = [effect for decision in decisions for effect in json.loads(decision)["effects"]]
    notices = [effect for effect in effects if effect["effect"] == "notice"]
    return {(notice["key"], channel) for notice in notices for channel in notice["channels"]}


def folded(bodies: list[str]) -> list[str]:
    """Return what `run` decides of the events of a ledger, its clock's among them."""
    run = the_run().again()
    return [decision_line(run.decided(run.read_line(body.encode(), 1)).decision).decode() for body in bodies]


@pytest.mark.volume
def test_whatever_is_killed_when_each_acknowledged_event_is_there_once(database: str):
    draw = random.Random(20261129)  # noqa: S311 - a fixed seed
    lines = [each.body for each in told_events()]
    acknowledged: dict[str, int] = {}
    for _ in range(volume(3, 40)):
        with writer(database) as process:
            process.waited(1)
            for line in lines:
                process.tell(line)
            process.waited(1 + draw.randrange(len(lines)))
            process.process.send_signal(signal.SIGKILL)
            process.process.wait()
        for said in process.said[1:]:
            position = said["position"]
            assert isinstance(position, int)
            assert acknowledged.setdefault(str(said["id"]), position) == position
    with writer(database) as process:
        for line in lines:
            process.tell(line)
        process.waited(1 + len(lines))
    rows = stored(database)
    decisions = [decision for _, _, decision in rows]
    first = rows[0][0]
    assert [position for position, _, _ in rows] == list(range(first, first + len(rows)))
    assert [body for _, body, _ in rows if SOURCE not in body] == lines
    assert decisions == folded([body for _, body, _ in rows])
    assert outbox(database) == wanted(decisions)
    places = {json.loads(body)["id"]: position for position, body, _ in rows}
    assert acknowledged.items() <= places.items()


def test_a_writer_that_was_stopped_past_its_lease_stores_nothing(postgresql_database: str):
    lines = [each.body for each in told_events()]
    with writer(postgresql_database) as stopped:
        assert stopped.waited(1)[0] == {"ready": True}
        stopped.tell(lines[0])
        stopped.waited(2)
        stopped.process.send_signal(signal.SIGSTOP)
        stopped.tell(lines[2])
        second = service_on(postgresql_database, LEASE)
        second.start()
        until = time.monotonic() + SECONDS
        while not second.companies[COMPANY].lane.held:
            assert time.monotonic() < until
            time.sleep(0.05)
        (answer,) = told(second, lines[1]).result(SECONDS)
        assert not answer.replayed
        stopped.process.send_signal(signal.SIGCONT)
        assert stopped.waited(3)[2] == {"id": json.loads(lines[2])["id"], "error": "WrittenElsewhere"}
        assert [body for _, body, _ in stored(postgresql_database) if SOURCE not in body] == lines[:2]
        second.stop()
