"""Addresses of people: one person is told, never several, never the whole company."""

from datetime import timedelta

import pytest

from handover_policy.delivery.addressing import behind
from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import Accepted, Failed, SentParcel
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
@pytest.mark.parametrize(
    "address",
    [
        *("@all", "all", "ALL", "\uff41\uff4c\uff4c", "everyone", "all\u200b", "a|b", "a\uff5cb", "a,b", "a b", "a\nb"),
        *("a\0b", "a\u202eb", "../x", "a?b=c", "x" * 200),
    ],
)
def test_an_address_of_several_or_of_everybody_is_told_nothing(rig: Rig, address: str) -> None:
    with rig.running() as (channel, fake):
        answer = channel.send(parcel(**rig.parcel | {"address": address}), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("address-unfit", True)
        assert fake.asked == []


@every_one
def test_an_address_with_a_blank_at_its_end_is_the_one_without(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        answer = channel.send(parcel(**rig.parcel | {"address": " zhangsan\t"}), NOW)
        assert isinstance(answer, Accepted)
        told = [SentParcel(key="k", provider_id=answer.provider_id, address="zhangsan ", at=NOW)]
        wanted = ["delivered"] if rig.kind == "dingtalk_work" else []
        assert [each.state for each in channel.ask(told, NOW + timedelta(minutes=1)).receipts] == wanted
        assert fake.asked


@pytest.mark.parametrize(
    ("pasted", "mark", "key"),
    [
        ("abc", "key=", "abc"),
        (" abc\n", "key=", "abc"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc", "key=", "abc"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc&debug=1", "key=", "abc"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc#x", "access_token=", "abc"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/tok/", "/hook/", "tok"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/tok?from=x", "/hook/", "tok"),
        ("a/b?c", "/hook/", "a/b?c"),
    ],
)
def test_of_a_pasted_address_the_key_alone_is_taken(pasted: str, mark: str, key: str) -> None:
    assert behind(pasted, mark) == key
