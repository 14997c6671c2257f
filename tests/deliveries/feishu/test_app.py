"""Messages of a Feishu app: a card with a button, told once by its `uuid`, to any of a person's ids."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from handover_policy.delivery.feishu.app import FeishuApp, FeishuAppSettings
from handover_policy.ports.channels import Accepted, Failed, Unknown
from tests.deliveries.fakes.feishu import FakeFeishuApp
from tests.deliveries.fakes.loopback import Answers, served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import LINK, NOW, TEXT, parcel


@pytest.fixture
def fake() -> Iterator[FakeFeishuApp]:
    with served(FakeFeishuApp()) as provider:
        yield provider  # type: ignore[misc]


@pytest.fixture
def app(fake: FakeFeishuApp) -> Iterator[FeishuApp]:
    settings = FeishuAppSettings(app_id=fake.app_id, app_secret=fake.app_secret, base_url=fake.address, seconds=1)
    with closing(FeishuApp(settings, KeptTokens())) as channel:
        yield channel


def test_a_message_is_a_card_with_a_button_that_opens_the_link(app: FeishuApp, fake: FakeFeishuApp) -> None:
    sent = parcel()
    assert app.send(sent, NOW) == Accepted(provider_id="om_0")
    told = fake.arrived[sent.key]
    card = json.loads(told["content"])
    assert (told["receive_id"], told["msg_type"]) == ("zhangsan", "interactive")
    assert card["header"]["title"] == {"tag": "plain_text", "content": "请准备工作交接"}
    assert card["elements"][0] == {"tag": "markdown", "content": TEXT}
    (button,) = card["elements"][1]["actions"]
    assert (button["url"], button["text"]["content"]) == (LINK, "查看详情")


def test_a_message_without_a_link_has_no_button(app: FeishuApp, fake: FakeFeishuApp) -> None:
    sent = parcel(link=None)
    app.send(sent, NOW)
    assert len(json.loads(fake.arrived[sent.key]["content"])["elements"]) == 1


@pytest.mark.parametrize("address", ["zhangsan", "ou_zhangsan", "on_zhangsan", "zhangsan@acme.example"])
def test_a_person_is_reached_by_each_of_their_ids(app: FeishuApp, address: str) -> None:
    assert isinstance(app.send(parcel(address=address), NOW), Accepted)


def test_the_same_message_sent_again_arrives_once(app: FeishuApp, fake: FakeFeishuApp) -> None:
    assert [app.send(parcel(), NOW) for _ in range(3)] == [Accepted(provider_id="om_0")] * 3
    app.send(parcel(key="e" * 32), NOW)
    assert len(fake.arrived) == 2
    assert app.tells_repeats


def test_somebody_who_is_unknown_is_a_failure_for_good(app: FeishuApp) -> None:
    assert app.send(parcel(address="nobody"), NOW) == Failed(code="230001", reason="invalid receive_id", lasting=True)


def test_a_message_that_is_too_long_keeps_its_link_and_says_what_is_left_out(
    app: FeishuApp, fake: FakeFeishuApp
) -> None:
    sent = parcel(text='"长\n' * 20_000)
    assert isinstance(app.send(sent, NOW), Accepted)
    assert 29_900 < len(fake.asked[-1].body) <= 30_000
    content = fake.arrived[sent.key]["content"]
    assert LINK in content
    assert "后面还有" in content


def test_a_link_that_leaves_no_room_is_not_sent(app: FeishuApp, fake: FakeFeishuApp) -> None:
    answer = app.send(parcel(link=LINK + "x" * 30_000), NOW)
    assert answer == Failed(code="text-too-long", reason="", lasting=True)
    assert fake.asked == []


def test_no_text_of_ours_calls_everybody(app: FeishuApp, fake: FakeFeishuApp) -> None:
    sent = parcel(text="<at id=all></at> **好**")
    app.send(sent, NOW)
    assert json.loads(fake.arrived[sent.key]["content"])["elements"][0]["content"] == "＜at id=all>＜/at> **好**"


def test_a_message_that_is_being_sent_at_this_moment_is_unknown(app: FeishuApp, fake: FakeFeishuApp) -> None:
    told = {"code": 230049, "msg": "The message is being sent."}
    fake.mishaps.append(("/open-apis/im/v1/messages", Answers(400, told)))
    assert app.send(parcel(), NOW) == Unknown(code="230049", reason="The message is being sent.")


def test_limits_are_those_of_the_app_and_of_a_person(app: FeishuApp) -> None:
    assert [(each.most, each.seconds, each.scope) for each in app.limits] == [
        (1000, 60, "channel"),
        (50, 1, "channel"),
        (5, 1, "address"),
    ]
