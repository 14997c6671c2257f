"""company: a company with tasks of every kind behind a real service, and people who come in by their links."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from PIL import Image

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, ContactSettings, Settings, UploadSettings
from handover_policy.archive.kinds import WANTED
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import KeyWanted, add_key
from handover_policy.ledger.links import add_link
from handover_policy.web.server import ApiServer
from tests.pages.running import SECONDS, Clock, event, running, told

ACME = "acme"
LEAVER, SUCCESSOR, MANAGER, OTHER, HR, ADM, ADM2, AUDITOR = "E1", "E2", "M1", "E9", "U-HR", "U-ADM", "U-ADM2", "U-AUD"
FRONT, FOREMAN = "F1", "F2"
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
  administration: [{id: U-ADM, name: 行政部}, {id: U-ADM2, name: 行政二}]
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
    where: 企业网盘/合同
    start: arrival
    steps:
      - {party: leaver, do: 列出未结合同, evidence: [file], due: last_day - 5 workdays}
      - {party: successor, do: 逐笔核对, due: last_day - 3 workdays, accepted_after: 3 workdays}
      - {party: manager, do: 审核, due: last_day - 1 workday}
  - id: own.things
    title: 物品移交
    start: arrival
    items: {columns: {name: 名称, count: {title: 数量, type: number}}, rows: [{name: 公章, count: 1}], add: true}
    steps:
      - {party: leaver, do: 逐件交还, due: last_day - 2 workdays}
      - {party: administration, do: 逐件核对, due: last_day}
  - id: own.customers
    title: 客户移交
    for_each: profile.customers
    start: arrival
    steps:
      - {party: leaver, do: 交出客户资料, evidence: [file], due: last_day}
  - id: own.short
    title: 本公司短清单
    start: arrival
    steps:
      - {party: leaver, do: 交出, due: last_day}
      - {party: successor, do: 收下, due: last_day, accepted_after: 2 workdays}
  - id: own.link
    title: 网盘
    start: arrival
    steps:
      - {party: leaver, do: 写明网盘地址, evidence: [link], due: last_day}
  - id: own.later
    title: 账号关闭
    start: arrival
    after: [own.things]
    steps:
      - {party: leaver, do: 交还账号, due: last_day}
"""
FRONTLINE = """\
# yaml-language-server: $schema=tasks.schema.json
kind: tasks
id: line
title: 一线清单
when: {employee.role: operator}
tasks:
  - id: line.records
    title: 生产记录移交
    start: arrival
    steps:
      - party: leaver
        do: 拿上生产记录本和设备操作记录，把它们和当班的交接单一起交给班组长当面清点
        evidence: [photo]
        due: last_day - 2 workdays
      - {party: team_leader, do: 核对记录, due: last_day - 1 workday}
"""


@dataclass(slots=True)
class Person:
    """Somebody signed in, in a browser of their own."""

    served: "ServedCompany"
    id: str
    client: httpx.Client

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.client.get(path, params=params or None)

    def post(self, path: str, do: str, files: Any = (), page: str | None = None, **fields: Any) -> httpx.Response:
        """Fill in the form of a page and send it, as a browser does without JavaScript."""
        page = page if page is not None else self.get(path).text
        hidden = {name: field_of(page, name) for name in ("csrf", "act")}
        offered = re.findall(r'name="offered" value="([0-9a-f]{64})"', page)
        form = {**hidden, "do": do, "offered": offered, "take": fields.pop("take", offered), **fields}
        parts = [("files", each) for each in files] or [("files", ("", b"", "application/octet-stream"))]
        return self.client.post(path, data=form, files=parts)


def field_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page[:2000]
    return unescape(found[1])


@dataclass(slots=True)
class ServedCompany:
    """The company behind a server that takes requests."""

    service: Service
    server: ApiServer
    clock: Clock
    key: str
    people: dict[str, Person] = field(default_factory=dict)
    number: int = 0

    def person(self, person: str, language: str = "zh") -> Person:
        found = self.people.get(f"{person} {language}")
        if found is None:
            client = httpx.Client(base_url=self.server.address, timeout=SECONDS, headers={"accept-language": language})
            token = add_link(self.service.engine, ACME, person, self.clock(), timedelta(days=1))
            answer = client.post(f"/enter/{token}")
            assert answer.status_code == 303, answer.text
            found = self.people[f"{person} {language}"] = Person(self, person, client)
        return found

    def forget(self, person: str) -> None:
        """Let somebody come in anew: their session has ended."""
        for name in [each for each in self.people if each.startswith(f"{person} ")]:
            self.people.pop(name).client.close()

    def tell(self, kind: str, subject: str, **data: Any) -> dict[str, Any]:
        self.number += 1
        return told(self.server, self.key, event(self.number, kind, subject, self.clock(), data))

    def api(self, path: str) -> Any:
        answer = httpx.get(f"{self.server.address}{path}", headers={"authorization": f"Bearer {self.key}"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def task(self, task: str) -> dict[str, Any]:
        case, _, _ = task.partition(":")
        tasks: list[dict[str, Any]] = self.api(f"/v1/cases/{case}")["tasks"]
        return next(each for each in tasks if each["id"] == task)

    def hire(self, person: str, name: str, **data: Any) -> None:
        hired = {"name": name, "role": "sales", "stage": "regular", "hired_on": "2024-03-01", **data}
        self.tell("employee.hired", person, **hired)


def path_of(task: str) -> str:
    """Return the path of a task's page."""
    employee, _, rest = task.partition("/")
    number, _, name = rest.partition(":")
    return f"/tasks/{quote(employee, safe='')}/{number}/{quote(name, safe='')}"


def photo(colour: str = "red", kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def policy_in(place: Path) -> str:
    place.mkdir(parents=True, exist_ok=True)
    for name, text in (("policy.yaml", POLICY), ("own.yaml", TASKS), ("line.yaml", FRONTLINE)):
        (place / name).write_text(text, encoding="utf-8")
    return str(place)


@contextmanager
def company(place: Path) -> Iterator[ServedCompany]:
    """Give the company, two people leaving it since today."""
    people = {
        HR: ContactSettings(name="人事部", addresses={"phone": "8001"}),
        FOREMAN: ContactSettings(name="刘洪", addresses={"phone": "0512-6001"}),
        AUDITOR: ContactSettings(name="审计"),
    }
    settings = Settings(
        data=place / "data",
        database=f"sqlite:///{place / 'data' / 'handover.db'}",
        companies=(
            CompanySettings(id=ACME, policy=(policy_in(place / "policy"),), auditors=(AUDITOR,), people=people),
        ),
        uploads=UploadSettings(max_mb=1, types=(*WANTED, "svg")),
    )
    settings.data.mkdir(mode=0o700)
    with running(settings) as served:
        wanted = KeyWanted(name="test", scopes=("all",))
        key = add_key(served.service.engine, envelope_in(settings.data), ACME, wanted, served.clock()).text
        made = ServedCompany(served.service, served.server, served.clock, key)
        made.hire(MANAGER, "陈立", role="office")
        made.hire(LEAVER, "王晓敏", manager=MANAGER, department="华东销售部")
        made.hire(SUCCESSOR, "李建国", manager=MANAGER)
        made.hire(OTHER, "孙<莉>", manager=MANAGER)
        made.hire(FOREMAN, "刘洪", role="office", manager=MANAGER)
        made.hire(FRONT, "张志强", role="operator", track="frontline", team_leader=FOREMAN, manager=MANAGER)
        for leaver in (LEAVER, FRONT):
            made.tell("resignation.submitted", leaver, form="written")
        made.tell("successor.assigned", LEAVER, successor=SUCCESSOR, by=MANAGER)
        yield made
        for each in made.people.values():
            each.client.close()
