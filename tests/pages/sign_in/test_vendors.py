"""Signing in by DingTalk, WeCom and Feishu: who comes in, who does not, and what is asked of the vendor."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from handover_policy.app.serving.settings_file.ways import DingTalkSettings, FeishuSettings
from tests.pages.sign_in.entering import IN_APP, Desk, logged, way_of
from tests.pages.sign_in.fakes import DingTalkFake, FeishuFake, WeComFake
from tests.service.api.serving import ACME, SECONDS, event, hired

KINDS = ("dingtalk", "wecom", "feishu")
CALLED = {"dingtalk": "钉钉", "wecom": "企业微信", "feishu": "飞书"}
FAILED = "登录没有成功"


def outside(answer: httpx.Response, status: int, sentence: str) -> bool:
    """Return whether an answer is the page of sign-in, with a sentence, and ways to try again."""
    page = answer.text
    return (answer.status_code, FAILED in page, sentence in page, "/sign-in/0?" in page) == (status, True, True, True)


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_known_by_their_account_comes_in_and_goes_on_where_they_were(kind: str, place: Desk) -> None:
    with place.browser() as client:
        back = place.signed_in(client, place.vendors[kind])
        assert (back.status_code, back.headers["location"]) == (303, "/messages/none")
        assert "王晓敏" in client.get("/").text


@pytest.mark.parametrize("kind", KINDS)
def test_a_contact_of_the_settings_comes_in_too(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    vendor.person = "A"
    vendor.members["A"] = f"{kind}-admin"  # type: ignore[attr-defined] # each of the three has members
    with place.browser() as client:
        assert place.signed_in(client, vendor).status_code == 303
        assert "行政部" in client.get("/").text


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_counts_once_and_for_the_browser_that_asked(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    with place.browser() as client, place.browser() as other:
        back = place.way_back(client, vendor)
        kept = dict(client.cookies)
        assert other.get(back).status_code == 400
        assert client.get(re.sub(r"state=[^&]+", "state=%E5%88%AB", back)).status_code == 400
        assert client.get(back).status_code == 303
        asked = len(vendor.asked)
        with place.browser() as thief:  # the same code, state and cookie again: the vendor is not asked once more
            thief.cookies.update({name: value for name, value in kept.items() if name != "handover_session"})
            assert thief.get(back).status_code == 400
            assert thief.get("/").status_code == 401
        assert len(vendor.asked) == asked


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_another_sign_in_used_or_that_is_past_lets_nobody_in(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    with place.browser() as client:
        first, second = place.way_back(client, vendor), place.way_back(client, vendor)
        vendor.codes.clear()
        assert outside(client.get(second), 400, "请再登录一次")
        late = place.way_back(client, vendor)
        vendor.now += 301
        assert outside(client.get(late), 400, "请再登录一次")
        assert client.get(first).status_code == 400
        assert client.get("/").status_code == 401


@pytest.mark.parametrize("kind", KINDS)
def test_who_says_no_on_the_vendors_page_is_told_so_and_nothing_is_asked(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    vendor.person = None
    with place.browser() as client:
        assert outside(place.signed_in(client, vendor), 400, f"您在{CALLED[kind]}中没有同意登录")
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_whom_the_company_does_not_know_is_told_what_to_do_and_nothing_else(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    vendor.person = "X"
    vendor.members["X"] = "nobody-knows-me"  # type: ignore[attr-defined] # each of the three has members
    with place.browser() as client, logged() as lines:
        answer = place.signed_in(client, vendor)
        assert outside(answer, 403, "请联系人事，把您的账号登记到名册")
        assert not re.search("nobody-knows-me|王晓敏|E1", answer.text)
        assert f"编号 {answer.headers['x-request-id']}" in answer.text
        english = client.get(html.unescape(re.findall('href="(/language/en[^"]*)"', answer.text)[0]))
        assert "Sign in with" in client.get(english.headers["location"]).text
        assert client.get("/").status_code == 401
    (line,) = [each for each in lines if each["event"] == "sign-in-failed"]
    assert (line["kind"], line["trouble"], "nobody-knows-me" in line["why"]) == (kind, "unknown", True)


def test_a_user_of_the_vendor_who_is_no_member_is_a_stranger(place: Desk) -> None:
    dingtalk, wecom, feishu = (place.vendors[kind] for kind in KINDS)
    assert isinstance(dingtalk, DingTalkFake)
    assert isinstance(feishu, FeishuFake)
    for vendor in (dingtalk, wecom):  # an account without a userid, an openid alone
        vendor.person = "X"
        with place.browser() as client:
            assert outside(place.signed_in(client, vendor), 403, "请换用公司的账号")
    dingtalk.person, dingtalk.outside = "Y", {"Y": "ding-e1"}  # a contact outside the company has a userid, too
    feishu.tenant = "tenant-2"  # another company may have given the same user_id
    for vendor in (dingtalk, feishu):
        with place.browser() as client, logged() as lines:
            assert outside(place.signed_in(client, vendor), 403, "请换用公司的账号")
        assert vendor is dingtalk or any("tenant-2" in str(each.get("why")) for each in lines)


def test_an_address_of_two_people_lets_neither_in_and_one_of_somebody_who_left_the_other(place: Desk) -> None:
    vendor = place.vendors["wecom"]
    assert isinstance(vendor, WeComFake)
    vendor.members["E1"] = "shared"
    place.served.tell(
        hired("E3", "张三", addresses={"wecom": "shared"}), hired("E4", "赵六", addresses={"wecom": "shared"})
    )
    with place.browser() as client:
        assert outside(place.signed_in(client, vendor), 403, "请联系人事")
    place.served.tell(event("employee.left", "E4", "left-E4", "2026-04-02T09:00:00+08:00", {"on": "2026-04-01"}))
    with place.browser() as client:
        assert place.signed_in(client, vendor).status_code == 303
        assert "张三" in client.get("/").text


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_left_enters_by_link_alone(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    vendor.person = "L"
    vendor.members["L"] = f"gone-{kind}"  # type: ignore[attr-defined] # each of the three has members
    person = f"L-{kind}"
    place.served.tell(hired(person, "钱七", addresses={kind: f"gone-{kind}"}))
    with place.browser() as client:
        assert place.signed_in(client, vendor).status_code == 303
    place.served.tell(event("employee.left", person, f"left-{kind}", "2026-04-10T09:00:00+08:00", {"on": "2026-04-09"}))
    with place.browser() as client:
        assert outside(place.signed_in(client, vendor), 403, "请用发给您的链接进入")
        assert client.get("/").status_code == 401


@pytest.mark.parametrize("kind", KINDS)
def test_within_a_vendors_app_its_own_way_comes_first(kind: str, place: Desk) -> None:
    with place.browser(IN_APP[kind]) as client:
        page = client.get(f"/sign-in?company={ACME}").text
        assert re.findall("用(钉钉|企业微信|飞书)登录", page)[0] == CALLED[kind]
        assert re.findall('href="/sign-in/([0-9])', page)[0] == str(place.number(place.vendors[kind]))
        assert sorted(re.findall('href="/sign-in/([0-9])', page)) == ["0", "1", "2"]
        assert place.signed_in(client, place.vendors[kind]).status_code == 303
    with place.browser() as client:
        answer = client.get(f"/sign-in?company={ACME}")
        assert re.findall("用(钉钉|企业微信|飞书)登录", answer.text) == list(CALLED.values())
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not re.search(r"https?://", answer.text)  # no script, picture or style of a vendor's


def test_wecom_is_asked_silently_within_its_app_and_by_a_picture_to_scan_in_browsers(place: Desk) -> None:
    paths = {IN_APP["wecom"]: "/connect/oauth2/authorize", "Mozilla/5.0": "/wwlogin/sso/login"}
    for device, path in paths.items():
        with place.browser(device) as client:
            there = urlsplit(client.get(f"/sign-in/1?company={ACME}").headers["location"])
            assert (there.path, there.fragment == "wechat_redirect") == (path, "connect" in path)


def test_the_token_of_an_app_is_asked_for_once_and_anew_where_the_vendor_ends_it_early(place: Desk) -> None:
    for kind, path in (("dingtalk", "/gettoken"), ("wecom", "/cgi-bin/gettoken")):
        vendor = place.vendors[kind]
        for wanted in (1, 1, 2, 2):
            if wanted == 2 and vendor.paths().count(path) == 1:
                vendor.tokens.clear()
            with place.browser() as client:
                assert place.signed_in(client, vendor).status_code == 303
            assert vendor.paths().count(path) == wanted


def test_secrets_that_a_vendor_does_not_take_are_not_told_again_and_again(place: Desk) -> None:
    ways = [replace(way_of(vendor), client_secret="wrong") for vendor in place.vendors.values()]  # noqa: S106 - of a test
    place.offer(*ways)
    for kind in KINDS:
        vendor = place.vendors[kind]
        for _ in range(2):
            with place.browser() as client:
                assert outside(place.signed_in(client, vendor), 502, "由管理员检查设置")
        assert vendor.paths().count("/cgi-bin/gettoken") == (1 if kind == "wecom" else 0)


def test_dingtalk_may_be_asked_for_the_company_and_another_one_is_not_taken(place: Desk) -> None:
    vendor = place.vendors["dingtalk"]
    assert isinstance(vendor, DingTalkFake)
    way = way_of(vendor)
    assert isinstance(way, DingTalkSettings)
    place.offer(replace(way, corp_id="dingcorp1", scope="openid corpid"))
    with place.browser() as client:
        there = client.get(f"/sign-in/0?company={ACME}").headers["location"]
        assert parse_qs(urlsplit(there).query)["corpId"] == ["dingcorp1"]
        assert place.signed_in(client, vendor).status_code == 303
    vendor.corp = "dingcorp2"
    with place.browser() as client:
        assert outside(place.signed_in(client, vendor), 403, "请换用公司的账号")


def test_feishu_may_name_people_by_union_id_and_has_to_be_allowed_to_tell_user_ids(place: Desk) -> None:
    vendor = place.vendors["feishu"]
    assert isinstance(vendor, FeishuFake)
    vendor.shows_user_id = False
    with place.browser() as client, logged() as lines:
        assert outside(place.signed_in(client, vendor), 502, "由管理员检查设置")
    assert any("contact:user.employee_id:readonly" in str(each.get("why")) for each in lines)
    way = way_of(vendor)
    assert isinstance(way, FeishuSettings)
    dingtalk, wecom = (way_of(place.vendors[kind]) for kind in KINDS[:2])
    place.offer(dingtalk, wecom, replace(way, identifier="union_id"))
    place.served.tell(
        event("employee.changed", "E2", "union", "2026-03-03T09:00:00+08:00", {"addresses": {"feishu": "on_E2"}})
    )
    vendor.person = "E2"
    with place.browser() as client:
        assert place.signed_in(client, vendor).status_code == 303
        assert "李四" in client.get("/").text


def test_a_way_back_that_is_registered_nowhere_or_a_cookie_that_is_none_of_ours_leads_nowhere(place: Desk) -> None:
    with place.browser() as client:
        client.get(f"/sign-in/0?company={ACME}&next=//evil.example")
        for cookie in (
            "",
            "zz",
            b"[]".hex(),
            b'{"company": "acme", "way": -1, "state": "", "nonce": "", "verifier": ""}'.hex(),
        ):
            answer = client.get("/sign-in/back?code=x&state=", headers={"cookie": f"handover_sign_in={cookie}"})
            assert (answer.status_code, "已经过期" in answer.text) == (400, True)
    with httpx.Client(base_url=place.served.server.address, timeout=SECONDS) as client:
        there = client.get(f"/sign-in/2?company={ACME}", headers={"host": "evil.example"}).headers["location"]
        assert httpx.get(there, timeout=SECONDS).status_code == 400


def test_the_clock_of_the_service_does_not_touch_sign_ins(place: Desk) -> None:
    place.served.clock.moment = datetime(2026, 4, 13, 3, tzinfo=UTC)
    with place.browser() as client:
        assert place.signed_in(client, place.vendors["feishu"]).status_code == 303
