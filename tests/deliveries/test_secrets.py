"""Secrets: whatever a provider answers and whatever is logged, none of ours is told on."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from handover_policy.delivery.wording.cleaned import MOST_REASON
from handover_policy.ports.channels import Failed, Unknown
from tests.deliveries.fakes.gateway import Said, gateway
from tests.deliveries.fakes.mailserver import post
from tests.deliveries.posted import NOW, made, parcel

SECRET = "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"  # noqa: S105 - of nobody
MESSAGE = parcel(address="13800001111", text='{"a": 1}')
ACCOUNTS: dict[str, dict[str, Any]] = {
    "aliyun_sms": {
        "access_key_id": "i",
        "access_key_secret": SECRET,
        "sign_name": "s",
        "templates": {"handover-started": "SMS_1"},
    },
    "tencent_sms": {
        "secret_id": "i",
        "secret_key": SECRET,
        "sdk_app_id": "1",
        "sign_name": "s",
        "templates": {"handover-started": "1"},
    },
}
ANSWERS = (
    Said(200, ('{"Code": "X", "Message": "' + SECRET + '"}').encode()),
    Said(200, ('{"Response": {"Error": {"Code": "X", "Message": "' + SECRET + '"}}}').encode()),
    Said(200, SECRET.encode()),
    Said(400, SECRET.encode()),
    Said(500, SECRET.encode()),
    Said(429, SECRET.encode()),
    Said(302, b"", {"location": f"http://127.0.0.1/{SECRET}"}),
)


@pytest.mark.parametrize("kind", [*ACCOUNTS, "webhook"])
def test_what_a_provider_tells_back_and_what_is_logged_holds_no_secret(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told: list[Any] = []
    for each in ANSWERS:
        with gateway(lambda _, each=each: each) as kept:  # type: ignore[misc]
            where = (
                {"url": kept.url, "secret": SECRET, "allow_private": True}
                if kind == "webhook"
                else {"base_url": kept.url, **ACCOUNTS[kind]}
            )
            told.append(made(kind, **where).send(MESSAGE, NOW))
        assert kept.heard
    assert SECRET not in repr(told) + caplog.text
    assert all(len(each.reason) <= MOST_REASON for each in told if isinstance(each, Failed | Unknown))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of aiosmtpd
def test_a_mail_server_that_tells_the_password_back_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="handover_policy")
    with post() as server:
        server.rcpt = f"550 5.1.1 {SECRET}"
        channel = made(
            "smtp", host="localhost", port=server.port, sender="hr@acme.example", starttls=False, password=SECRET
        )
        answer = channel.send(parcel(), NOW)
    assert answer == Failed(code="5.1.1", reason="550 5.1.1 …", lasting=True)
    assert SECRET not in caplog.text
