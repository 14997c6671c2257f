"""company: every kind of reader and departure behind a real service, beside another company that asks for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx

from handover_policy.app.portal.files import upload_place
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CodeSettings, CompanySettings, ContactSettings, Settings
from handover_policy.app.serving.told import Told
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import ALL_SCOPES, KeyWanted, add_key
from handover_policy.ledger.links import add_link, link_of, use_link
from handover_policy.ledger.personal.certificates import add_certificate_link
from handover_policy.ledger.personal.requests import ask
from handover_policy.ledger.sessions import SessionKind, add_session
from handover_policy.model.events import Event
from handover_policy.web.pages.visit import COOKIE, csrf_of
from tests.pages.running import Clock, running

ACME, OTHER = "acme", "other"
SECONDS = 30.0
TWO_DAYS_AGO, YESTERDAY, TODAY = (datetime(2026, 4, day, 2, tzinfo=UTC) for day in (11, 12, 13))
POLICY = """\
# yaml-language-server: $schema=policy.schema.json
kind: policy
id: acme
title: 制度
company: 澄湾智造
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
jurisdiction: CN
timezone: Asia/Shanghai
language: zh-CN
calendar: CN
plain: {employee.track: frontline}
contacts:
  administration: {id: U-ADM, name: 行政部}
  technology: {id: U-IT, name: 技术部}
  hr: {id: U-HR, name: 人事部, phone: "8001"}
"""
TASKS = """\
# yaml-language-server: $schema=tasks.schema.json
kind: tasks
id: own
title: 本公司清单
when: {employee.role: sales}
tasks:
  - id: own.files
    title: 合同移交
    start: arrival
    steps:
      - {party: leaver, do: 列出未结合同, evidence: [file], due: last_day - 5 workdays}
      - {party: successor, do: 逐笔核对, due: last_day - 3 workdays}
  - id: own.keys
    title: 钥匙移交
    start: arrival
    steps:
      - {party: leaver, do: 交还, due: last_day - 2 workdays}
      - {party: administration, do: 清点, due: last_day}
"""
UPLOADS = """\
# yaml-language-server: $schema=archive.schema.json
kind: archive
uploads:
  - {id: own.plan, title: 工作计划, when: {employee.role: sales}, every: 30 days, where: 网盘}
"""
SALES = {"role": "sales", "stage": "regular", "hired_on": "2024-03-01", "department": "华东销售部"}
REACHED = {"phone": "010-4401", "email": "wang@acme.example", "private_phone": "13900001111"}
REACHED |= {"private_email": "wang@home.example"}
UPLOADED, EVIDENCE = "季度计划-私.txt", "合同清单-私.txt"


@dataclass(slots=True)
class Reader:
    """A kind of reader, with a browser of their own; without a session where nobody is signed in."""

    name: str
    client: httpx.Client
    token: str

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, fields: Mapping[str, Any], act: str = "", files: Any = None) -> httpx.Response:
        """Send a form with the mark of the reader's own session, whether a page shows it to them or not."""
        return self.client.post(
            path, data={"csrf": self.csrf, "act": act or f"{self.name}{path}", **fields}, files=files
        )


@dataclass(slots=True)
class RightsCompany:
    """The companies behind a server that takes requests."""

    service: Service
    address: str
    clock: Clock
    key: str = ""
    readers: dict[tuple[str, str], Reader] = field(default_factory=dict)
    certificate: str = ""
    named: dict[str, str] = field(default_factory=dict)
    number: int = 0
    pages: dict[tuple[str, str], httpx.Response] = field(default_factory=dict)
    clients: list[httpx.Client] = field(default_factory=list)

    def reader(self, name: str, person: str | None, kind: SessionKind = "full", language: str = "zh-CN") -> Reader:
        """Return somebody signed in, always the same; `person` of the other company is named `other:ID`."""
        found = self.readers.get((name, language))
        if found is None:
            found = self.readers[name, language] = self.signed_in(name, person, kind, language)
        return found

    def signed_in(self, name: str, person: str | None, kind: SessionKind = "full", language: str = "zh-CN") -> Reader:
        """Return somebody with a session of its own."""
        token = ""
        if person is not None:
            company, _, whom = person.rpartition(":")
            token = add_session(self.service.engine, company or ACME, whom, self.clock(), kind=kind, device=name)
        cookies = {COOKIE: token} if token else None
        client = httpx.Client(base_url=self.address, timeout=SECONDS, cookies=cookies)
        self.clients.append(client)
        client.headers["accept-language"] = language
        return Reader(name, client, token)

    def link(self, person: str) -> str:
        """Return a link that nobody has used."""
        return add_link(self.service.engine, ACME, person, self.clock(), timedelta(days=1))

    def used_link(self, person: str) -> str:
        """Return a link that its person has opened on a device of their own."""
        token = self.link(person)
        with self.service.engine.connect() as connection:
            link = link_of(connection, (ACME,), token)
        assert link is not None
        assert use_link(self.service.engine, link, token, self.clock())
        return token

    def tell(self, kind: str, subject: str, **data: Any) -> None:
        """Tell an event that is applied."""
        self.number += 1
        told = {"specversion": "1.0", "id": f"t-{self.number}", "source": "hr/core", "type": kind}
        told |= {"subject": subject, "time": self.clock().isoformat()}
        there, line = self.service.companies[ACME], json.dumps({**told, "data": data}, ensure_ascii=False)
        event = there.run.read_line(line.encode(), 1)
        assert isinstance(event, Event), event
        (answer,) = there.lane.tell([Told(event=event, body=line)]).result(SECONDS)
        assert answer.outcome == "applied", answer.decision

    def tick(self) -> None:
        lane = self.service.companies[ACME].lane
        lane.do(lane.catch_up).result(SECONDS)

    def tasks(self, case: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.address}/v1/cases/{case}", headers={"authorization": f"Bearer {self.key}"})
        told: list[dict[str, Any]] = answer.json()["tasks"]
        return told

    def keep(self, place: str, name: str, person: str) -> str:
        """Keep a file as if somebody had brought it, and return its digest."""
        held = self.service.archive.keep(ACME, BytesIO(name.encode()), name)
        self.service.archive.bring(ACME, held, place=place, name=name, person=person, now=self.clock())
        return held.sha256

    def close(self) -> None:
        for each in self.clients:
            each.close()


def digest_of(name: str) -> str:
    """Return the digest of a file of the story: its content is its name."""
    return hashlib.sha256(name.encode()).hexdigest()


@contextmanager
def company(place: Path, codes: CodeSettings | None = None) -> Iterator[RightsCompany]:
    """Give the companies with their story told: today is Monday, 13 April 2026."""
    policy = place / "policy"
    policy.mkdir(parents=True)
    for name, text in (("policy", POLICY), ("own", TASKS), ("archive", UPLOADS)):
        (policy / f"{name}.yaml").write_text(text, encoding="utf-8")
    people = {"U-AUD": ContactSettings(name="审计"), "U-ADM": ContactSettings(name="行政部")}
    acme = CompanySettings(
        id=ACME, policy=(str(policy),), hr=("U-HR",), auditors=("U-AUD",), people=people, codes=codes or CodeSettings()
    )
    other = CompanySettings(id=OTHER)
    data = place / "data"
    data.mkdir(mode=0o700)
    settings = Settings(data=data, database=f"sqlite:///{data / 'handover.db'}", companies=(acme, other))
    with running(settings, TWO_DAYS_AGO) as found:
        made = RightsCompany(found.service, found.server.address, found.clock)
        wanted = KeyWanted(name="test", scopes=(ALL_SCOPES,))
        made.key = add_key(found.service.engine, envelope_in(data), ACME, wanted, found.clock()).text
        _tell_the_story(made)
        yield made
        made.close()


def _tell_the_story(told: RightsCompany) -> None:
    for person, name, more in (
        ("M1", "陈立", {"role": "office"}),
        ("M2", "何静", {"role": "office", "department": "研发部"}),
        ("E1", "王晓敏", {"manager": "M1", "addresses": REACHED}),
        ("E2", "李建国", {"manager": "M1"}),
        ("E3", "周涛", {"manager": "M1"}),
        ("E4", "赵敏", {"manager": "M1", "addresses": {"private_phone": "13900004444"}}),
        ("E5", "孙莉", {"manager": "M1", "hired_on": "2026-04-11", "stage": "probation"}),
        ("E6", "吴刚", {"manager": "M1"}),
        ("E7", "郑洁", {"manager": "M1"}),
        ("E8", "冯军", {"manager": "M1"}),
        ("E10", "褚燕", {"manager": "M1"}),
        ("E11", "卫东", {"manager": "M1"}),
        ("M3", "蒋平", {"role": "office", "department": "研发部"}),
        ("E9", "沈青", {"manager": "M2"}),
        ("E12", "韩梅", {"manager": "M3"}),
        ("F1", "张志强", {"manager": "M1", "role": "operator", "track": "frontline"}),
    ):
        told.tell("employee.hired", person, name=name, **{**SALES, **more})
    told.tell("profile.updated", "E1", section="customers", records=[{"name": "密客户甲"}])
    told.tell("resignation.submitted", "E1", form="written", reason="个人原因-回苏州照顾母亲")
    told.tell("successor.assigned", "E1", successor="E3", by="M1")
    for person in ("E4", "E7", "E10", "F1"):
        told.tell("resignation.submitted", person, form="written")
    told.tell("departure.declared", "E8", cause="expiry", last_day="2026-05-01", by="U-HR")
    told.clock.moment = YESTERDAY
    told.tell("successor.assigned", "E1", successor="E2", by="M1")
    told.tell("successor.assigned", "E7", successor="E2", by="M1")
    told.tell("delegation.recorded", "E1", **{"from": "E1", "to": "M3", "by": "E1"})
    told.reader("leaver, after leaving, by the session from before", "E4")
    told.tell("task.submitted", "E4", task="E4/1:own.keys", by="E4")
    told.tell("employee.left", "E4", on="2026-04-12")
    told.tell("employee.absent", "E11", since="2026-04-10")
    for person in ("E8", "E10"):
        told.tell("withdrawal.requested", person, reason="想留下来")
    told.tell("severance.owed", "E7", amount=54321)
    told.tell("loss.recorded", "E7", amount=777, description="样机丢失-涉密", proven=True)
    _hand_over(told)
    told.clock.moment = TODAY
    told.tick()
    told.keep(upload_place("E1", "own.plan"), UPLOADED, "E1")
    data = {"path": UPLOADED, "sha256": digest_of(UPLOADED), "size": len(UPLOADED.encode()), "duty": "own.plan"}
    told.tell("document.uploaded", "E1", **data)
    told.keep("E1/1:own.files", EVIDENCE, "E1")
    evidence = [{"kind": "file", "path": EVIDENCE, "sha256": digest_of(EVIDENCE), "size": len(EVIDENCE.encode())}]
    told.tell("task.submitted", "E1", task="E1/1:own.files", by="E1", evidence=evidence)
    ask(told.service.engine, ACME, "E1", "correction", "请更正我的家庭住址", name="asked-1", now=told.clock())
    told.certificate = add_certificate_link(told.service.engine, ACME, "E4", "E4/1", told.clock())


def _hand_over(told: RightsCompany) -> None:
    """Let the handover of E7 be done, and the successor sign the sheet with a comment."""
    for task in told.tasks("E7/1"):
        if not task["task"].startswith("obligation.") and task["task"] != "own.keys":
            told.tell("task.waived", "E7", task=task["id"], by="U-HR", reason="不适用")
    told.tell("task.submitted", "E7", task="E7/1:own.keys", by="E7")
    told.tell("task.confirmed", "E7", task="E7/1:own.keys", by="U-ADM")
    told.tell("sheet.signed", "E7", party="successor", by="E2", method="click", opinion="意见-样机我没见过")
