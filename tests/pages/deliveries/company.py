"""A company whose channels answer as a test says, behind a real server; a sender turned by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.settings import (
    ChannelSettings,
    CompanySettings,
    ContactSettings,
    Settings,
    WebhookSettings,
)
from handover_policy.ledger.sessions import add_session
from handover_policy.ports.channels import Accepted, Answer, Failed, Unknown
from handover_policy.web.pages.visit import COOKIE
from tests.deliveries.office import BEGIN, Office, Remembering, hired, resigns
from tests.pages.running import SECONDS, running, text_of

HR, AUDITOR, MANAGER, OTHER, LEAVER = "U-HR", "U-AUD", "E9", "E8", "E1"
BOARD, LIST, CASE = "/board", "/board/deliveries", "/cases/E1/1"
HOOK = "it.example.com"
CODE, REASON = "isv.MOBILE_NUMBER_ILLEGAL", "号码<b>不合法</b>"
KINDS = {"sms": "aliyun_sms", "wecom": "wecom_app", "dingtalk": "dingtalk_work"}
HIDDEN = re.compile(r'name="(csrf|act)" value="([^"]*)"')
ARTICLE = re.compile(r"(?s)<article>.*?</article>")


@dataclass(slots=True)
class Told:
    """The company, who looks at it, and its sender."""

    office: Office
    address: str
    clients: dict[tuple[str, str], httpx.Client] = field(default_factory=dict)

    def client(self, person: str, language: str = "zh-CN") -> httpx.Client:
        if (person, language) not in self.clients:
            token = add_session(self.office.service.engine, "acme", person, self.office.clock[0])
            headers = {"accept-language": language}
            made = httpx.Client(base_url=self.address, timeout=SECONDS, cookies={COOKIE: token}, headers=headers)
            self.clients[person, language] = made
        return self.clients[person, language]

    def text(self, person: str, path: str, language: str = "zh-CN") -> str:
        answer = self.client(person, language).get(path)
        assert answer.status_code == 200, answer.status_code
        return text_of(answer.text)

    def form(self, person: str, channel: str) -> dict[str, str]:
        """Return the form of the message on a channel that is in trouble."""
        page = self.client(person).get(LIST).text
        (article,) = (each for each in ARTICLE.findall(page) if f'name="channel" value="{channel}"' in each)
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', article)
        return {name: unescape(value) for name, value in found}

    def decide(self, person: str, form: Mapping[str, str], decided: str) -> httpx.Response:
        return self.client(person).post(LIST, data={**form, "decided": decided})

    def row(self, channel: str) -> dict[str, Any]:
        (found,) = self.office.rows(person=LEAVER, channel=channel)
        return found


@contextmanager
def company(folder: Path) -> Iterator[Told]:
    """Give a company whose leaver got a message by DingTalk, none by text message, and one by WeCom perhaps."""
    answers: dict[str, list[Answer]] = {
        "sms": [Failed(code=CODE, reason=REASON, lasting=True)],
        "wecom": [Unknown(code="line-broken", reason="…")],
        "dingtalk": [Accepted(provider_id="task-7", ask_after=10.0)],
    }
    needs = {"sms": "phone", "wecom": "wecom", "dingtalk": "dingtalk"}
    channels = {
        name: Remembering(needs[name], tells_repeats=False, answers=list(told))  # type: ignore[arg-type] # one of them
        for name, told in answers.items()
    }
    settings = CompanySettings(
        id="acme",
        webhooks=(WebhookSettings(url=f"https://{HOOK}/h?key=secret-part", values={}),),
        auditors=(AUDITOR,),
        people={AUDITOR: ContactSettings(name="审计")},
        channels={name: ChannelSettings(kind=kind) for name, kind in KINDS.items()},
    )
    service = Settings(data=folder, database=f"sqlite:///{folder / 'handover.db'}", companies=(settings,))
    with running(service, BEGIN) as made:
        carriers = {name: Carrier(name=name, channel=each) for name, each in channels.items()}
        found = made.service.companies["acme"]
        desk = Desk(company=found, carriers=carriers, by="me")
        clock = _Listed(made.clock)
        place = Workplace(engine=made.service.engine, now=made.clock, base=lambda: "https://h.example")
        sender = Sender({"acme": desk}, place)
        office = Office(made.service, found, channels, sender, clock)  # type: ignore[arg-type] # of one moment
        office.tell(hired(MANAGER, 9), hired(OTHER, 8), hired("E7", 7, manager=OTHER))
        office.tell(hired(LEAVER, manager=MANAGER), resigns(LEAVER))
        office.send()
        office.noted()
        told = Told(office, made.server.address)
        try:
            yield told
        finally:
            sender.stop()
            for each in told.clients.values():
                each.close()


class _Listed:
    """The clock of a company as an office keeps it: a list of one moment."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock

    def __getitem__(self, _: int) -> datetime:
        moment: datetime = self._clock.moment
        return moment

    def __setitem__(self, _: int, moment: datetime) -> None:
        self._clock.moment = moment
