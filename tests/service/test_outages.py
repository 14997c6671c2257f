"""Databases that go away or are full: who waits is told to try again, nothing is lost, and it recovers by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from sqlalchemy import Engine, text

from handover_policy.app.serving.clock import SOURCE
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.told import Answered, Unwritten
from tests.service.postgresql import server
from tests.service.test_batches import told_events
from tests.service.test_writers import folded, stored
from tests.service.writer import service_on, told

SECONDS = 60.0
LEASE = 3.0


def until_stored(service: Service, line: str) -> int:
    """Tell an event as a client does, again and again until it is stored; return how often it was not."""
    failures = 0
    until = time.monotonic() + SECONDS
    while True:
        try:
            told(service, line).result(SECONDS)
        except Unwritten:
            failures += 1
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return failures


def posted(service: Service, at: int, between: Callable[[], None]) -> int:
    """Tell all events, with something done before one of them; return how often one was not stored."""
    failures = 0
    for place, each in enumerate(told_events()):
        if place == at:
            between()
        failures += until_stored(service, each.body)
    return failures


def is_whole(address: str) -> None:
    rows = stored(address)
    assert [body for _, body, _ in rows if SOURCE not in body] == [each.body for each in told_events()]
    assert [decision for _, _, decision in rows] == folded([body for _, body, _ in rows])


def test_a_server_that_goes_away_and_comes_back():
    with server() as database:
        service = service_on(database.url, LEASE)
        service.start()
        waiting: list[Future[tuple[Answered, ...]]] = []

        def away() -> None:
            database.stop("immediate")
            waiting.extend(told(service, each.body) for each in told_events()[40:43])
            time.sleep(LEASE / 2)
            database.start()

        posted(service, 40, away)
        assert all(isinstance(future.exception(SECONDS), Unwritten | None) for future in waiting)
        service.stop()
        is_whole(database.url)


def test_a_full_disk(tmp_path: Path):
    address = f"sqlite:///{tmp_path / 'handover.db'}"
    service = service_on(address, LEASE)
    service.start()
    limit_pages(service.writers, 90)
    failed = 0
    for each in told_events():
        try:
            told(service, each.body).result(SECONDS)
        except Unwritten:
            failed += 1
    assert failed
    limit_pages(service.writers, 1_000_000)
    refused = [json.loads(each.body)["id"] for each in told_events()][-1]
    assert refused not in {json.loads(body)["id"] for _, body, _ in stored(address)}
    for each in told_events():
        until_stored(service, each.body)
    service.stop()
    rows = stored(address)
    assert [decision for _, _, decision in rows] == folded([body for _, body, _ in rows])
    assert {each.body for each in told_events()} <= {body for _, body, _ in rows}


def limit_pages(engine: Engine, pages: int) -> None:
    """Let a database be full at so many pages: it is what a full disk looks like from above."""
    engine.dispose()
    with engine.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
