"""Feishu's own client beside ours: the fake takes both, refuses a wrong key, and both ask for the same."""

import importlib
import json
from contextlib import closing
from typing import Any

import pytest

from handover_policy.delivery.feishu.app import FeishuApp, FeishuAppSettings
from handover_policy.ports.channels import Accepted
from tests.deliveries.fakes.feishu import FakeFeishuApp
from tests.deliveries.fakes.loopback import Asked, served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import NOW, parcel

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def lark() -> Any:
    """The vendor's client, of the extra `sdks`; it is large, and loaded only where it is wanted."""
    return importlib.import_module("lark_oapi")


def sent_by_the_vendor(lark: Any, fake: FakeFeishuApp, told: dict[str, Any], *, secret: str) -> Any:
    im = importlib.import_module("lark_oapi.api.im.v1")
    client = lark.Client.builder().app_id(fake.app_id).app_secret(secret).domain(fake.address).build()
    body = im.CreateMessageRequestBody.builder()
    for name, value in told.items():
        body = getattr(body, name)(value)
    request = im.CreateMessageRequest.builder().receive_id_type("user_id").request_body(body.build()).build()
    return client.im.v1.message.create(request)


def by_path(fake: FakeFeishuApp, path: str) -> list[Asked]:
    return [each for each in fake.asked if each.path == path]


def test_the_fake_takes_the_vendors_client_and_ours_as_the_same_message(lark: Any) -> None:
    with served(FakeFeishuApp(app_id="cli_same")) as provider:
        fake: FakeFeishuApp = provider  # type: ignore[assignment]
        settings = FeishuAppSettings(app_id=fake.app_id, app_secret=fake.app_secret, base_url=fake.address)
        sent = parcel()
        with closing(FeishuApp(settings, KeptTokens())) as ours:
            assert ours.send(sent, NOW) == Accepted(provider_id="om_0")
        answer = sent_by_the_vendor(lark, fake, fake.arrived[sent.key], secret=fake.app_secret)
        assert answer.success()
        assert answer.data.message_id == "om_0"
        assert list(fake.arrived) == [sent.key]
        own, vendors = by_path(fake, "/open-apis/im/v1/messages")
        assert own.json() == vendors.json()
        assert (own.method, own.query) == (vendors.method, vendors.query)
        for name in ("content-type", "authorization"):
            assert own.headers[name].partition(" ")[0].lower() == vendors.headers[name].partition(" ")[0].lower()
        own, vendors = by_path(fake, "/open-apis/auth/v3/tenant_access_token/internal")
        assert (own.method, own.json()) == (vendors.method, vendors.json())


def test_the_fake_refuses_the_vendors_client_with_a_wrong_key(lark: Any) -> None:
    with served(FakeFeishuApp(app_id="cli_wrong")) as provider:
        fake: FakeFeishuApp = provider  # type: ignore[assignment]
        told = {"receive_id": "zhangsan", "msg_type": "text", "content": json.dumps({"text": "x"}), "uuid": "u"}
        with pytest.raises(Exception, match="app secret invalid"):
            sent_by_the_vendor(lark, fake, told, secret="another")
        assert fake.arrived == {}


def test_the_fake_refuses_what_the_vendors_client_would_not_send(lark: Any) -> None:
    with served(FakeFeishuApp(app_id="cli_form")) as provider:
        fake: FakeFeishuApp = provider  # type: ignore[assignment]
        told = {"receive_id": "nobody", "msg_type": "text", "content": json.dumps({"text": "x"}), "uuid": "u"}
        answer = sent_by_the_vendor(lark, fake, told, secret=fake.app_secret)
        assert (answer.success(), answer.code) == (False, 230001)
