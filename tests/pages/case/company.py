"""company: a company with a departure behind a real service, its people signed in, and its story told by events."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import (
    ChannelSettings,
    CodeSettings,
    CompanySettings,
    ContactSettings,
    Settings,
)
from handover_policy.ledger.codes import codes_at_hand
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import ALL_SCOPES, KeyWanted, add_key
from handover_policy.ledger.links import add_link
from handover_policy.web.server import ApiServer
from tests.pages.running import SECONDS, Clock, event, running, text_of, told

ACME = "acme"
LEAVER, SUCCESSOR, MANAGER, OTHER, HR, AUDITOR, STRANGER = "E1", "E2", "M1", "M9", "U-HR", "U-AUD", "E9"
CASE = "/cases/E1/1"
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
contacts:
  hr: {id: U-HR, name: 人事部, phone: "8001"}
"""
NAMES = {LEAVER: "王晓敏", SUCCESSOR: "李建国", MANAGER: "陈立", OTHER: "何静", STRANGER: "<b>赵六</b>"}
MANAGERS = {LEAVER: MANAGER, SUCCESSOR: MANAGER, STRANGER: OTHER}


@dataclass(slots=True)
class Person:
    """Somebody signed in, in a browser of their own."""

    served: "ServedCompany"
    id: str
    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def form(self, act: str, page: str | None = None) -> dict[str, str]:
        """Return the hidden fields of the form of an act."""
        page = self.get(CASE).text if page is None else page
        shown = re.search(rf'(?s)<details class="more act" id="{act}".*?</details>', page)
        assert shown is not None, f"{act} is not offered to {self.id}"
        return hidden(shown[0])

    def offered(self) -> list[str]:
        """Return the names of the acts with a form on the page of the case."""
        shown = re.findall(r'(?s)<details class="more act" id="([\w-]+)".*?</details>', self.get(CASE).text)
        return [each for each in shown if f'name="kind" value="{each}"' in self.get(CASE).text]

    def look(self, act: str, **fields: Any) -> httpx.Response:
        """Look at what an act would change; what is said to be proven comes with its proof."""
        proof = {"files": ("proof.txt", b"proof", "text/plain")} if fields.get("proven") == "yes" else None
        return self.client.post(f"{CASE}/acts", data={**self.form(act), **fields, "step": "look"}, files=proof)

    def do(self, act: str, **fields: Any) -> httpx.Response:
        """Do an act in two steps, as a browser does without JavaScript."""
        looked = self.look(act, **fields)
        assert looked.status_code == 200, text_of(looked.text)
        kept = dict.fromkeys(re.findall(r'name="evidence" value="(\w+)" checked', looked.text))
        told = {**self.form(act, looked.text), **fields, "evidence": list(kept), "step": "do"}
        return self.client.post(f"{CASE}/acts", data=told)

    def sheet(self, page: str | None = None, **fields: Any) -> httpx.Response:
        page = self.get(f"{CASE}/sheet").text if page is None else page
        shown = re.search(r'(?s)<form class="card stack".*?</form>', page)
        assert shown is not None, text_of(page)
        return self.client.post(f"{CASE}/sheet", data={**hidden(shown[0]), "step": "sign", "read": "1", **fields})


def hidden(form: str) -> dict[str, str]:
    """Return the hidden fields of a form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


@dataclass(slots=True)
class ServedCompany:
    """The company behind a server that takes requests."""

    service: Service
    server: ApiServer
    clock: Clock
    data: Path
    key: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    number: int = 0

    def person(self, person: str, language: str = "zh") -> Person:
        found = self.people.get(f"{person} {language}")
        if found is None:
            client = httpx.Client(base_url=self.server.address, timeout=SECONDS, headers={"accept-language": language})
            answer = client.post(f"/enter/{self.token(person)}")
            assert answer.status_code == 303, answer.text
            found = self.people[f"{person} {language}"] = Person(self, person, client)
        return found

    def forget(self) -> None:
        """Let everybody come in anew: their sessions have ended."""
        while self.people:
            self.people.popitem()[1].client.close()

    def token(self, person: str) -> str:
        return add_link(self.service.engine, ACME, person, self.clock(), timedelta(days=1))

    def tell(self, kind: str, subject: str, **data: Any) -> dict[str, Any]:
        self.number += 1
        return told(self.server, self.key, event(self.number, kind, subject, self.clock(), data))

    def read(self, path: str) -> httpx.Response:
        return httpx.get(
            f"{self.server.address}{path}", headers={"authorization": f"Bearer {self.key}"}, timeout=SECONDS
        )

    def case(self) -> dict[str, Any]:
        told: dict[str, Any] = self.read(f"/v1{CASE}").json()
        return told

    def finish(self) -> None:
        """Do every handover task of the case, step by step."""
        while left := [task for task in self.case()["tasks"] if self._unfinished(task)]:
            for task in left:
                step = task["steps"][task["current_step"]]
                evidence = [
                    {"kind": kind, "path": f"{task['title']}.docx", "sha256": digest(f"{task['id']}{kind}")}
                    for kind in step["evidence"]
                ]
                kind = "task.confirmed" if task["current_step"] else "task.submitted"
                self.tell(kind, LEAVER, task=task["id"], by=step["person"], evidence=evidence)

    @staticmethod
    def _unfinished(task: dict[str, Any]) -> bool:
        return task["current_step"] is not None and not task["task"].startswith("obligation.")

    def code(self, person: str, purpose: str) -> str:
        with reading(self.service.engine) as connection:
            kept = codes_at_hand(connection, envelope_in(self.data), ACME, self.clock())
        return next(each.code for each in kept if (each.person, each.purpose) == (person, purpose))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def serving(
    data: Path,
    codes: CodeSettings | None = None,
    *,
    more: str = "",
    channels: Mapping[str, ChannelSettings] = MappingProxyType({}),
) -> Iterator[ServedCompany]:
    """Give a company whose salesman has resigned, his successor named; `more` are lines of its policy."""
    policy = data / "policy"
    policy.mkdir(parents=True)
    (policy / "policy.yaml").write_text(POLICY + more, encoding="utf-8")
    company = CompanySettings(
        id=ACME,
        policy=(str(policy),),
        hr=(HR,),
        auditors=(AUDITOR,),
        people={AUDITOR: ContactSettings(name="审计")},
        codes=codes or CodeSettings(),
        channels=channels,
    )
    settings = Settings(data=data, database=f"sqlite:///{data / 'handover.db'}", companies=(company,))
    with running(settings) as made:
        served = ServedCompany(made.service, made.server, made.clock, data)
        wanted = KeyWanted(name="test", scopes=(ALL_SCOPES,))
        served.key = add_key(made.service.engine, envelope_in(data), ACME, wanted, made.clock()).text
        _tell_people(served)
        yield served
        served.forget()


def _tell_people(served: ServedCompany) -> None:
    for person, name in NAMES.items():
        data = {"name": name, "role": "sales", "stage": "regular", "hired_on": "2024-03-01", "department": "华东销售部"}
        served.tell("employee.hired", person, **data, **({"manager": MANAGERS[person]} if person in MANAGERS else {}))
    served.tell("resignation.submitted", LEAVER, form="written", reason="个人发展")
    served.tell("successor.assigned", LEAVER, successor=SUCCESSOR, by=MANAGER)
