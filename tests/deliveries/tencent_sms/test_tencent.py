"""Tencent's text messages: signed as documented, blanks by their order, the word of the one number counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handover_policy.delivery.sms.filling import FILLING
from handover_policy.delivery.sms.tc3 import Tc3
from handover_policy.delivery.sms.tencent import TencentSettings
from handover_policy.delivery.sms.tencent_codes import TENCENT
from handover_policy.ports.channels import (
    Accepted,
    Answer,
    Asked,
    Failed,
    MessageChannel,
    Receipt,
    SentParcel,
    SmsText,
    Unknown,
)
from tests.deliveries.fakes.gateway import ELSEWHERE, HALF, HTML, HTML_FINE, SILENT, Gateway, Said, gateway, nobody
from tests.deliveries.fakes.tencent import SECRET_ID, SECRET_KEY, Tencent, response
from tests.deliveries.posted import KEY, NOW, made, parcel

PHONE = "+8613800001111"
MESSAGE = parcel(address="138 0000 1111")
SENT = SentParcel(key=KEY, provider_id=None, address="138 0000 1111", at=NOW)
VECTORS = Path(__file__).parent / "vectors.json"


def channel(url: str, **settings: Any) -> MessageChannel:
    told = {
        "base_url": url,
        "secret_id": SECRET_ID,
        "secret_key": SECRET_KEY,
        "sdk_app_id": "1400006666",
        "sign_name": "示例公司",
        "templates": {"handover-started": "1110"},
        "seconds": 1,
    }
    return made("tencent_sms", **{**told, **settings})


@pytest.fixture
def tencent() -> Tencent:
    return Tencent(now=NOW)


@pytest.fixture
def served(tencent: Tencent) -> Iterator[Gateway]:
    with gateway(tencent.say) as kept:
        yield kept


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text(encoding="utf-8")))
def test_the_documented_signatures(vector: dict[str, Any]) -> None:
    signer = Tc3(
        secret_id=vector["secret_id"], secret_key=vector["secret_key"], service=vector["service"], host=vector["host"]
    )
    at = datetime.fromtimestamp(vector["timestamp"], UTC)
    headers = signer.headers(vector["payload"].encode(), at)
    assert headers["authorization"].endswith(f"SignedHeaders=content-type;host, Signature={vector['signature']}")


def test_a_message_goes_out_with_its_blanks_in_order_and_the_key_as_context(tencent: Tencent, served: Gateway) -> None:
    to_tencent = channel(served.url)
    assert to_tencent.send(MESSAGE, NOW) == Accepted(provider_id="5000:1", ask_after=60.0)
    assert tencent.sent == [
        {
            "SmsSdkAppId": "1400006666",
            "PhoneNumberSet": [PHONE],
            "SignName": "示例公司",
            "TemplateId": "1110",
            "TemplateParamSet": ["王五", "12月23日"],
            "SessionContext": KEY,
        }
    ]
    assert served.heard[0].headers["x-tc-region"] == "ap-guangzhou"
    assert (to_tencent.kind, to_tencent.address_kind, to_tencent.tells_repeats) == ("tencent_sms", "phone", False)


@pytest.mark.parametrize("wrong", [{"secret_key": "wrong"}, {"secret_id": "wrong"}])
def test_a_wrong_key_is_refused_and_can_be_set_right(tencent: Tencent, served: Gateway, wrong: dict[str, str]) -> None:
    answer = channel(served.url, **wrong).send(MESSAGE, NOW)
    assert isinstance(answer, Failed)
    assert answer.code in {"AuthFailure.SignatureFailure", "AuthFailure.SecretIdNotFound"}
    assert (answer.lasting, tencent.sent) == (False, [])


def test_a_clock_that_is_wrong_is_told(served: Gateway) -> None:
    answer = channel(served.url).send(MESSAGE, NOW + timedelta(hours=1))
    assert answer == Failed(
        code="AuthFailure.SignatureExpire", reason="about AuthFailure.SignatureExpire", lasting=False, wait=60.0
    )


@pytest.mark.parametrize("of_the_number", [True, False])
def test_each_code_of_the_table_is_one_of_the_three_answers(
    tencent: Tencent, served: Gateway, *, of_the_number: bool
) -> None:
    to_tencent = channel(served.url)
    for code, row in TENCENT.items():
        if code == "Ok" or code in FILLING:
            continue
        tencent.code, tencent.error = (code, None) if of_the_number else ("Ok", code)
        wait = 15 * 3600 + 60.0 if row.until_midnight else row.wait  # it is nine in the morning in Shanghai
        wanted: Answer = Failed(code=code, reason=f"about {code}", lasting=row.outcome == "for-good", wait=wait)
        if row.outcome == "unknown":
            wanted = Unknown(code=code, reason=f"about {code}")
        assert to_tencent.send(MESSAGE, NOW) == wanted


@pytest.mark.long
def test_every_code_of_a_message_that_the_vendors_client_knows_stands_in_the_table() -> None:
    known = pytest.importorskip("tencentcloud.sms.v20210111.errorcodes", reason="the extra `sdks` brings it")
    told = {value for name, value in vars(known).items() if name.isupper()}
    elsewhere = {each for each in told if each not in TENCENT and TENCENT.get(each.partition(".")[0]) is None}
    assert elsewhere == set()


def test_a_code_that_nobody_knows_protects(tencent: Tencent, served: Gateway) -> None:
    tencent.code = "Strange.Thing"
    assert channel(served.url).send(MESSAGE, NOW) == Unknown(code="Strange.Thing", reason="about Strange.Thing")
    tencent.code = "LimitExceeded.NeverHeardOf"
    answer = channel(served.url).send(MESSAGE, NOW)
    assert isinstance(answer, Failed)
    assert (answer.lasting, answer.wait) == (False, 60.0)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (HTML, Unknown, "http-502"),
        (HTML_FINE, Unknown, "answer-unreadable"),
        (Said(200, b"{}"), Unknown, "answer-unreadable"),
        (response({}), Unknown, "answer-unreadable"),
        (response({"SendStatusSet": []}), Unknown, "answer-unreadable"),
        (response({"SendStatusSet": [{"Code": 7}]}), Unknown, "answer-unreadable"),
        (Said(500, b""), Unknown, "http-500"),
        (Said(200, b'{"Response": ', broken=HALF), Unknown, "line-broken"),
        (Said(broken=SILENT), Unknown, "timeout-answering"),
        (ELSEWHERE, Failed, "http-302"),
        (response({"Error": {"Code": "AuthFailure", "Message": SECRET_KEY}}), Failed, "AuthFailure"),
    ],
)
def test_what_is_no_answer_of_tencent(served: Gateway, answer: Said, kind: type, code: str) -> None:
    served.say = lambda _: answer
    found = channel(served.url).send(MESSAGE, NOW)
    assert isinstance(found, Failed | Unknown)
    assert (type(found), found.code, len(served.heard)) == (kind, code, 1)
    assert SECRET_KEY not in repr(found)


def test_nobody_listens() -> None:
    answer = channel(nobody()).send(MESSAGE, NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("not-reached", False)


def test_after_silence_the_provider_is_asked_and_nothing_is_ever_unsent(tencent: Tencent, served: Gateway) -> None:
    tencent.after = Said(broken=SILENT)
    to_tencent = channel(served.url)
    assert isinstance(to_tencent.send(MESSAGE, NOW), Unknown)
    tencent.now = NOW + timedelta(minutes=30)
    assert to_tencent.ask([SENT], tencent.now) == Asked(again={KEY: 600.0})
    report = {
        "PhoneNumber": PHONE,
        "SessionContext": KEY,
        "SerialNo": "5000:1",
        "ReportStatus": "SUCCESS",
        "UserReceiveTime": int(NOW.timestamp()) + 5,
    }
    tencent.reports = [report | {"SessionContext": "f" * 32, "ReportStatus": "FAIL"}, report]
    assert to_tencent.ask([SENT], tencent.now) == Asked(
        receipts=(Receipt(key=KEY, state="delivered", at=NOW + timedelta(seconds=5)),)
    )
    tencent.reports = [report | {"SessionContext": "", "ReportStatus": "FAIL", "Description": "停机"}]
    taken = replace(SENT, provider_id="5000:1")
    asked = to_tencent.ask([taken], tencent.now)
    assert asked.receipts == (Receipt(key=KEY, state="failed", reason="停机", at=NOW + timedelta(seconds=5)),)
    assert tencent.asked[0]["BeginTime"] == int(NOW.timestamp()) - 86_400
    assert len(tencent.sent) == 1


@pytest.mark.parametrize("serial", [{"a": 1}, ["x"], 7, None, "", "a\0b"])
def test_what_is_no_text_is_no_id(served: Gateway, serial: object) -> None:
    served.say = lambda _: response({"SendStatusSet": [{"Code": "Ok", "SerialNo": serial}]})
    assert channel(served.url).send(MESSAGE, NOW) == Accepted(
        provider_id="a b" if serial == "a\0b" else None, ask_after=60.0
    )


@pytest.mark.parametrize("at", [10**18, -1, 0, True, "1", None, 10**10])
def test_a_time_of_no_year_of_ours_is_no_time(served: Gateway, at: object) -> None:
    row = {"SessionContext": KEY, "ReportStatus": "SUCCESS", "UserReceiveTime": at}
    served.say = lambda _: response({"PullSmsSendStatusSet": [row]})
    assert channel(served.url).ask([SENT], NOW) == Asked(receipts=(Receipt(key=KEY, state="delivered"),))


@pytest.mark.parametrize(
    "answer", [response({"Error": {"Code": "RequestLimitExceeded", "Message": ""}}), Said(400, b'{"Code": "x"}'), HTML]
)
def test_who_is_not_heard_is_not_asked_about_everybody(served: Gateway, answer: Said) -> None:
    served.say = lambda _: answer
    many = [replace(SENT, key=f"{n:032x}") for n in range(100)]
    assert channel(served.url).ask(many, NOW) == Asked(again={each.key: 60.0 for each in many})
    assert len(served.heard) == 1


def test_who_refuses_one_number_is_asked_about_the_others(served: Gateway) -> None:
    served.say = lambda _: response({"Error": {"Code": "InvalidParameterValue.IncorrectPhoneNumber", "Message": ""}})
    channel(served.url).ask([replace(SENT, key=f"{n:032x}") for n in range(3)], NOW)
    assert len(served.heard) == 3


def test_an_answer_behind_a_gateway_that_gave_up_is_none(served: Gateway) -> None:
    found = response({"SendStatusSet": [{"Code": "Ok", "SerialNo": "1"}]})
    for status in (500, 503):
        served.say = lambda _, status=status: replace(found, status=status)  # type: ignore[misc]
        assert isinstance(channel(served.url).send(MESSAGE, NOW), Unknown)


def test_an_answer_that_does_not_come_proves_nothing(tencent: Tencent, served: Gateway) -> None:
    tencent.error = "UnauthorizedOperation"
    assert channel(served.url).ask([SENT], NOW) == Asked(again={KEY: 60.0})
    served.say = lambda _: HTML
    assert channel(served.url).ask([SENT], NOW + timedelta(days=4)) == Asked()
    assert channel(served.url).ask([replace(SENT, address="x")], NOW + timedelta(days=4)) == Asked()


def test_what_cannot_be_sent_is_told_before(served: Gateway) -> None:
    to_tencent = channel(served.url)
    assert to_tencent.send(replace(MESSAGE, address="12"), NOW) == Failed(code="address-unfit", reason="", lasting=True)
    unmapped = replace(MESSAGE, sms=SmsText(template="SMS_1", parameters=()))
    assert to_tencent.send(unmapped, NOW) == Failed(code="template-unknown", reason="SMS_1", lasting=False)
    short = channel(served.url, length=2)
    assert short.send(MESSAGE, NOW) == Failed(code="parameter-too-long", reason="day: 6 > 2", lasting=True)
    assert served.heard == []


def test_the_link_stands_last_or_where_the_policy_puts_it(tencent: Tencent, served: Gateway) -> None:
    to_tencent = channel(served.url, link_parameter="url")
    to_tencent.send(MESSAGE, NOW)
    to_tencent.send(replace(MESSAGE, sms=SmsText(template="1110", parameters=(("url", ""), ("name", "王五")))), NOW)
    assert [each["TemplateParamSet"] for each in tencent.sent] == [
        ["王五", "12月23日", MESSAGE.link],
        [MESSAGE.link, "王五"],
    ]


def test_the_secret_is_in_no_repr() -> None:
    settings = TencentSettings(secret_id=SECRET_ID, secret_key=SECRET_KEY, sdk_app_id="1", sign_name="s")
    assert SECRET_KEY not in repr(settings) + repr(channel("https://sms.tencentcloudapi.com"))
