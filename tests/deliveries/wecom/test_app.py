"""Messages of a WeCom app: a card or a text with the link, people it does not reach, repeats that arrive once."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from handover_policy.delivery.wecom.app import WecomApp, WecomAppSettings
from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.fakes.loopback import served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.fakes.wecom import FakeWecomApp
from tests.deliveries.parcels import LINK, NOW, parcel


@pytest.fixture
def fake() -> Iterator[FakeWecomApp]:
    with served(FakeWecomApp()) as provider:
        yield provider  # type: ignore[misc]


@pytest.fixture
def app(fake: FakeWecomApp) -> Iterator[WecomApp]:
    settings = WecomAppSettings(
        corp_id=fake.corp_id, app_secret=fake.app_secret, agent_id=fake.agent_id, base_url=fake.address, seconds=1
    )
    with closing(WecomApp(settings, KeptTokens())) as channel:
        yield channel


def test_a_short_message_is_a_card_that_opens_the_link(app: WecomApp, fake: FakeWecomApp) -> None:
    assert app.send(parcel(), NOW) == Accepted(provider_id="msg1")
    (told,) = fake.arrived
    assert (told["touser"], told["agentid"], told["msgtype"]) == ("zhangsan", fake.agent_id, "textcard")
    assert told["textcard"] == {
        "title": "请准备工作交接",
        "description": "张三，您好。\n\n应完成日：2026年12月1日",
        "url": LINK,
        "btntxt": "查看详情",
    }
    assert (told["enable_duplicate_check"], told["duplicate_check_interval"]) == (1, 14400)


@pytest.mark.parametrize("length", [171, 600, 3000])
def test_a_longer_message_is_a_text_within_its_bytes_that_keeps_the_link(
    app: WecomApp, fake: FakeWecomApp, length: int
) -> None:
    app.send(parcel(text="长" * length), NOW)
    content = fake.arrived[0]["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith(f'\n\n<a href="{LINK}">查看详情</a>')
    assert ("后面还有" in content) is (length > 600)


def test_a_message_without_a_link_is_a_text(app: WecomApp, fake: FakeWecomApp) -> None:
    app.send(parcel(link=None), NOW)
    assert fake.arrived[0]["text"] == {"content": "请准备工作交接\n\n张三，您好。\n\n应完成日：2026年12月1日"}


def test_no_text_of_ours_is_read_as_a_tag(app: WecomApp, fake: FakeWecomApp) -> None:
    app.send(parcel(text='<a href="https://evil.example">点我</a> 1 < 2'), NOW)
    assert fake.arrived[0]["textcard"]["description"] == '＜a href="https://evil.example">点我＜/a> 1 < 2'


def test_a_link_that_is_too_long_for_a_card_is_not_sent(app: WecomApp, fake: FakeWecomApp) -> None:
    answer = app.send(parcel(link=LINK + "x" * 2048), NOW)
    assert answer == Failed(code="text-too-long", reason="", lasting=True)
    assert fake.asked == []


def test_somebody_who_is_unknown_is_a_failure_for_good(app: WecomApp) -> None:
    answer = app.send(parcel(address="nobody"), NOW)
    assert answer == Failed(code="81013", reason="user & party & tag all invalid", lasting=True)


def test_somebody_without_a_licence_is_no_success_though_the_code_is_zero(app: WecomApp, fake: FakeWecomApp) -> None:
    answer = app.send(parcel(address="wangwu"), NOW)
    assert answer == Failed(code="unlicenseduser", reason="wangwu", lasting=True)
    assert fake.arrived == []


@pytest.mark.parametrize("listed", ["zhangsan", "ZhangSan", ["zhangsan"]])
def test_somebody_who_is_listed_as_invalid_is_no_success_though_the_code_is_zero(
    app: WecomApp, fake: FakeWecomApp, listed: object
) -> None:
    answer = {"errcode": 0, "errmsg": "ok", "invaliduser": listed, "msgid": "m"}
    fake.mishaps.append(("/cgi-bin/message/send", answer))
    answered = app.send(parcel(), NOW)
    assert isinstance(answered, Failed)
    assert (answered.code, answered.lasting) == ("invaliduser", True)


def test_empty_lists_beside_a_success_are_a_success(app: WecomApp, fake: FakeWecomApp) -> None:
    answer = {"errcode": 0, "errmsg": "ok", "invaliduser": [], "invalidparty": "", "unlicenseduser": "", "msgid": "m"}
    fake.mishaps.append(("/cgi-bin/message/send", answer))
    assert app.send(parcel(), NOW) == Accepted(provider_id="m")


def test_the_same_message_sent_again_arrives_once(app: WecomApp, fake: FakeWecomApp) -> None:
    for _ in range(3):
        assert isinstance(app.send(parcel(), NOW), Accepted)
    assert len(fake.arrived) == 1
    assert app.tells_repeats


def test_thirty_a_minute_are_told_to_one_person(app: WecomApp) -> None:
    assert [(each.most, each.seconds, each.scope) for each in app.limits] == [
        (30, 60, "address"),
        (1000, 3600, "address"),
    ]
