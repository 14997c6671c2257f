"""Groups: the person a message is for is called there, and no link that lets somebody in is told to a group."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.packing import Packing
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.parcels import ClaimedParcel, OutboxRow
from handover_policy.ports.channels import Accepted, Parcel
from tests.deliveries.office import Office, Remembering, hired, office, resigns
from tests.deliveries.parcels import LINK, NOW, parcel
from tests.deliveries.rigs import RIGS

GROUPS = [name for name, kind in KINDS.items() if kind.address_kind is None and name in RIGS]


@pytest.mark.parametrize("name", GROUPS)
def test_a_link_that_came_to_a_group_by_mistake_is_not_told_there(name: str) -> None:
    with RIGS[name].running() as (channel, fake):
        assert isinstance(channel.send(parcel(link=LINK), NOW), Accepted)
        assert fake.asked
        assert not [each for each in fake.asked if LINK.encode() in each.body]


def packed_for(here: Office, kind: Kind) -> Parcel:
    """Return the first message to the leaver as a channel of a kind gets it."""
    row = next(each for each in here.rows(person="E1") if each["channel"] == "dingtalk")
    claimed = ClaimedParcel(key="k", rows=[OutboxRow(**{name: row[name] for name in OutboxRow._fields})])
    carrier = Carrier(name="dingtalk", channel=Remembering(kind.address_kind), calls_by=kind.calls_by)
    with reading(here.service.engine) as connection:
        view = view_of(connection, here.company, here.clock[0])
        packing = Packing(view=view, carrier=carrier, base="https://h.example")
        (packed,) = packing.pack([claimed])
        assert packed.parcel is not None
        assert bool(packing.links) is ("/enter/" in json.dumps(_texts(packed.parcel)))
        return packed.parcel


def _texts(told: Parcel) -> list[Any]:
    return [told.text, told.html, told.title, told.link, told.sms and [*told.sms.parameters]]


def test_only_a_channel_that_reaches_one_person_is_told_a_link(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=Remembering(None)) as here:
        here.tell(hired("E1", addresses={each: f"{each}-1" for each in ("dingtalk", "wecom", "feishu", "email")}))
        here.tell(hired("E2"), resigns("E1"))
        one = {name: kind for name, kind in KINDS.items() if kind.address_kind not in {None, "phone"}}
        groups = {name: kind for name, kind in KINDS.items() if kind.address_kind is None}
        assert {name for name, kind in one.items() if not packed_for(here, kind).link} == set()
        assert {name for name, kind in groups.items() if "/enter/" in str(_texts(packed_for(here, kind)))} == set()
        called = {name: packed_for(here, KINDS[name]).address for name in groups if KINDS[name].calls_by}
        assert called == {"dingtalk_robot": "dingtalk-1", "wecom_robot": "wecom-1", "feishu_bot": "feishu-1"}
