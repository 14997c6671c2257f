"""What a vendor may answer instead of an answer: a sentence on the page of sign-in, a line in the log, no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

import pytest

from handover_policy.app.serving.settings_file.ways import OidcSettings
from handover_policy.web.pages.signing_in import asking, oidc
from tests.pages.sign_in.entering import Desk, logged
from tests.pages.sign_in.fakes import SECRET, Fault, sent, slow

ASKED: Mapping[str, str] = {
    "dingtalk": "/topapi/user/getbyunionid",
    "wecom": "/cgi-bin/auth/getuserinfo",
    "feishu": "/open-apis/authen/v1/user_info",
}
"""Where each vendor says at last who it was."""
EARLIER: Mapping[str, str] = {
    "dingtalk": "/v1.0/oauth2/userAccessToken",
    "wecom": "/cgi-bin/gettoken",
    "feishu": "/oauth/v3/token",
}
FIT: Mapping[str, object] = {
    "dingtalk": {"errcode": 0, "result": {"userid": "ding-e1", "contact_type": 0}},
    "wecom": {"errcode": 0, "userid": "wecom-e1"},
    "feishu": {"code": 0, "data": {"tenant_key": "tenant-1", "user_id": "feishu-e1"}},
}


def body(told: object, status: int = 200) -> Fault:
    return lambda handler: sent(handler, json.dumps(told).encode(), status)


def html(handler: BaseHTTPRequestHandler) -> None:
    sent(handler, f"<html>{handler.path} {SECRET}</html>".encode(), 200, "text/html")


def half(told: object) -> Fault:
    whole = json.dumps(told).encode()
    return lambda handler: sent(handler, whole[: len(whole) // 2], length=len(whole))


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    sent(handler, b"{}", 302, location="http://127.0.0.1:9/")


def huge(handler: BaseHTTPRequestHandler) -> None:
    try:
        sent(handler, b'{"a": "' + b"x" * 400_000 + b'"}')
    except OSError:  # nobody reads on
        return


def faults(kind: str) -> Mapping[str, tuple[Fault, str]]:
    """Return what comes instead of an answer, and what the page then says."""
    away, unreadable, settings = "没有应答，或者应答太慢", "的答复读不懂", "不接受本系统的设置"
    whole = FIT[kind]
    nobody = {"code": 0, "data": {"tenant_key": "tenant-1", "user_id": 7}} if kind == "feishu" else {"errcode": 0}
    return {
        "html": (html, unreadable),
        "500": (body({"errcode": 0, "code": 0}, 500), away),
        "an error with 200": (body({"errcode": 60020, "code": 99991672, "errmsg": "not allow"}), settings),
        "slow": (slow, away),
        "half of the body": (half(whole), away),
        "half without a length": (lambda handler: sent(handler, json.dumps(whole).encode()[:-5]), unreadable),
        "a redirect": (elsewhere, unreadable),
        "nothing": (lambda handler: sent(handler, b""), unreadable),
        "a list": (body([whole]), unreadable),
        "more than is read": (huge, unreadable),
        "nobody": (body(nobody), settings if kind == "feishu" else unreadable),
    }


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.8)


@pytest.mark.parametrize("what", faults("wecom"))
@pytest.mark.parametrize("kind", ASKED)
def test_a_bad_answer_lets_nobody_in_and_is_said_plainly(kind: str, what: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    vendor.faults[ASKED[kind]], sentence = faults(kind)[what]
    with place.browser() as client, logged() as lines:
        answer = place.signed_in(client, vendor)
        assert (answer.status_code, "登录没有成功" in answer.text, sentence in answer.text) == (502, True, True)
        assert client.get("/").status_code == 401
        (line,) = [each for each in lines if each["event"] == "sign-in-failed"]
        assert (line["kind"], line["company"], ASKED[kind] in line["why"]) == (kind, "acme", True)
        for secret in (SECRET, *vendor.told):
            assert secret not in answer.text + repr(lines)
        vendor.faults.clear()
        assert place.signed_in(client, vendor).status_code == 303


@pytest.mark.parametrize("kind", EARLIER)
def test_the_same_holds_for_what_is_asked_before(kind: str, place: Desk) -> None:
    vendor = place.vendors[kind]
    for what in ("html", "half of the body", "nothing"):
        vendor.faults[EARLIER[kind]], sentence = faults(kind)[what]
        with place.browser() as client, logged() as lines:
            answer = place.signed_in(client, vendor)
            assert (answer.status_code, sentence in answer.text) == (502, True)
            for secret in (SECRET, *vendor.told):
                assert secret not in answer.text + repr(lines)


def test_a_vendor_that_is_not_reached_is_away(place: Desk) -> None:
    for kind in ASKED:
        vendor = place.vendors[kind]
        with place.browser() as client:
            back = place.way_back(client, vendor)
            there, vendor.address = vendor.address, "http://127.0.0.1:9"
            place.anew()
            vendor.address = there
            assert "没有应答" in client.get(back).text


def test_a_provider_of_openid_connect_that_answers_so_is_told_of_alike(place: Desk) -> None:
    vendor = place.vendors["wecom"]
    way = OidcSettings(issuer=vendor.address, client_id="x", client_secret=SECRET)
    place.offer(way)
    for what in ("html", "500", "slow", "half of the body", "nothing"):
        vendor.faults[oidc.DISCOVERY], sentence = faults("wecom")[what]
        with place.browser() as client:
            answer = client.get("/sign-in/0?company=acme")
            assert (answer.status_code, sentence in answer.text) == (502, True)


@pytest.mark.parametrize(
    ("kind", "path", "answer", "sentence"),
    [
        ("dingtalk", "/gettoken", {"errcode": 40096}, "不接受本系统的设置"),
        ("dingtalk", "/gettoken", {"errcode": -1}, "没有应答"),
        ("dingtalk", "/gettoken", {"errcode": 0, "access_token": "不可\n用"}, "的答复读不懂"),
        ("dingtalk", "/topapi/user/getbyunionid", {"errcode": -1}, "没有应答"),
        ("wecom", "/cgi-bin/gettoken", {"errcode": "-1"}, "没有应答"),
        ("feishu", "/open-apis/authen/v1/user_info", {"code": 0, "data": {"user_id": "feishu-e1"}}, "的答复读不懂"),
        ("feishu", "/oauth/v3/token", {"code": 20050, "error": "server_error"}, "没有应答"),
    ],
)
def test_what_a_vendor_says_is_wrong_is_told_apart(
    kind: str, path: str, answer: object, sentence: str, place: Desk
) -> None:
    vendor = place.vendors[kind]
    vendor.faults[path] = body(answer)
    with place.browser() as client:
        told = place.signed_in(client, vendor)
        assert (told.status_code, sentence in told.text) == (502, True)


def test_a_code_longer_than_any_is_not_passed_on(place: Desk) -> None:
    vendor = place.vendors["wecom"]
    with place.browser() as client:
        back, asked = place.way_back(client, vendor), len(vendor.asked)
        told = client.get(back.replace("code=", f"code={'x' * 3000}"))
        assert (told.status_code, "请再登录一次" in told.text, len(vendor.asked)) == (400, True, asked)
