"""The fake of Tencent Cloud is honest: the vendor's own client is taken by it, and refused with a wrong key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deliveries.fakes.gateway import Gateway, gateway
from tests.deliveries.fakes.tencent import SECRET_ID, SECRET_KEY, Tencent

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]


def client(kept: Gateway, secret: str = SECRET_KEY) -> Any:
    sms = pytest.importorskip("tencentcloud.sms.v20210111.sms_client", reason="the extra `sdks` brings it")
    from tencentcloud.common.credential import Credential  # noqa: PLC0415 - comes with the extra
    from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: PLC0415 - the same
    from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: PLC0415 - the same

    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{kept.port}"))
    return sms.SmsClient(Credential(SECRET_ID, secret), "ap-guangzhou", profile)


def request(name: str, **told: Any) -> Any:
    models = pytest.importorskip("tencentcloud.sms.v20210111.models", reason="the extra `sdks` brings it")
    asked = getattr(models, name)()
    for each, value in told.items():
        setattr(asked, each, value)
    return asked


def message() -> Any:
    return request(
        "SendSmsRequest",
        PhoneNumberSet=["+8613800001111"],
        SmsSdkAppId="1400006666",
        SignName="示例公司",
        TemplateId="1110",
        TemplateParamSet=["王五"],
        SessionContext="k1",
    )


def test_the_vendors_client_sends_and_asks() -> None:
    tencent = Tencent(reports=[{"PhoneNumber": "+8613800001111", "SessionContext": "k1", "ReportStatus": "SUCCESS"}])
    with gateway(tencent.say) as kept:
        by_vendor = client(kept)
        (status,) = by_vendor.SendSms(message()).SendStatusSet
        assert (status.Code, status.SerialNo, status.SessionContext) == ("Ok", "5000:1", "k1")
        asked = request(
            "PullSmsSendStatusByPhoneNumberRequest",
            PhoneNumber="+8613800001111",
            SmsSdkAppId="1",
            BeginTime=1,
            Limit=100,
            Offset=0,
        )
        (report,) = by_vendor.PullSmsSendStatusByPhoneNumber(asked).PullSmsSendStatusSet
        assert (report.ReportStatus, report.SessionContext) == ("SUCCESS", "k1")
    assert tencent.sent[0]["TemplateParamSet"] == ["王五"]


def test_the_vendors_client_with_a_wrong_key_is_refused() -> None:
    tencent = Tencent()
    with gateway(tencent.say) as kept, pytest.raises(Exception, match=r"AuthFailure\.SignatureFailure"):
        client(kept, "wrong").SendSms(message())
    assert tencent.sent == []
