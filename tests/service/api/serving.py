"""serving: a service of two companies behind uvicorn in a thread, with a key of each and a clock to set."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import KeyWanted, NewKey, add_key
from handover_policy.web.access import RateLimit
from handover_policy.web.api import application
from handover_policy.web.server import ApiServer

EXAMPLE = Path(__file__).parents[3] / "examples" / "salesman.jsonl"
STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
START = datetime(2026, 4, 13, 2, tzinfo=UTC)
ACME, OTHER = "acme", "other"
SECONDS = 30.0


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is set."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class Served:
    """A service that takes requests."""

    service: Service
    server: ApiServer
    clock: Clock
    data: Path
    client: httpx.Client = field(init=False)
    key: str = field(init=False)
    other_key: str = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.server.address, timeout=SECONDS)
        self.key = self.new_key("all").text
        self.other_key = self.new_key("all", company=OTHER).text

    @property
    def address(self) -> tuple[str, int]:
        url = httpx.URL(self.server.address)
        return url.host, url.port or 0

    def new_key(self, *scopes: str, company: str = ACME, signing: bool = False, **limits: tuple[str, ...]) -> NewKey:
        wanted = KeyWanted(name="test", scopes=scopes, signing=signing, **limits)
        return add_key(self.service.engine, envelope_in(self.data), company, wanted, self.clock())

    def get(self, path: str, *, key: str | None = None, **params: Any) -> httpx.Response:
        return self.client.get(path, params=params or None, headers=bearer(key or self.key))

    def post(self, content: bytes | str | object, media: str = STRUCTURED, **headers: str) -> httpx.Response:
        body = content if isinstance(content, bytes | str) else json.dumps(content, ensure_ascii=False)
        told = {
            **bearer(self.key),
            "content-type": media,
            **{name.replace("_", "-"): headers[name] for name in headers},
        }
        return self.client.post("/v1/events", content=body.encode() if isinstance(body, str) else body, headers=told)

    def tell(self, *events: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Tell events in a batch and return their results."""
        answer = self.post(list(events), BATCH)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def salesman() -> list[dict[str, Any]]:
    """Return the events of the example, without those by which a clock tells its time."""
    events = [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    return [event for event in events if event["type"] != "clock.ticked"]


def hired(person: str, name: str = "张三", at: str = "2026-03-02T09:00:00+08:00", **data: object) -> dict[str, Any]:
    """Return the event that a person was hired."""
    told = {"name": name, "role": "sales", "stage": "regular", "hired_on": "2024-03-01", **data}
    return event("employee.hired", person, f"hired-{person}", at, told)


def event(kind: str, person: str, name: str, at: str, data: object) -> dict[str, Any]:
    """Return an event."""
    return {
        "specversion": "1.0",
        "id": name,
        "source": "hr/core",
        "type": kind,
        "subject": person,
        "time": at,
        "data": data,
    }


@contextmanager
def serving(
    data: Path,
    *,
    limit: RateLimit | None = None,
    clock: Clock | None = None,
    database: str | None = None,
    acme: CompanySettings | None = None,
) -> Iterator[Served]:
    """Give a service that takes requests until the end; by default its database lies in its folder."""
    clock = clock or Clock()
    companies = (acme or CompanySettings(id=ACME), CompanySettings(id=OTHER))
    database = database or f"sqlite:///{data / 'handover.db'}"
    settings = Settings(data=data, database=database, companies=companies)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    service = Service(settings, now=clock)
    service.start()
    server = ApiServer(application(service, limit=limit), port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        made = Served(service, server, clock, data)
        with made.client:
            yield made
    finally:
        server.should_exit = True
        thread.join()
        service.stop()
