"""A process that sends until it is killed: `posting.py FOLDER DATABASE PROVIDER SINCE`; says `ready` once it sends.

Its clock begins at SINCE (seconds since 1970) and goes twenty times as fast, for what is tried again later.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from handover_policy.app.sending import turns
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings, Settings
from handover_policy.delivery.wire import Wire, WireAnswer
from handover_policy.ledger.lease import this_process
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    SentParcel,
)

CHANNELS = {"sms": "phone", "dingtalk": "dingtalk"}
REPEATS = {"sms": False, "dingtalk": True}
CLAIMED = 1.5
FASTER = 20
BEGIN = datetime.fromisoformat("2026-03-02T10:00:00+08:00")


@dataclass(slots=True)
class Posting:
    """Posts each parcel to the provider of the test."""

    name: str
    wire: Wire
    address_kind: AddressKind | None
    tells_repeats: bool
    kind: str = "posting"
    limits: Sequence[Limit] = ()

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - the port's
        told = self.wire.request("POST", "/", json={"channel": self.name, "key": parcel.key})
        if not isinstance(told, WireAnswer):
            return told
        found = told.json()
        return Accepted(provider_id=found["id"]) if found else Failed(code="x", reason="x", lasting=False)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - the port's
        return Asked()

    def close(self) -> None:
        self.wire.close()


def posting_settings(folder: Path, database: str) -> Settings:
    company = CompanySettings(id="acme", channels={name: ChannelSettings(kind="sink") for name in CHANNELS})
    return Settings(data=folder, database=database, companies=(company,))


def posting_carriers(provider: str) -> dict[str, Carrier]:
    return {
        name: Carrier(name=name, channel=Posting(name, Wire(provider), kind, REPEATS[name]))  # type: ignore[arg-type]
        for name, kind in CHANNELS.items()
    }


def main() -> None:
    folder, database, provider, since = Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])

    def now() -> datetime:
        return BEGIN + FASTER * timedelta(seconds=time.time() - since)

    turns.CLAIMED_FOR = CLAIMED
    service = Service(posting_settings(folder, database), now=now)
    service.start()
    desk = Desk(company=service.companies["acme"], carriers=posting_carriers(provider), by=this_process())
    sender = Sender({"acme": desk}, Workplace(engine=service.engine, now=now, base=lambda: None))
    sender.start()
    print("ready", flush=True)  # noqa: T201 - for whoever waits for it
    sys.stdin.read()
    sender.stop()
    service.stop()


if __name__ == "__main__":
    main()
