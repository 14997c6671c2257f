"""Work notices: a card with the link, within its bytes, and the result that is asked for later."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from handover_policy.delivery.dingtalk.work import DingtalkWork, DingtalkWorkSettings
from handover_policy.ports.channels import Accepted, Failed, Receipt, SentParcel
from tests.deliveries.fakes.dingtalk import FakeDingtalkApp
from tests.deliveries.fakes.loopback import served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import LINK, NOW, TEXT, parcel


@pytest.fixture
def fake() -> Iterator[FakeDingtalkApp]:
    with served(FakeDingtalkApp()) as provider:
        yield provider  # type: ignore[misc]


def settings(fake: FakeDingtalkApp, **other: Any) -> DingtalkWorkSettings:
    told = {"app_key": fake.app_key, "app_secret": fake.app_secret, "agent_id": fake.agent_id}
    return DingtalkWorkSettings(**{**told, "base_url": fake.address, "seconds": 1, **other})


@pytest.fixture
def work(fake: FakeDingtalkApp) -> Iterator[DingtalkWork]:
    with closing(DingtalkWork(settings(fake), KeptTokens())) as channel:
        yield channel


def sent(answer: object, *, key: str = "a" * 32, minutes: int = 0, address: str = "zhangsan") -> SentParcel:
    assert isinstance(answer, Accepted)
    return SentParcel(key=key, provider_id=answer.provider_id, address=address, at=NOW - timedelta(minutes=minutes))


def test_a_notice_is_a_card_that_opens_the_link(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    assert work.send(parcel(), NOW) == Accepted(provider_id="256271667526", ask_after=10)
    (told,) = fake.notices.values()
    assert told["userid_list"] == "zhangsan"
    card = told["msg"]["action_card"]
    assert card == {"title": "请准备工作交接", "markdown": TEXT, "single_title": "查看详情", "single_url": LINK}


def test_a_notice_without_a_link_is_markdown(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    work.send(parcel(link=None, language="en"), NOW)
    (told,) = fake.notices.values()
    assert told["msg"] == {"msgtype": "markdown", "markdown": {"title": "请准备工作交接", "text": TEXT}}


@pytest.mark.parametrize("linked", [LINK, None])
@pytest.mark.parametrize("text", ["长" * 2000, '"引号"\n' * 400, "🧑🏽‍🚀" * 300, "a" * 2049])
def test_a_notice_that_is_too_long_keeps_its_link_and_says_what_is_left_out(
    work: DingtalkWork, fake: FakeDingtalkApp, text: str, linked: str | None
) -> None:
    assert isinstance(work.send(parcel(text=text, title="题" * 200, link=linked), NOW), Accepted)
    (told,) = fake.notices.values()
    size = len(json.dumps(told["msg"], ensure_ascii=False).encode())
    assert 1900 < size <= 2048
    assert "后面还有" in json.dumps(told["msg"], ensure_ascii=False)
    assert (linked is None) or told["msg"]["action_card"]["single_url"] == LINK


def test_a_link_that_leaves_no_room_is_not_sent(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    answer = work.send(parcel(link=LINK + "x" * 2000), NOW)
    assert answer == Failed(code="text-too-long", reason="", lasting=True)
    assert fake.asked == []


def test_what_became_of_a_notice_is_told_until_it_is_read(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    notice = sent(work.send(parcel(), NOW))
    asked = work.ask([notice], NOW)
    assert (list(asked.receipts), asked.again) == ([Receipt(key=notice.key, state="delivered")], {notice.key: 60})
    fake.results[256271667526] = {"read_user_id_list": ["zhangsan"]}
    asked = work.ask([notice], NOW)
    assert (list(asked.receipts), asked.again) == ([Receipt(key=notice.key, state="read")], {})


@pytest.mark.parametrize(("name", "code"), [("failed", "failed"), ("invalid", "invalid"), ("forbidden", "forbidden")])
def test_a_notice_that_did_not_arrive_has_failed(
    work: DingtalkWork, fake: FakeDingtalkApp, name: str, code: str
) -> None:
    notice = sent(work.send(parcel(), NOW))
    fake.results[256271667526] = {f"{name}_user_id_list": ["zhangsan"]}
    asked = work.ask([notice], NOW)
    assert list(asked.receipts) == [Receipt(key=notice.key, state="failed", code=code)]
    assert asked.again == {}


@pytest.mark.parametrize("code", ["143105", "143106"])
def test_what_is_over_a_limit_was_called_a_success_and_has_failed(
    work: DingtalkWork, fake: FakeDingtalkApp, code: str
) -> None:
    notice = sent(work.send(parcel(), NOW))
    fake.forbid(256271667526, "zhangsan", code)
    assert list(work.ask([notice], NOW).receipts) == [Receipt(key=notice.key, state="failed", code=code)]


def test_the_same_text_twice_a_day_arrives_once_though_both_are_accepted(work: DingtalkWork) -> None:
    first, again = sent(work.send(parcel(), NOW), key="1" * 32), sent(work.send(parcel(), NOW), key="2" * 32)
    told = work.ask([first, again], NOW).receipts
    assert [(each.key, each.state, each.code) for each in told] == [
        ("1" * 32, "delivered", None),
        ("2" * 32, "failed", "143106"),
    ]
    assert not work.tells_repeats


def test_a_result_that_is_not_there_yet_is_asked_for_again_and_seldom_when_it_is_old(
    work: DingtalkWork, fake: FakeDingtalkApp
) -> None:
    answer = work.send(parcel(), NOW)
    fake.results[256271667526] = {}
    waits = [
        (work.ask([sent(answer, minutes=minutes)], NOW).again or {}).get("a" * 32)
        for minutes in (0, 4, 5, 59, 60, 22 * 60, 23 * 60 + 1, 24 * 60, 3 * 24 * 60)
    ]
    assert waits == [60, 60, 600, 600, 3600, 3600, None, None, None]


@pytest.mark.parametrize("mishap", ["html", "500", "nothing", "half", {"errcode": -1, "errmsg": "系统繁忙"}])
def test_a_result_that_cannot_be_read_says_nothing_and_is_asked_for_again(
    work: DingtalkWork, fake: FakeDingtalkApp, mishap: object
) -> None:
    notice = sent(work.send(parcel(), NOW))
    fake.mishaps.append(("/topapi/message/corpconversation/getsendresult", mishap))
    asked = work.ask([notice], NOW)
    assert (list(asked.receipts), asked.again) == ([], {notice.key: 60})


def test_where_dingtalk_is_silent_the_rest_is_asked_for_later(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    answer = work.send(parcel(), NOW)
    notices = [sent(answer, key=f"{number:032x}") for number in range(20)]
    fake.mishaps += [("/topapi/message/corpconversation/getsendresult", "nothing")] * 20
    before = len(fake.asked)
    asked = work.ask(notices, NOW)
    assert len(fake.asked) - before == 1
    assert (list(asked.receipts), asked.again) == ([], {each.key: 60 for each in notices})


def test_a_result_is_asked_for_with_a_fresh_token_where_the_first_ran_out(
    work: DingtalkWork, fake: FakeDingtalkApp
) -> None:
    notice = sent(work.send(parcel(), NOW))
    fake.expire()
    assert len(work.ask([notice], NOW).receipts) == 1


def test_a_notice_of_which_no_id_is_known_is_never_asked_about(work: DingtalkWork, fake: FakeDingtalkApp) -> None:
    asked = work.ask([SentParcel(key="k", provider_id=None, address="zhangsan", at=NOW)], NOW)
    assert (asked.receipts, asked.again, fake.asked) == ([], {}, [])


def test_with_the_company_tokens_are_asked_for_in_the_newer_way(fake: FakeDingtalkApp) -> None:
    with closing(DingtalkWork(settings(fake, corp_id=fake.corp_id), KeptTokens())) as channel:
        assert isinstance(channel.send(parcel(), NOW), Accepted)
    assert fake.asked[0].path == f"/v1.0/oauth2/{fake.corp_id}/token"


def test_the_second_host_is_the_vendors_unless_the_first_is_not() -> None:
    with closing(DingtalkWork(settings(FakeDingtalkApp(), base_url="https://oapi.dingtalk.com"), KeptTokens())) as own:
        assert str(own._app.newer._free[0].base_url) == "https://api.dingtalk.com"
    with closing(
        DingtalkWork(settings(FakeDingtalkApp(), base_url="http://proxy", api_url="http://b"), KeptTokens())
    ) as two:
        assert str(two._app.newer._free[0].base_url) == "http://b"
