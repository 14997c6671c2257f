"""The fake of Aliyun is honest: the vendor's own client is taken by it, and refused with a wrong key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deliveries.fakes.aliyun import KEY_ID, KEY_SECRET, Aliyun
from tests.deliveries.fakes.gateway import Gateway, gateway

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]


def client(kept: Gateway, secret: str = KEY_SECRET) -> Any:
    dysms = pytest.importorskip("alibabacloud_dysmsapi20170525.client", reason="the extra `sdks` brings it")
    from alibabacloud_tea_openapi.models import Config  # noqa: PLC0415 - comes with the extra

    return dysms.Client(
        Config(access_key_id=KEY_ID, access_key_secret=secret, endpoint=f"127.0.0.1:{kept.port}", protocol="http")
    )


def models() -> Any:
    return pytest.importorskip("alibabacloud_dysmsapi20170525.models", reason="the extra `sdks` brings it")


def test_the_vendors_client_sends_and_asks() -> None:
    aliyun = Aliyun()
    with gateway(aliyun.say) as kept:
        by_vendor, model = client(kept), models()
        told = model.SendSmsRequest(
            phone_numbers="13800001111",
            sign_name="示例公司",
            template_code="SMS_1",
            template_param='{"name": "王 五*~"}',
            out_id="k1",
        )
        answer = by_vendor.send_sms(told).body
        assert (answer.code, answer.biz_id) == ("OK", "90061^0")
        asked = model.QuerySendDetailsRequest(
            phone_number="13800001111", send_date="20261130", page_size=50, current_page=1
        )
        shown = by_vendor.query_send_details(asked).body
        assert (shown.code, shown.sms_send_detail_dtos.sms_send_detail_dto[0].out_id) == ("OK", "k1")
    assert aliyun.sent[0]["SignName"] == "示例公司"


def test_the_vendors_client_with_a_wrong_key_is_refused() -> None:
    aliyun = Aliyun()
    with gateway(aliyun.say) as kept, pytest.raises(Exception, match="SignatureDoesNotMatch"):
        client(kept, "wrong").send_sms(
            models().SendSmsRequest(phone_numbers="13800001111", sign_name="s", template_code="SMS_1")
        )
    assert aliyun.sent == []
