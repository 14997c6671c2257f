"""The walk-out on PostgreSQL: the pages act alike, and the ledger, exported and run, gives the same decisions."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from handover_policy.app.serving.demo.folder import DemoFolder, demo_settings
from handover_policy.app.serving.demo.parts import demo_entries, tell_story
from handover_policy.app.serving.service import Service
from handover_policy.web.api import application
from handover_policy.web.demo import add_demo_routes
from handover_policy.web.server import ApiServer
from tests.pages.telling import same_decisions, story
from tests.pages.test_walk_out import walk_out
from tests.pages.visiting import CHINESE, Demo
from tests.service.postgresql import fresh_database, server

SETTINGS = """\
kind: service
database: {database}
companies:
  - id: demo
    policy: [demo/policy]
    hr: [U-HR]
    auditors: [U-AUD]
    people:
      U-AUD: {{name: 审计}}
"""


@dataclass(slots=True)
class Here:
    """A demo served in this process."""

    out: str
    address: str
    server: ApiServer
    thread: threading.Thread
    service: Service
    log: str = ""

    def end(self) -> None:
        """End it, once or again."""
        self.server.should_exit = True
        self.thread.join()
        self.service.stop()


@contextmanager
def demo_on(database: str, folder: Path) -> Iterator[Demo]:
    """Give a demo whose database lies elsewhere; `serve --demo` has its own within its folder."""
    held = DemoFolder.of(folder / "demo", demo=True)
    assert held is not None
    service = Service(replace(demo_settings(held.place), database=database), now=held.now, any_silence=True)
    service.start()
    app = application(service, demo=held)
    add_demo_routes(app, service, held)
    for company in service.companies.values():
        tell_story(company, held, service.archive)
    taking = ApiServer(app, port=0)
    thread = threading.Thread(target=taking.run, daemon=True)
    thread.start()
    while not taking.started:
        assert thread.is_alive()
        time.sleep(0.005)
    entries = demo_entries(service, held)
    lines = [f"{part}\t{name}\t{taking.address}/enter/{token}" for part, name, token in entries.links]
    here = Here("\n".join([*lines, f"api-key\t{entries.key}"]), taking.address, taking, thread, service)
    try:
        yield Demo(here)
    finally:
        here.end()


@pytest.mark.long
def test_the_walk_out_on_postgresql(tmp_path: Path) -> None:
    with server() as started:
        database = fresh_database(started.url, "handover_walk_out")
        (tmp_path / "service.yaml").write_text(SETTINGS.format(database=database), encoding="utf-8")
        with story(tmp_path, CHINESE, scripts=False, served=lambda folder: demo_on(database, folder)) as told:
            walk_out(told)
            same_decisions(told.demo, tmp_path, "--settings", "service.yaml")
