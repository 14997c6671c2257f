"""Addresses of people: one person is told, never several, never the whole company."""

import pytest

from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import Failed
from tests.deliveries.parcels import NOW, parcel
from tests.deliveries.rigs import RIGS, Rig

TO_ONE = {name: rig for name, rig in RIGS.items() if KINDS[name].address_kind is not None}
every_one = pytest.mark.parametrize("rig", TO_ONE.values(), ids=TO_ONE)


@every_one
@pytest.mark.parametrize("address", [None, "", "  "])
def test_a_person_without_an_address_is_told_nothing(rig: Rig, address: str | None) -> None:
    with rig.running() as (channel, fake):
        answer = channel.send(parcel(**rig.parcel | {"address": address}), NOW)
        assert answer == Failed(code="address-missing", reason="", lasting=True)
        assert fake.asked == []


@every_one
@pytest.mark.parametrize("address", ["@all", "all", "a|b", "a,b", "a b", "a\nb", "../x", "a?b=c", "x" * 200])
def test_an_address_of_several_or_of_everybody_is_told_nothing(rig: Rig, address: str) -> None:
    with rig.running() as (channel, fake):
        answer = channel.send(parcel(**rig.parcel | {"address": address}), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("address-unfit", True)
        assert fake.asked == []
