"""Messages to a WeCom group: the key alone opens it, a repeat is told twice, no link that signs somebody in."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from handover_policy.delivery.wecom.robot import WecomRobot, WecomRobotSettings
from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.fakes.loopback import served
from tests.deliveries.fakes.wecom import FakeWecomRobot
from tests.deliveries.parcels import LINK, NOW, parcel


@pytest.fixture
def fake() -> Iterator[FakeWecomRobot]:
    with served(FakeWecomRobot()) as provider:
        yield provider  # type: ignore[misc]


@pytest.fixture
def robot(fake: FakeWecomRobot) -> Iterator[WecomRobot]:
    with closing(WecomRobot(WecomRobotSettings(key=fake.key, base_url=fake.address, seconds=1))) as channel:
        yield channel


def test_a_message_is_plain_text_and_calls_the_person(robot: WecomRobot, fake: FakeWecomRobot) -> None:
    assert robot.send(parcel(), NOW) == Accepted(provider_id=None)
    robot.send(parcel(address="+8613800001234"), NOW)
    content = "请准备工作交接\n\n张三，您好。\n\n应完成日：2026年12月1日"
    assert [each["text"] for each in fake.told] == [
        {"content": content, "mentioned_list": ["zhangsan"]},
        {"content": content, "mentioned_mobile_list": ["13800001234"]},
    ]


@pytest.mark.parametrize("address", [None, "@all", "all", "a|b"])
def test_nobody_is_called_by_no_address_or_by_that_of_everybody(
    robot: WecomRobot, fake: FakeWecomRobot, address: str | None
) -> None:
    robot.send(parcel(address=address, text="请 <@all> 看 <@lisi>，1 < 2"), NOW)
    assert fake.told[0]["text"] == {"content": "请 ＜@all> 看 ＜@lisi>，1 < 2"}


def test_a_message_that_is_too_long_is_cut_and_the_link_never_told(robot: WecomRobot, fake: FakeWecomRobot) -> None:
    robot.send(parcel(text="长" * 1000), NOW)
    content = fake.told[0]["text"]["content"]
    assert 2040 < len(content.encode()) <= 2048
    assert content.endswith("个字，请登录离职交接系统，在“我的事项”看全文）")
    assert all(LINK.encode() not in each.body for each in fake.asked)


def test_a_repeat_is_told_twice_so_silence_is_not_tried_again(robot: WecomRobot, fake: FakeWecomRobot) -> None:
    robot.send(parcel(), NOW)
    robot.send(parcel(), NOW)
    assert len(fake.told) == 2
    assert not robot.tells_repeats


def test_a_wrong_key_is_refused_for_now(fake: FakeWecomRobot) -> None:
    with closing(WecomRobot(WecomRobotSettings(key="another", base_url=fake.address))) as other:
        assert other.send(parcel(), NOW) == Failed(code="93000", reason="invalid webhook url", lasting=False)


def test_the_whole_address_of_a_robot_does_as_its_key(fake: FakeWecomRobot) -> None:
    pasted = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={fake.key}"
    with closing(WecomRobot(WecomRobotSettings(key=pasted, base_url=fake.address))) as channel:
        assert isinstance(channel.send(parcel(), NOW), Accepted)


def test_too_many_messages_are_tried_later(robot: WecomRobot, fake: FakeWecomRobot) -> None:
    fake.most_a_minute = 1
    robot.send(parcel(), NOW)
    assert robot.send(parcel(), NOW) == Failed(code="45009", reason="api freq out of limit", lasting=False, wait=60)
    assert [(each.most, each.seconds, each.scope) for each in robot.limits] == [(20, 60, "channel")]
