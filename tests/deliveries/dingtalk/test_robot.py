"""Messages to a DingTalk group: signed, told once, without a link that signs somebody in."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from handover_policy.delivery.dingtalk.robot import DingtalkRobot, DingtalkRobotSettings, make
from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.fakes.dingtalk import FakeDingtalkRobot
from tests.deliveries.fakes.loopback import served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import LINK, NOW, TEXT, parcel


@pytest.fixture
def fake() -> Iterator[FakeDingtalkRobot]:
    with served(FakeDingtalkRobot(now_ms=int(NOW.timestamp() * 1000))) as provider:
        yield provider  # type: ignore[misc]


def settings(fake: FakeDingtalkRobot, **other: Any) -> DingtalkRobotSettings:
    told: dict[str, Any] = {"access_token": fake.access_token, "secret": fake.secret, "base_url": fake.address}
    return DingtalkRobotSettings(**told | other)


@pytest.fixture
def robot(fake: FakeDingtalkRobot) -> Iterator[DingtalkRobot]:
    channel = DingtalkRobot(settings(fake))
    yield channel
    channel.close()


def test_a_message_is_told_to_the_group_with_its_key(robot: DingtalkRobot, fake: FakeDingtalkRobot) -> None:
    sent = parcel()
    assert robot.send(sent, NOW) == Accepted(provider_id=None)
    (told,) = fake.told
    assert told["markdown"] == {"title": sent.title, "text": f"{TEXT}\n\n@zhangsan"}
    assert told["msgUuid"] == sent.key
    assert told["at"] == {"atMobiles": [], "atUserIds": ["zhangsan"], "isAtAll": False}


def test_the_same_message_sent_again_is_told_once(robot: DingtalkRobot, fake: FakeDingtalkRobot) -> None:
    for _ in range(3):
        assert isinstance(robot.send(parcel(), NOW), Accepted)
    robot.send(parcel(key="f" * 32), NOW)
    assert len(fake.told) == 2
    assert robot.tells_repeats


def test_the_link_that_signs_in_is_never_told_to_a_group(robot: DingtalkRobot, fake: FakeDingtalkRobot) -> None:
    robot.send(parcel(text="长" * 30_000), NOW)
    assert len(fake.told) == 1
    assert all(LINK.encode() not in each.body for each in fake.asked)


@pytest.mark.parametrize("address", ["13800001234", "+86 13800001234", "8613800001234"])
def test_a_person_is_called_by_their_number(robot: DingtalkRobot, fake: FakeDingtalkRobot, address: str) -> None:
    robot.send(parcel(address=address), NOW)
    assert fake.told[0]["at"] == {"atMobiles": ["13800001234"], "atUserIds": [], "isAtAll": False}
    assert fake.told[0]["markdown"]["text"].endswith("\n\n@13800001234")


@pytest.mark.parametrize("address", [None, "", "all", "a,b", "@all"])
def test_nobody_is_called_by_no_address_or_by_one_of_several(
    robot: DingtalkRobot, fake: FakeDingtalkRobot, address: str | None
) -> None:
    assert isinstance(robot.send(parcel(address=address), NOW), Accepted)
    assert fake.told[0]["at"] == {"atMobiles": [], "atUserIds": [], "isAtAll": False}
    assert fake.told[0]["markdown"]["text"] == TEXT


def test_a_wrong_secret_is_refused_for_now(fake: FakeDingtalkRobot) -> None:
    with closing(DingtalkRobot(settings(fake, secret="SECother"))) as other:
        answer = other.send(parcel(), NOW)
    assert answer == Failed(code="310000", reason="sign not match", lasting=False)


def test_a_wrong_token_is_refused_for_now(fake: FakeDingtalkRobot) -> None:
    with closing(DingtalkRobot(settings(fake, access_token="another-robot"))) as other:
        answer = other.send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("300001", False)


def test_a_clock_more_than_an_hour_wrong_is_refused(robot: DingtalkRobot) -> None:
    assert isinstance(robot.send(parcel(), NOW - timedelta(minutes=59)), Accepted)
    answer = robot.send(parcel(key="a" * 32), NOW - timedelta(minutes=61))
    assert answer == Failed(code="310000", reason="invalid timestamp", lasting=False)


def test_a_signature_with_marks_that_a_query_escapes_arrives_as_it_was(
    robot: DingtalkRobot, fake: FakeDingtalkRobot
) -> None:
    moments = [NOW + timedelta(milliseconds=each) for each in range(40)]
    fake.most_a_minute = 100
    for number, moment in enumerate(moments):
        assert isinstance(robot.send(parcel(key=f"{number:032x}"), moment), Accepted)
    assert any({"+", "/"} & set(each.query["sign"]) for each in fake.asked)


def test_too_many_messages_wait_ten_minutes(robot: DingtalkRobot, fake: FakeDingtalkRobot) -> None:
    fake.most_a_minute = 1
    robot.send(parcel(), NOW)
    answer = robot.send(parcel(key="b" * 32), NOW)
    assert answer == Failed(code="410100", reason="发送速度太快而限流", lasting=False, wait=600)
    assert [(each.most, each.seconds, each.scope) for each in robot.limits] == [(20, 60, "channel")]


def test_the_whole_address_of_a_robot_does_as_its_token(fake: FakeDingtalkRobot) -> None:
    pasted = f"https://oapi.dingtalk.com/robot/send?access_token={fake.access_token}"
    values = {"kind": "dingtalk_robot", "access_token": pasted, "secret": fake.secret, "base_url": fake.address}
    with closing(make(values, KeptTokens())) as channel:
        assert isinstance(channel.send(parcel(), NOW), Accepted)


def test_many_threads_send_through_one_channel(robot: DingtalkRobot, fake: FakeDingtalkRobot) -> None:
    fake.most_a_minute = 100
    answers = []
    threads = [
        threading.Thread(target=lambda key=f"{number:032x}": answers.append(robot.send(parcel(key=key), NOW)))
        for number in range(16)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [Accepted(provider_id=None)] * 16
    assert len(fake.told) == 16
