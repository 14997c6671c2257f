"""running: a service behind a real server in this process, its clock to set; and what its tests read and tell."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import Settings
from handover_policy.web.api import application
from handover_policy.web.server import ApiServer

START = datetime(2026, 4, 13, 2, tzinfo=UTC)
SECONDS = 30.0


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is set."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class Running:
    """A service that takes requests."""

    service: Service
    server: ApiServer
    clock: Clock


@contextmanager
def running(settings: Settings, begins: datetime = START) -> Iterator[Running]:
    """Give a service until the end; its clock begins at a moment."""
    clock = Clock(begins)
    service = Service(settings, now=clock)
    service.start()
    server = ApiServer(application(service), port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield Running(service, server, clock)
    finally:
        server.should_exit = True
        thread.join()
        service.stop()


def told(server: ApiServer, key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Tell an event over the API and return what became of it: applied."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/cloudevents+json"}
    answer = httpx.post(f"{server.address}/v1/events", json=event, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["results"][0]
    assert result["outcome"] == "applied", result
    return result


def event(number: int, kind: str, subject: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event of personnel's own system."""
    return {
        "specversion": "1.0",
        "id": f"t-{number}",
        "source": "hr/core",
        "type": kind,
        "subject": subject,
        "time": at.isoformat(),
        "data": dict(data),
    }


def text_of(page: str) -> str:
    """Return what a reader sees of a page."""
    body = re.sub(r"(?s)<(script|style|svg|datalist)\b.*?</\1>", " ", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
