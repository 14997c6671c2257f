"""Two services on one PostgreSQL: one writes for a company, the other takes over once the first is gone."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.service.served import Served, called, served
from tests.service.test_serve import settings_in, told

LONGEST = 40.0
"""Seconds: the lease, and what a busy machine adds."""


def writer(service: Served) -> str:
    standing: str = service.get("/readyz").json()["companies"]["acme"]["writer"]
    return standing


def test_another_process_goes_on_where_one_was_killed(tmp_path: Path, postgresql_database: str) -> None:
    file = settings_in(tmp_path, "database: ${ENV:DATABASE}\ncompanies:\n  - id: acme\n")
    secret = {"DATABASE": postgresql_database}
    key = called("keys", "add", "--settings", file, "--name", "a", "--scope", "all", here=tmp_path, settings=secret)
    assert key.code == 0, key.err
    with (
        served("--settings", file, here=tmp_path, settings=secret) as first,
        served("--settings", file, here=tmp_path, settings=secret) as second,
    ):
        assert (writer(first), writer(second)) == ("here", "elsewhere")
        assert told(first.address, key.out.splitlines()[-1]).json()["results"][0]["replayed"] is False
        first.process.send_signal(signal.SIGKILL)
        end = time.monotonic() + LONGEST
        while writer(second) != "here":
            assert time.monotonic() < end, second.log
            time.sleep(0.5)
        assert told(second.address, key.out.splitlines()[-1]).json()["results"][0]["replayed"] is True
        assert second.end()[0] == 0


def test_what_is_told_where_nobody_writes_is_decided_by_the_process_that_only_writes(
    tmp_path: Path, postgresql_database: str
) -> None:
    file = settings_in(tmp_path, "database: ${ENV:DATABASE}\ncompanies:\n  - id: acme\n")
    secret = {"DATABASE": postgresql_database}
    key = called("keys", "add", "--settings", file, "--name", "a", "--scope", "all", here=tmp_path, settings=secret)
    with (
        served("--settings", file, "--roles", "writer", here=tmp_path, settings=secret) as writes,
        served("--settings", file, "--roles", "web", here=tmp_path, settings=secret) as answers,
    ):
        assert (writer(writes), writer(answers)) == ("here", "elsewhere")
        assert told(answers.address, key.out.splitlines()[-1]).json()["results"][0]["outcome"] == "applied"
        assert [each.end()[0] for each in (answers, writes)] == [0, 0]


def test_a_process_that_only_answers_takes_no_company(tmp_path: Path, postgresql_database: str) -> None:
    file = settings_in(tmp_path, "database: ${ENV:DATABASE}\ncompanies:\n  - id: acme\n")
    secret = {"DATABASE": postgresql_database}
    with served("--settings", file, "--roles", "web", here=tmp_path, settings=secret) as service:
        assert service.get("/healthz").status_code == 200
        assert service.get("/readyz").status_code == 503
        ticked = called("tick", "--settings", file, here=tmp_path, settings=secret)
        assert ticked.code == 0, ticked.err
        assert service.end()[0] == 0
