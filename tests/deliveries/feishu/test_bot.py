"""Messages to a Feishu group: signed in the body, within 20 KB, without a link that signs somebody in."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from handover_policy.delivery.feishu.bot import FeishuBot, FeishuBotSettings
from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.fakes.feishu import FakeFeishuBot
from tests.deliveries.fakes.loopback import served
from tests.deliveries.parcels import LINK, NOW, parcel


@pytest.fixture
def fake() -> Iterator[FakeFeishuBot]:
    with served(FakeFeishuBot(now=int(NOW.timestamp()))) as provider:
        yield provider  # type: ignore[misc]


def settings(fake: FakeFeishuBot, *, token: str = "", secret: str = "") -> FeishuBotSettings:
    return FeishuBotSettings(token=token or fake.token, secret=secret or fake.secret, base_url=fake.address, seconds=1)


@pytest.fixture
def bot(fake: FakeFeishuBot) -> Iterator[FeishuBot]:
    with closing(FeishuBot(settings(fake))) as channel:
        yield channel


def test_a_message_is_a_text_with_its_title_that_calls_the_person(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    assert bot.send(parcel(address="ou_7d8a6e6d"), NOW) == Accepted(provider_id=None)
    (told,) = fake.told
    assert told["content"] == {
        "text": '请准备工作交接\n张三，您好。\n\n应完成日：2026年12月1日\n<at user_id="ou_7d8a6e6d">张三</at>'
    }
    assert told["timestamp"] == str(int(NOW.timestamp()))


@pytest.mark.parametrize("address", [None, "", "all", "@all", "13800001234", "a@acme.example", 'x"><at user_id="all'])
def test_nobody_is_called_by_no_address_or_by_that_of_everybody(
    bot: FeishuBot, fake: FakeFeishuBot, address: str | None
) -> None:
    bot.send(parcel(address=address, text='<at user_id="all">所有人</at> 1 < 2', title="看<at>"), NOW)
    assert fake.told[0]["content"]["text"] == '看＜at>\n＜at user_id="all">所有人＜/at> 1 < 2'


def test_a_message_that_is_too_long_is_cut_and_the_link_never_told(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    bot.send(parcel(text='"长\n' * 9_000, title="题" * 9_000), NOW)
    assert 19_900 < len(fake.asked[0].body) <= 20_000
    assert "个字，请登录离职交接系统" in fake.told[0]["content"]["text"]
    assert all(LINK.encode() not in each.body for each in fake.asked)


def test_a_wrong_secret_is_refused_for_now(fake: FakeFeishuBot) -> None:
    with closing(FeishuBot(settings(fake, secret="another"))) as other:
        answer = other.send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("19021", False)


def test_a_wrong_token_is_refused_for_now_and_not_told(fake: FakeFeishuBot) -> None:
    with closing(FeishuBot(settings(fake, token="another-token-4711"))) as other:
        answer = other.send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("19001", False)
    assert "another-token" not in repr(answer)


def test_a_clock_more_than_an_hour_wrong_is_refused(bot: FeishuBot) -> None:
    assert isinstance(bot.send(parcel(), NOW + timedelta(minutes=59)), Accepted)
    answer = bot.send(parcel(), NOW + timedelta(minutes=61))
    assert isinstance(answer, Failed)
    assert answer.code == "19021"


def test_a_keyword_that_is_missing_is_refused_for_now(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    fake.keyword = "离职"
    assert bot.send(parcel(), NOW) == Failed(code="19024", reason="Key Words Not Found", lasting=False)


def test_too_many_messages_are_tried_later(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    fake.mishaps.append({"code": 11232, "msg": "frequency limited"})
    assert bot.send(parcel(), NOW) == Failed(code="11232", reason="frequency limited", lasting=False, wait=60)
    assert [(each.most, each.seconds, each.scope) for each in bot.limits] == [(100, 60, "channel"), (5, 1, "channel")]


def test_an_answer_of_the_older_form_is_read(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    fake.mishaps.append({"Extra": None, "StatusCode": 0, "StatusMessage": "success"})
    assert bot.send(parcel(), NOW) == Accepted(provider_id=None)


def test_a_repeat_is_told_twice_so_silence_is_not_tried_again(bot: FeishuBot, fake: FakeFeishuBot) -> None:
    bot.send(parcel(), NOW)
    bot.send(parcel(), NOW)
    assert len(fake.told) == 2
    assert not bot.tells_repeats


def test_the_whole_address_of_a_bot_does_as_its_token(fake: FakeFeishuBot) -> None:
    pasted = f"https://open.feishu.cn/open-apis/bot/v2/hook/{fake.token}"
    with closing(FeishuBot(settings(fake, token=pasted))) as channel:
        assert isinstance(channel.send(parcel(), NOW), Accepted)
