"""Aliyun's text messages: signed as documented, never sent twice blindly, each code one of the three answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.delivery.sms.acs3 import AcsSigner, query
from handover_policy.delivery.sms.aliyun import AliyunSettings
from handover_policy.delivery.sms.aliyun_codes import ALIYUN
from handover_policy.delivery.sms.filling import FILLING
from handover_policy.ports.channels import (
    Accepted,
    Asked,
    Failed,
    MessageChannel,
    Receipt,
    SentParcel,
    SmsText,
    Unknown,
)
from tests.deliveries.fakes.aliyun import KEY_ID, KEY_SECRET, Aliyun, parameters, said
from tests.deliveries.fakes.gateway import ELSEWHERE, HALF, HTML, HTML_FINE, SILENT, Gateway, Said, gateway, nobody
from tests.deliveries.posted import KEY, NOW, made, parcel

PHONE = "13800001111"
MESSAGE = parcel(address="+86 138-0000-1111")
SENT = SentParcel(key=KEY, provider_id=None, address=PHONE, at=NOW)


def channel(url: str, **settings: Any) -> MessageChannel:
    told = {
        "base_url": url,
        "access_key_id": KEY_ID,
        "access_key_secret": KEY_SECRET,
        "sign_name": "示例公司",
        "templates": {"handover-started": "SMS_1001"},
        "seconds": 1,
    }
    return made("aliyun_sms", **{**told, **settings})


@pytest.fixture
def aliyun() -> Aliyun:
    return Aliyun(now=NOW)


@pytest.fixture
def served(aliyun: Aliyun) -> Iterator[Gateway]:
    with gateway(aliyun.say) as kept:
        yield kept


def test_the_documented_signature() -> None:
    signer = AcsSigner(
        access_key_id="YourAccessKeyId",
        access_key_secret="YourAccessKeySecret",  # noqa: S106 - the documentation's
        host="ecs.cn-shanghai.aliyuncs.com",
        version="2014-05-26",
    )
    asked = query({"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"})
    made = signer.headers(
        "RunInstances", asked, datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), "3156853299f313e23d1673dc12e1703d"
    )
    assert made["authorization"].endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_a_message_goes_out_by_its_template_and_the_key_is_its_out_id(aliyun: Aliyun, served: Gateway) -> None:
    to_aliyun = channel(served.url)
    assert to_aliyun.send(MESSAGE, NOW) == Accepted(provider_id="90061^0", ask_after=60.0)
    (told,) = aliyun.sent
    assert json.loads(told.pop("TemplateParam")) == {"name": "王五", "day": "12月23日"}
    assert told == {"PhoneNumbers": PHONE, "SignName": "示例公司", "TemplateCode": "SMS_1001", "OutId": KEY}
    assert (to_aliyun.kind, to_aliyun.address_kind, to_aliyun.tells_repeats) == ("aliyun_sms", "phone", False)
    to_aliyun.close()


def test_whatever_stands_in_a_blank_is_signed_as_it_is_sent(aliyun: Aliyun, served: Gateway) -> None:
    to_aliyun = channel(served.url)

    @given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
    def signed(value: str) -> None:
        told = replace(MESSAGE, sms=SmsText(template="SMS_2", parameters=(("a*b ~", value),)))
        assert isinstance(to_aliyun.send(told, NOW), Accepted)
        assert json.loads(aliyun.sent[-1]["TemplateParam"]) == {"a*b ~": value}

    signed()


@pytest.mark.parametrize("wrong", [{"access_key_secret": "wrong"}, {"access_key_id": "wrong"}])
def test_a_wrong_key_is_refused_and_can_be_set_right(aliyun: Aliyun, served: Gateway, wrong: dict[str, str]) -> None:
    answer = channel(served.url, **wrong).send(MESSAGE, NOW)
    assert isinstance(answer, Failed)
    assert answer.code in {"SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound"}
    assert (answer.lasting, aliyun.sent) == (False, [])


def test_a_clock_that_is_wrong_is_told(served: Gateway) -> None:
    answer = channel(served.url).send(MESSAGE, NOW + timedelta(hours=1))
    assert answer == Failed(
        code="InvalidTimeStamp.Expired", reason="about InvalidTimeStamp.Expired", lasting=False, wait=60.0
    )


@pytest.mark.parametrize("status", [200, 400])
def test_each_code_of_the_table_is_one_of_the_three_answers(aliyun: Aliyun, served: Gateway, status: int) -> None:
    to_aliyun, aliyun.status = channel(served.url), status
    for code, row in ALIYUN.items():
        if code == "OK" or code in FILLING:
            continue
        aliyun.code = code
        answer = to_aliyun.send(MESSAGE, NOW)
        if row.outcome == "unknown":
            assert answer == Unknown(code=code, reason=f"about {code}")
        else:
            wait = 15 * 3600 + 60.0 if row.until_midnight else row.wait  # it is nine in the morning in Shanghai
            assert answer == Failed(code=code, reason=f"about {code}", lasting=row.outcome == "for-good", wait=wait)


def test_a_code_that_nobody_knows_protects(aliyun: Aliyun, served: Gateway) -> None:
    aliyun.code = "isv.NEVER_HEARD_OF"
    assert channel(served.url).send(MESSAGE, NOW) == Unknown(code=aliyun.code, reason=f"about {aliyun.code}")
    aliyun.status = 400
    assert channel(served.url).send(MESSAGE, NOW) == Failed(
        code=aliyun.code, reason=f"about {aliyun.code}", lasting=False
    )


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (HTML, Unknown, "http-502"),
        (HTML_FINE, Unknown, "answer-unreadable"),
        (Said(200, b"[]"), Unknown, "answer-unreadable"),
        (Said(200, b'{"Message": "x"}'), Unknown, "answer-unreadable"),
        (Said(500, b""), Unknown, "http-500"),
        (Said(200, b'{"Code": "OK"', broken=HALF), Unknown, "line-broken"),
        (Said(broken=SILENT), Unknown, "timeout-answering"),
        (ELSEWHERE, Failed, "http-302"),
        (Said(429, b"slow", {"retry-after": "3"}), Failed, "http-429"),
        (Said(400, b'{"Code": "X", "Message": "' + KEY_SECRET.encode() + b'"}'), Failed, "X"),
    ],
)
def test_what_is_no_answer_of_aliyun(served: Gateway, answer: Said, kind: type, code: str) -> None:
    served.say = lambda _: answer
    found = channel(served.url).send(MESSAGE, NOW)
    assert isinstance(found, Failed | Unknown)
    assert (type(found), found.code, len(served.heard)) == (kind, code, 1)
    assert KEY_SECRET not in repr(found)


def test_nobody_listens() -> None:
    answer = channel(nobody()).send(MESSAGE, NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("not-reached", False)


# ── what becomes of it ───────────────────────────────────────────────────────────────────────────────────────────────


def test_after_silence_the_provider_is_asked_and_nothing_is_sent_twice(aliyun: Aliyun, served: Gateway) -> None:
    aliyun.after = Said(broken=SILENT)
    to_aliyun = channel(served.url)
    answer = to_aliyun.send(MESSAGE, NOW)
    assert isinstance(answer, Unknown)
    assert to_aliyun.ask([SENT], NOW + timedelta(minutes=1)) == Asked(again={KEY: 60.0})
    aliyun.now = NOW + timedelta(minutes=30)
    aliyun.records[0] |= {"SendStatus": 3, "ErrCode": "DELIVERED", "ReceiveDate": "2026-11-30 09:00:05"}
    asked = to_aliyun.ask([SENT], aliyun.now)
    at = datetime(2026, 11, 30, 1, 0, 5, tzinfo=UTC)
    assert asked == Asked(receipts=(Receipt(key=KEY, state="delivered", at=at),))
    assert len(aliyun.sent) == 1
    to_aliyun.close()


def test_what_the_provider_has_never_seen_may_be_sent_again_once_records_must_have_come(
    aliyun: Aliyun, served: Gateway
) -> None:
    aliyun.records.append({"OutId": "f" * 32, "PhoneNum": PHONE, "BizId": "1", "SendStatus": 3})
    to_aliyun = channel(served.url)
    aliyun.now = NOW + timedelta(minutes=5)
    assert to_aliyun.ask([SENT], aliyun.now) == Asked(again={KEY: 60.0})
    aliyun.now = NOW + timedelta(minutes=11)
    assert to_aliyun.ask([SENT], aliyun.now) == Asked(unsent=(KEY,))
    taken = replace(SENT, provider_id="90061^0")
    assert to_aliyun.ask([taken], aliyun.now) == Asked(again={KEY: 600.0})
    to_aliyun.close()


def test_records_that_are_counted_and_not_shown_prove_nothing(aliyun: Aliyun, served: Gateway) -> None:
    aliyun.hidden, aliyun.now = 1, NOW + timedelta(minutes=30)
    assert channel(served.url).ask([SENT], aliyun.now) == Asked(again={KEY: 600.0})


def test_an_answer_that_does_not_come_proves_nothing(served: Gateway) -> None:
    for each in (HTML, said("isp.RAM_PERMISSION_DENY"), Said(200, b'{"Code": "OK"}'), Said(broken=SILENT)):
        served.say = lambda _, each=each: each  # type: ignore[misc]
        assert channel(served.url).ask([SENT], NOW + timedelta(minutes=30)) == Asked(again={KEY: 600.0})


def test_a_record_on_a_later_page_is_found(aliyun: Aliyun, served: Gateway) -> None:
    aliyun.records = [{"OutId": f"{n:032x}", "PhoneNum": PHONE, "BizId": str(n), "SendStatus": 3} for n in range(120)]
    aliyun.records.append(
        {"OutId": KEY, "PhoneNum": PHONE, "BizId": "x", "SendStatus": 2, "ErrCode": "MOBILE_NOT_ON_SERVICE"}
    )
    aliyun.now = NOW + timedelta(minutes=30)
    asked = channel(served.url).ask([SENT], aliyun.now)
    assert asked.receipts == (Receipt(key=KEY, state="failed", code="MOBILE_NOT_ON_SERVICE"),)
    assert [parameters(each)["CurrentPage"] for each in served.heard] == ["1", "2", "3"]


MIDNIGHT = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "known"),
    [
        (-10, 5),  # silence before midnight, written down behind it
        (-7200, 8 * 3600),  # its sender died, and another one found it in the morning
        (300, -300),  # a queue of theirs
        (-7200, -7200),
    ],
)
def test_around_midnight_in_shanghai_what_was_taken_is_found(
    aliyun: Aliyun, served: Gateway, taken: int, known: int
) -> None:
    aliyun.now = MIDNIGHT + timedelta(seconds=taken)
    to_aliyun = channel(served.url)
    to_aliyun.send(MESSAGE, aliyun.now)
    aliyun.records[0]["SendStatus"] = 3
    at = MIDNIGHT + timedelta(seconds=known)
    aliyun.now = max(at, MIDNIGHT) + timedelta(minutes=11)
    asked = to_aliyun.ask([replace(SENT, at=at)], aliyun.now)
    assert ([each.state for each in asked.receipts], asked.unsent) == (["delivered"], ())


def test_the_newest_of_several_records_counts(aliyun: Aliyun, served: Gateway) -> None:
    for day, status in (("20261129", 2), ("20261130", 3)):
        aliyun.records.append({"OutId": KEY, "PhoneNum": PHONE, "BizId": day, "SendStatus": status, "Day": day})
    aliyun.now = NOW + timedelta(minutes=30)
    assert [each.state for each in channel(served.url).ask([SENT], aliyun.now).receipts] == ["delivered"]
    assert [parameters(each)["SendDate"] for each in served.heard] == ["20261130"]


def record(**told: object) -> dict[str, object]:
    return {"OutId": KEY, "PhoneNum": PHONE, "BizId": "x", "SendStatus": 3} | told


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}, Asked(again={KEY: 600.0})),
        (
            {"TotalCount": "\xb2", "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}},
            Asked(again={KEY: 600.0}),
        ),
        ({"TotalCount": "9" * 5000, "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}, Asked(again={KEY: 600.0})),
        ({"TotalCount": 1, "SmsSendDetailDTOs": {"SmsSendDetailDTO": ["x"]}}, Asked(again={KEY: 600.0})),
        ({"TotalCount": 0, "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}, Asked(unsent=(KEY,))),
        (
            {"TotalCount": 1, "SmsSendDetailDTOs": {"SmsSendDetailDTO": [record(ReceiveDate="0001-01-01 00:00:00")]}},
            Asked(receipts=(Receipt(key=KEY, state="delivered"),)),
        ),
    ],
)
def test_what_a_record_may_say(served: Gateway, told: dict[str, object], wanted: Asked) -> None:
    served.say = lambda _: Said(200, json.dumps({"Code": "OK", **told}).encode())
    assert channel(served.url).ask([SENT], NOW + timedelta(minutes=30)) == wanted


@pytest.mark.parametrize("answer", [said("Throttling.User", 400), HTML, Said(503, b"")])
def test_who_is_not_heard_is_not_asked_about_everybody(served: Gateway, answer: Said) -> None:
    served.say = lambda _: answer
    many = [replace(SENT, key=f"{n:032x}") for n in range(100)]
    assert channel(served.url).ask(many, NOW + timedelta(minutes=30)) == Asked(again={each.key: 600.0 for each in many})
    assert len(served.heard) == 1


@pytest.mark.parametrize("body", [b'{"Code": "ServiceUnavailable"}', b'{"Code": "OK", "BizId": "1"}', b"", b"<html>"])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_gateway_that_gives_up_behind_us_says_nothing_of_the_message(
    aliyun: Aliyun, served: Gateway, status: int, body: bytes
) -> None:
    aliyun.after = Said(status, body)
    assert isinstance(channel(served.url).send(MESSAGE, NOW), Unknown)
    assert len(aliyun.sent) == 1


def test_a_code_counts_before_the_status(served: Gateway) -> None:
    served.say = lambda _: said("Throttling.User", 503)
    assert channel(served.url).send(MESSAGE, NOW) == Failed(
        code="Throttling.User", reason="about Throttling.User", lasting=False, wait=60.0
    )


def test_after_three_days_nobody_asks_any_more(aliyun: Aliyun, served: Gateway) -> None:
    aliyun.records.append({"OutId": KEY, "PhoneNum": PHONE, "BizId": "x", "SendStatus": 1})
    for hours, wanted in ((1, {KEY: 600.0}), (5, {KEY: 3600.0}), (30, {KEY: 21600.0}), (80, None)):
        aliyun.now = NOW + timedelta(hours=hours)
        assert channel(served.url).ask([SENT], aliyun.now).again == wanted
    assert channel(served.url).ask([replace(SENT, address=None)], NOW + timedelta(hours=80)) == Asked()


# ── templates, numbers, links ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "12345",
        "1380000111",
        "138000011112",
        "wangwu",
        "+86 10 6655 4433",
        "+",
        "13800001111\n13800001112",
        "１３８００００１１１x",
    ],
)
def test_what_is_no_number_is_for_good(served: Gateway, address: str | None) -> None:
    assert channel(served.url).send(replace(MESSAGE, address=address), NOW) == Failed(
        code="address-unfit", reason="", lasting=True
    )
    assert served.heard == []


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("138 0000 1111", PHONE),
        ("008613800001111", PHONE),
        ("8613800001111", PHONE),
        ("１３８００００１１１１", PHONE),
        ("+852 5123 4567", "85251234567"),
        ("+1 (415) 555-0100", "14155550100"),
    ],
)
def test_a_number_however_it_is_written(aliyun: Aliyun, served: Gateway, address: str, number: str) -> None:
    channel(served.url).send(replace(MESSAGE, address=address), NOW)
    assert aliyun.sent[0]["PhoneNumbers"] == number


def test_a_template_that_the_settings_do_not_map_is_told(served: Gateway) -> None:
    answer = channel(served.url, templates={}).send(MESSAGE, NOW)
    assert answer == Failed(code="template-unknown", reason="handover-started", lasting=False)
    assert channel(served.url).send(replace(MESSAGE, sms=None), NOW) == Failed(
        code="no-template", reason="", lasting=True
    )
    assert served.heard == []


@pytest.mark.parametrize(
    ("templates", "language", "code"),
    [
        ({"handover-started": "SMS_1"}, "zh-CN", "SMS_1"),
        ({"SMS_HANDOVER_STARTED": "SMS_2"}, "zh-CN", "SMS_2"),
        ({"SMS_HANDOVER_STARTED": "SMS_2", "handover-started": "SMS_1"}, "zh-CN", "SMS_1"),
        ({"handover-started": "SMS_1", "handover-started/en": "SMS_3"}, "en", "SMS_3"),
        ({"handover-started": "SMS_1", "handover-started/en": "SMS_3"}, "zh-CN", "SMS_1"),
        ({"handover-started/zh-CN": "SMS_4", "handover-started/zh": "SMS_5"}, "zh-CN", "SMS_4"),
        ({}, "zh-CN", None),
    ],
)
def test_the_settings_name_a_template_by_message_or_by_the_policys_code(
    aliyun: Aliyun, served: Gateway, templates: dict[str, str], language: str, code: str | None
) -> None:
    sms = SmsText(template="SMS_HANDOVER_STARTED", parameters=(), notice="handover-started")
    answer = channel(served.url, templates=templates).send(replace(MESSAGE, sms=sms, language=language), NOW)
    assert [each["TemplateCode"] for each in aliyun.sent] == ([] if code is None else [code])
    assert isinstance(answer, Failed) is (code is None)


def test_a_value_that_is_too_long_is_told_and_not_cut(aliyun: Aliyun, served: Gateway) -> None:
    long = replace(MESSAGE, sms=SmsText(template="SMS_2", parameters=(("task", "交" * 36),)))
    assert channel(served.url).send(long, NOW) == Failed(
        code="parameter-too-long", reason="task: 36 > 35", lasting=True
    )
    assert channel(served.url, lengths={"task": 20}).send(MESSAGE, NOW) == Accepted(
        provider_id="90061^0", ask_after=60.0
    )
    assert isinstance(channel(served.url, lengths={"task": 36}).send(long, NOW), Accepted)
    assert isinstance(channel(served.url, length=100).send(long, NOW), Accepted)
    assert len(aliyun.sent) == 3


def test_the_link_stands_in_its_blank(aliyun: Aliyun, served: Gateway) -> None:
    long = replace(MESSAGE, link="https://handover.example.com/enter/" + "x" * 43)
    channel(served.url, link_parameter="url").send(long, NOW)
    own = replace(long, sms=SmsText(template="SMS_2", parameters=(("url", ""), ("name", "王五"))))
    channel(served.url, link_parameter="url").send(own, NOW)
    channel(served.url, link_parameter="url", link_else="https://h.example").send(replace(own, link=None), NOW)
    channel(served.url).send(long, NOW)
    filled = [json.loads(each["TemplateParam"]) for each in aliyun.sent]
    assert [each.get("url") for each in filled] == [long.link, long.link, "https://h.example", None]
    assert channel(served.url, link_parameter="url").send(replace(long, link=None), NOW) == Failed(
        code="link-missing", reason="", lasting=True
    )


def test_the_secret_is_in_no_repr() -> None:
    settings = AliyunSettings(access_key_id="id", access_key_secret=KEY_SECRET, sign_name="s")
    assert KEY_SECRET not in repr(settings) + repr(channel("https://dysmsapi.aliyuncs.com"))
