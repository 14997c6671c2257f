"""Office: a company in this process, channels that remember what they carried, and a sender turned by hand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.starting import token_of
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings, Settings, WebhookSettings
from handover_policy.delivery.kinds import takes_items
from handover_policy.delivery.webhook.retries import RETRIES as HOOK_TRIES
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Limit,
    Parcel,
    SentParcel,
)
from tests.service.test_ticks import ZONE, read

SECONDS = 30.0
BEGIN = datetime(2026, 3, 2, 10, tzinfo=ZONE)
NAMES = {"sms": "phone", "email": "email", "dingtalk": "dingtalk", "wecom": "wecom"}
LEAVER, SUCCESSOR, MANAGER = "E1", "E2", "E9"


@dataclass(slots=True)
class Remembering:
    """A channel that remembers; `answers` says what it answers, the last one for ever."""

    address_kind: AddressKind | None
    tells_repeats: bool = True
    limits: Sequence[Limit] = ()
    answers: list[Answer] = field(default_factory=lambda: [Accepted(provider_id="p1")])
    asked: Asked = field(default_factory=Asked)
    sent: list[Parcel] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    kind: str = "remembering"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        assert now.tzinfo is not None
        with self.lock:
            self.sent.append(parcel)
            self.at.append(time.monotonic())
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        assert sent
        assert now.tzinfo is not None
        return self.asked

    def close(self) -> None:
        return


@dataclass(slots=True)
class Office:
    """A company, its channels and its sender."""

    service: Service
    company: Company
    channels: Mapping[str, Remembering]
    sender: Sender
    clock: list[datetime]

    def tell(self, *events: dict[str, Any]) -> None:
        lane = self.company.lane
        told = [read(lane.run, each) for each in events]
        for answer in lane.tell(told).result(SECONDS):
            assert answer.outcome in {"applied", "ignored"}, answer.decision

    def send(self, most: int = 50) -> None:
        """Turn until nothing is due and everything on its way has come back."""
        for _ in range(most):
            busy = self.sender.turn()
            while self.sender._on_the_way and self.sender._done.empty():
                threading.Event().wait(0.005)
            if not busy and not self.sender._on_the_way:
                return
        raise AssertionError("the sender found no end")

    def second_sender(self) -> Sender:
        """Return another sender of the same channels, as another process has one."""
        desk = replace(self.sender.desks["acme"], by="another")
        return Sender({"acme": desk}, self.sender.place)

    def later(self, **step: float) -> None:
        self.clock[0] += timedelta(**step)
        self.sender._full_until.clear()  # who wanted to be left alone has been, and who was silent may be back
        for lane in self.sender._places._lanes.values():
            lane.silent = 0

    def rows(self, **where: object) -> list[dict[str, Any]]:
        with reading(self.service.engine) as connection:
            found = [dict(each._mapping) for each in connection.execute(OUTBOX.select())]
        return [each for each in found if all(each[name] == value for name, value in where.items())]

    def noted(self) -> list[dict[str, Any]]:
        """Return what the ledger says of deliveries."""
        self.company.lane.noting.looked = 0.0
        lane = self.company.lane
        lane.do(lambda: lane.noting.look(lane.ledger)).result(SECONDS)
        with reading(self.service.engine) as connection:
            asked = LEDGER.select().where(LEDGER.c.kind == "delivery").order_by(LEDGER.c.position)
            return [json.loads(each.body) for each in connection.execute(asked) if each.body is not None]


def event(kind: str, subject: str, number: int, **data: object) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{kind}-{subject}-{number}",
        "source": "hr",
        "type": kind,
        "subject": subject,
        "time": BEGIN.isoformat(),
        "data": data,
    }


def hired(person: str, number: int = 1, **data: object) -> dict[str, Any]:
    addresses = {
        "phone": f"1380000{number:04d}",
        "email": f"{person.lower()}@acme.example",
        "dingtalk": f"d{person}",
        "wecom": f"w{person}",
        "private_email": f"{person.lower()}@home.example",
        "private_phone": f"1390000{number:04d}",
    }
    told = {
        "name": f"员工{person}",
        "role": "sales",
        "stage": "regular",
        "hired_on": "2020-03-02",
        "addresses": addresses,
    }
    return event("employee.hired", person, number, **{**told, **data})


def resigns(person: str, number: int = 1) -> dict[str, Any]:
    return event("resignation.submitted", person, number, form="written")


@contextmanager
def office(
    folder: Path,
    database: str | None = None,
    quiet: str | None = None,
    hook: tuple[WebhookSettings, Remembering] | None = None,
    **channels: Any,
) -> Iterator[Office]:
    clock = [BEGIN]
    told = {
        name: ChannelSettings(kind="sink", values={"stands_for": channel.kind, "address_kind": channel.address_kind})
        for name, channel in channels.items()
    }
    hooks = () if hook is None else (hook[0],)
    company = CompanySettings(id="acme", channels=told, quiet_hours=quiet, webhooks=hooks)
    address = database or f"sqlite:///{folder / 'handover.db'}"
    service = Service(Settings(data=folder, database=address, companies=(company,)), now=lambda: clock[0])
    service.start()
    found = service.companies["acme"]
    carriers = {
        name: Carrier(name=name, channel=each, items=takes_items(each.kind, {})) for name, each in channels.items()
    }
    if hook is not None:
        told_hook, channel = hook
        carriers[told_hook.channel] = Carrier(
            name=told_hook.channel, channel=channel, retries=HOOK_TRIES, made_of=told_hook.made_of
        )
    desk = Desk(
        company=found,
        carriers=carriers,
        by="me",
        quiet=None if quiet is None else quiet_hours(quiet),
        token_of=partial(token_of, envelope_in(folder), "acme"),
        envelope=envelope_in(folder),
    )
    place = Workplace(engine=service.engine, now=lambda: clock[0], base=lambda: "https://h.example")
    sender = Sender({"acme": desk}, place)
    try:
        yield Office(service, found, channels, sender, clock)
    finally:
        sender.stop()
        service.stop()
