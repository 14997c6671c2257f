"""A service with two versions of one policy, and people who are signed in on its pages."""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Told
from handover_policy.ledger.sessions import SessionKind, add_session
from handover_policy.model.events import Event
from handover_policy.web.api import application
from handover_policy.web.pages.visit import COOKIE, csrf_of
from handover_policy.web.server import ApiServer
from tests.service.api.serving import Clock

COMPANY = "acme"
HR = "U-HR"
MANIFEST = """
# yaml-language-server: $schema=policy.schema.json
kind: policy
id: acme
title: 离职与交接制度
company: 澄湾智造
version: {version}
effective: {{from: {since}}}
jurisdiction: CN
timezone: Asia/Shanghai
language: zh-CN
calendar: CN
send_at: "09:00"
extends: builtin:default
contacts: {{hr: {{id: U-HR, name: 吴凯, phone: "8021"}}}}
{more}
"""
ADOPTED = """adoption:
  consulted: {on: 2026-03-05, body: 职工代表大会, evidence: minutes.pdf}
  published: {on: 2026-03-10, channels: [钉钉公告]}
"""
FRONTLINE = """
# yaml-language-server: $schema=notice_days.schema.json
kind: notice_days
rules:
  - {id: days.regular, title: 正式员工, when: {employee.stage: regular}, days: 20, law: [CN-LCL-37]}
"""


@dataclass(slots=True)
class Portal:
    """A service that takes requests, and what its pages need."""

    service: Service
    address: str
    clock: Clock
    _number: int = field(default=0)
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def company(self) -> Company:
        return self.service.companies[COMPANY]

    def tell(self, kind: str, person: str, data: dict[str, Any], at: str) -> dict[str, Any]:
        """Tell an event and return its decision."""
        self._number += 1
        told = {"specversion": "1.0", "id": f"t-{self._number}", "source": "hr/core", "type": kind}
        line = json.dumps({**told, "subject": person, "time": at, "data": data}, ensure_ascii=False)
        event = self.company.run.read_line(line.encode(), 1)
        assert isinstance(event, Event), event
        (answer,) = self.company.lane.tell([Told(event=event, body=line)]).result(30)
        decision: dict[str, Any] = json.loads(answer.decision)
        assert decision["outcome"] == "applied", decision
        return decision

    def hired(self, person: str, name: str, role: str = "sales", **data: Any) -> None:
        told = {"name": name, "role": role, "stage": "regular", "hired_on": "2026-04-01", **data}
        self.tell("employee.hired", person, told, "2026-04-01T09:00:00+08:00")

    def guest(self, person: str, kind: SessionKind = "full", language: str = "zh-CN") -> "Guest":
        token = add_session(self.service.engine, COMPANY, person, self.service.now(), kind=kind, device="Phone")
        client = httpx.Client(base_url=self.address, timeout=30, cookies={COOKIE: token})
        client.headers["accept-language"] = language
        self.clients.append(client)
        return Guest(client=client, csrf=csrf_of(token))


@dataclass(slots=True)
class Guest:
    """Somebody who is signed in."""

    client: httpx.Client
    csrf: str

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, *, act: str = "", files: Any = None, **data: Any) -> httpx.Response:
        """Send a form; each has an act of its own unless one is named."""
        told = {
            "csrf": self.csrf,
            "act": act or secrets.token_hex(8),
            **{name.replace("__", "."): data[name] for name in data},
        }
        return self.client.post(path, data=told, files=files)

    def hidden(self, path: str, name: str) -> str:
        """Return what a hidden field of a page holds."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.get(path).text)
        assert found is not None
        return found[1]


@contextmanager
def portal_in(place: Path) -> Iterator[Portal]:
    """Give a service whose company has two versions of its policy, the second in force since April."""
    versions = []
    for name, version, since, more in (("old", "1.0.0", "2026-01-01", ""), ("new", "1.1.0", "2026-04-01", ADOPTED)):
        folder = place / name
        folder.mkdir(parents=True)
        (folder / "policy.yaml").write_text(MANIFEST.format(version=version, since=since, more=more), encoding="utf-8")
        if name == "new":
            (folder / "days.yaml").write_text(FRONTLINE, encoding="utf-8")
        versions.append(str(folder))
    clock, data = Clock(), place / "data"
    data.mkdir(mode=0o700)
    companies = (CompanySettings(id=COMPANY, policy=tuple(versions), auditors=("U-AUD",)),)
    service = Service(Settings(data=data, database=f"sqlite:///{data / 'handover.db'}", companies=companies), now=clock)
    service.start()
    server = ApiServer(application(service), port=0)
    clients: list[httpx.Client] = []
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield Portal(service, server.address, clock, clients=clients)
    finally:
        for client in clients:
            client.close()
        server.should_exit = True
        thread.join()
        service.stop()
