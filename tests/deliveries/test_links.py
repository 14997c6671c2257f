"""A link that signs somebody in stands in what reaches one person alone, whatever the kind, and never in a group."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.packing import Packing
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.claims import waiting_parcels
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from tests.deliveries.office import Remembering, event, hired, office, resigns


def test_every_kind_has_a_link_where_it_reaches_one_person_and_nowhere_else(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=Remembering("dingtalk")) as here:
        here.tell(hired("E1"), event("employee.changed", "E1", 2, addresses={"feishu": "f1"}), resigns("E1"))
        now = here.clock[0]
        stamp = now.timestamp()
        wanted = ParcelsWanted(company="acme", channel="dingtalk", by="me", now=stamp, wall=stamp, until=stamp, most=9)
        with reading(here.service.engine) as connection:
            found = [each for each in waiting_parcels(connection, wanted) if each.person == "E1"]
            assert found
            for name, kind in KINDS.items():
                carrier = Carrier(name=name, channel=Remembering(kind.address_kind))
                view = view_of(connection, here.company, now)
                packing = Packing(view=view, carrier=carrier, base="https://h.example")
                for each in packing.pack(found):
                    assert each.parcel is not None, (name, each.code)
                    said = f"{each.parcel.text} {each.parcel.html} {each.parcel.sms} {each.parcel.item}"
                    personal = kind.address_kind is not None
                    assert (each.parcel.link is not None) is personal is bool(packing.links), name
                    assert ("/enter/" in said) <= personal, name
