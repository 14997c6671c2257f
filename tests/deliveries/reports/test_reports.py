"""Reports of Aliyun and Tencent: as documented, at the time of Shanghai, and the answer that each vendor demands."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.delivery.sms.reports import (
    ReportUnreadable,
    SmsReport,
    aliyun,
    answer_to_aliyun,
    answer_to_tencent,
    tencent,
)
from handover_policy.ports.channels import Receipt
from tests.deliveries.posted import KEY

ALIYUN = {
    "phone_number": "13800001111",
    "send_time": "2026-11-30 09:00:00",
    "report_time": "2026-11-30 09:00:05",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "932702304080415357^0",
    "out_id": KEY,
}
TENCENT = {
    "user_receive_time": "2026-11-30 09:00:05",
    "nationcode": "86",
    "mobile": "13800001111",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "用户短信送达成功",
    "sid": "2019:5000",
}
AT = datetime(2026, 11, 30, 1, 0, 5, tzinfo=UTC)


def test_a_report_of_aliyun_names_key_and_id_and_says_when() -> None:
    (told,) = aliyun(json.dumps([ALIYUN], ensure_ascii=False).encode())
    assert told == SmsReport(
        key=KEY, provider_id="932702304080415357^0", address="13800001111", state="delivered", at=AT
    )
    assert told.receipt(KEY) == Receipt(key=KEY, state="delivered", at=AT)


def test_a_report_of_tencent_names_the_id_and_the_context_where_it_comes() -> None:
    first, second = tencent(json.dumps([TENCENT, TENCENT | {"ext": KEY}], ensure_ascii=False).encode())
    assert first == SmsReport(key=None, provider_id="2019:5000", address="13800001111", state="delivered", at=AT)
    assert (second.key, second.provider_id) == (KEY, "2019:5000")


def test_failures_have_the_carriers_code() -> None:
    failed = [
        ALIYUN | {"success": False, "err_code": "MOBILE_NOT_ON_SERVICE", "err_msg": "停机"},
        ALIYUN | {"success": "false", "err_code": "MK:0001", "err_msg": "\n 空号 \r\n", "out_id": ""},
    ]
    told = aliyun(json.dumps(failed).encode())
    assert [(each.key, each.state, each.code, each.reason) for each in told] == [
        (KEY, "failed", "MOBILE_NOT_ON_SERVICE", "停机"),
        (None, "failed", "MK:0001", "空号"),
    ]
    (of_tencent,) = tencent(
        json.dumps([TENCENT | {"report_status": "FAIL", "errmsg": "MK:0012", "description": "黑名单"}]).encode()
    )
    assert (of_tencent.state, of_tencent.code, of_tencent.reason) == ("failed", "MK:0012", "黑名单")


def test_what_is_no_report_among_them_is_passed_over_and_times_that_are_none_are_none() -> None:
    assert aliyun(json.dumps([{"content": "收到", "phone_number": "1"}, ALIYUN | {"success": 7}]).encode()) == ()
    assert tencent(b'[{"text": "TD", "mobile": "1"}]') == ()
    assert [
        each.at for each in aliyun(json.dumps([ALIYUN | {"report_time": at} for at in (None, "soon", 7)]).encode())
    ] == [None] * 3
    assert (aliyun(b"[]"), tencent(b"[]")) == ((), ())


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'[{"success": true}', b"null", b"<html>", b"\xff"])
def test_what_cannot_be_read_is_said(body: bytes) -> None:
    for read in (aliyun, tencent):
        with pytest.raises(ReportUnreadable):
            read(body)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*ALIYUN, *TENCENT]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.text()
            | st.lists(st.integers())
            | st.sampled_from(["SUCCESS", "FAIL", "true"]),
        )
    )
)
def test_no_report_however_odd_breaks_the_reader(told: list[dict[str, object]]) -> None:
    body = json.dumps(told).encode()
    for read in (aliyun, tencent):
        try:
            found = read(body)
        except ReportUnreadable:  # a lone surrogate, a number beyond 64 bits: no JSON of the vendors'
            continue
        assert len(found) <= len(told)
        assert all(each.state in {"delivered", "failed"} for each in found)


def test_the_answers_are_what_the_vendors_demand() -> None:
    assert answer_to_aliyun() == {"code": 0, "msg": "接收成功"}
    assert answer_to_tencent() == {"result": 0, "errmsg": "OK"}
    assert answer_to_aliyun(taken=False)["code"] != 0
    assert answer_to_tencent(taken=False)["result"] != 0
