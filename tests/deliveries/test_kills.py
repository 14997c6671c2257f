"""A sender that is killed at any moment: nothing is lost, and nothing goes out twice where the provider cannot tell."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from handover_policy.app.serving.service import Service
from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.outbox.tables import OUTBOX
from tests.deliveries.counting import CountingProvider, counting_provider
from tests.deliveries.office import SECONDS, hired, resigns
from tests.deliveries.posting import BEGIN, CHANNELS, CLAIMED, posting_settings
from tests.service.test_lanes import until
from tests.service.test_ticks import read

ROOT = Path(__file__).parents[2]
LEAVERS = 40
ANSWERED_AFTER = 0.03
KILLS = 2


def written(folder: Path, database: str, leavers: int) -> None:
    """Let so many people leave; nobody sends."""
    service = Service(posting_settings(folder, database), now=lambda: BEGIN)
    service.start()
    lane = service.companies["acme"].lane
    people = [f"E{number}" for number in range(1000, 1000 + leavers)]
    for told in ([hired(each) for each in people], [resigns(each) for each in people]):
        for start in range(0, leavers, 100):
            lane.tell([read(lane.run, each) for each in told[start : start + 100]]).result(SECONDS)
    service.stop()


@contextmanager
def sending(folder: Path, database: str, provider: CountingProvider, since: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(ROOT / "tests/deliveries/posting.py"), str(folder), database]
    command += [provider.address, str(since)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603 - this Python, and a file of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def standing(database: str) -> dict[tuple[str, str], str]:
    engine = open_database(database)
    with reading(engine) as connection:
        asked = select(OUTBOX.c.channel, OUTBOX.c.parcel, OUTBOX.c.state)
        asked = asked.where(OUTBOX.c.channel.in_(CHANNELS), OUTBOX.c.parcel.is_not(None))
        found = {(channel, str(parcel)): state for channel, parcel, state in connection.execute(asked)}
    engine.dispose()
    return found


def killed_and_finished(folder: Path, database: str, kills: int, leavers: int, most: int) -> None:
    chance = random.Random(kills)  # noqa: S311 - a test's
    written(folder, database, leavers)
    since = time.time()
    with counting_provider(ANSWERED_AFTER) as provider:
        for _ in range(kills):
            wanted = provider.count + chance.randint(1, most)
            with sending(folder, database, provider, since) as process:
                end = time.monotonic() + SECONDS
                while provider.count < wanted and time.monotonic() < end:
                    time.sleep(0.002)
                time.sleep(chance.random() * ANSWERED_AFTER)
                process.send_signal(signal.SIGKILL)
                process.wait()
        time.sleep(CLAIMED)
        with sending(folder, database, provider, since):
            until(lambda: not {"waiting", "sending"} & set(standing(database).values()), "not all was settled")
        found = standing(database)
        told = Counter((channel, provider.asked[channel, key], state) for (channel, key), state in found.items())
        print(*(f"{messages} x {what}" for what, messages in sorted(told.items())), sep="\n")  # noqa: T201 - with `-rP`
        caught = [what for what in told if what[1] > 1 or what[1:] == (1, "unknown")]
        assert caught, "no kill came between a request and its answer"
        assert {state for (channel, _), state in found.items() if channel == "dingtalk"} <= {
            "accepted",
            "undeliverable",
        }
        for (channel, key), state in found.items():
            count = provider.asked[channel, key]
            if state == "undeliverable":  # of hr, whom this company reaches nowhere
                assert count == 0
            elif channel == "dingtalk":
                assert count >= 1  # told again under the same key, which the provider knows it by
            else:
                assert (count, state) in {(1, "accepted"), (1, "unknown"), (0, "unknown")}, key


def test_a_sender_is_killed(tmp_path: Path):
    killed_and_finished(tmp_path, f"sqlite:///{tmp_path / 'handover.db'}", KILLS, LEAVERS, 20)


@pytest.mark.long
def test_a_sender_is_killed_twenty_times(tmp_path: Path, database: str):
    killed_and_finished(tmp_path, database, 20, 500, 75)
