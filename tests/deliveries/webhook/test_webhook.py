"""Webhooks: signed as Standard Webhooks has it, told to the address looked at, never into a private network."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from handover_policy.delivery.kinds import KINDS
from handover_policy.delivery.webhook.guard import private
from handover_policy.delivery.webhook.retries import RETRIES
from handover_policy.delivery.webhook.signing import secret, signed
from handover_policy.delivery.webhook.webhook import HookSettings, WebhookChannel
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, Parcel, Unknown
from tests.deliveries.fakes.certificates import Authority, authority
from tests.deliveries.fakes.gateway import (
    ELSEWHERE,
    HALF,
    HTML,
    HTML_FINE,
    SILENT,
    Gateway,
    Heard,
    Said,
    gateway,
    nobody,
)
from tests.deliveries.posted import KEY, NOW, NoTokens, parcel

SECRET = "whsec_" + base64.b64encode(b"a" * 32).decode()
OLD = "whsec_" + base64.b64encode(b"b" * 24).decode()
PACKAGES = Path(__file__).parents[3] / ".venv" / "clients"
EVENT = {
    "specversion": "1.0",
    "id": "dec-7",
    "source": "handover/acme",
    "type": "cn.handover.decision.v1",
    "time": "2026-11-30T01:00:00Z",
    "datacontenttype": "application/json",
    "data": {"case": "E1001/1", "effects": [{"kind": "gate", "control": "severance", "name": "经济补偿"}]},
}
TOLD = parcel(text=json.dumps(EVENT, ensure_ascii=False), address=None, html=None, sms=None, link=None)


def told(url: str, sent: Parcel = TOLD, now: datetime = NOW, **settings: Any) -> Answer:
    made = KINDS["webhook"].make(
        {"kind": "webhook", "effects": ["gate"], "url": url, "secret": SECRET, "allow_private": True, **settings},
        NoTokens(),
    )
    try:
        return made.send(sent, now)
    finally:
        made.close()


def leads_to(*found: str, asked: list[str] | None = None) -> Any:
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        if asked is not None:
            asked.append(host)
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in found
        ]

    return resolve


def empty(status: int, _: Heard) -> Said:
    return Said(status, b"")


def test_an_event_arrives_as_it_is_signed_and_any_2xx_is_enough() -> None:
    for status in (200, 201, 202, 204, 299):
        with gateway(partial(empty, status)) as kept:
            assert told(kept.url + "/hooks?a=1") == Accepted(provider_id=None)
            (heard,) = kept.heard
            assert (heard.method, heard.target, heard.body) == ("POST", "/hooks?a=1", TOLD.text.encode())
            assert heard.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
            assert (heard.headers["webhook-id"], heard.headers["webhook-timestamp"]) == (KEY, str(int(NOW.timestamp())))
            assert heard.headers["host"] == f"127.0.0.1:{kept.port}"


def test_the_documented_example_of_the_specification() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signed(
        [secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_with_either_secret_verifies_and_one_with_another_does_not() -> None:
    now = datetime.now(UTC)
    with gateway(lambda _: Said()) as kept:
        told(kept.url, now=now, older_secrets=[OLD])
        told(kept.url, now=now + timedelta(seconds=5))
    first, second = kept.heard
    for each in (SECRET, OLD):
        assert Webhook(each).verify(first.body, dict(first.headers)) == EVENT
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(second.body, dict(second.headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(second.body + b" ", dict(second.headers))
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]


def test_programs_in_node_verify_and_read_it() -> None:
    node = shutil.which("node")
    if node is None or not (PACKAGES / "node_modules" / "cloudevents").is_dir():
        pytest.skip("`make test` installs what the tests of other programs need")
    with gateway(lambda _: Said()) as kept:
        told(kept.url, now=datetime.now(UTC), older_secrets=[OLD])
    heard = kept.heard[0]
    asked = json.dumps({"headers": dict(heard.headers), "body": heard.body.decode()}).encode()
    script = Path(__file__).parent / "verify.mjs"
    for each, verified in ((SECRET, True), (OLD, True), ("whsec_" + base64.b64encode(b"c" * 32).decode(), False)):
        answer = json.loads(
            subprocess.run([node, script, PACKAGES, each], input=asked, capture_output=True, check=True).stdout
        )
        assert answer == {
            "verified": verified,
            "id": "dec-7",
            "type": EVENT["type"],
            "data": EVENT["data"],
            "valid": True,
        }


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (Said(410, b"gone"), Failed(code="http-410", reason="gone", lasting=True)),
        (Said(400, b"no"), Failed(code="http-400", reason="no", lasting=False)),
        (Said(401, b"no"), Failed(code="http-401", reason="no", lasting=False)),
        (Said(404, b"no"), Failed(code="http-404", reason="no", lasting=False)),
        (Said(500, b"no"), Failed(code="http-500", reason="no", lasting=False)),
        (Said(429, b"slow", {"retry-after": "17"}), Failed(code="http-429", reason="slow", lasting=False, wait=17.0)),
        (Said(503, b"later"), Failed(code="http-503", reason="later", lasting=False)),
        (HTML, Failed(code="http-502", reason="<html><h1>502 Bad Gateway</h1></html>", lasting=False)),
        (HTML_FINE, Accepted(provider_id=None)),
        (ELSEWHERE, Failed(code="http-302", reason="", lasting=False)),
        (Said(400, SECRET.encode() + b" is wrong"), Failed(code="http-400", reason="… is wrong", lasting=False)),
        (Said(200, b"{", broken=HALF), Unknown(code="line-broken", reason="")),
        (Said(broken=SILENT), Unknown(code="timeout-answering", reason="")),
    ],
)
def test_what_a_receiver_says(said: Said, wanted: Answer) -> None:
    with gateway(lambda _: said) as kept:
        answer = told(kept.url, seconds=1)
    assert len(kept.heard) == 1
    if isinstance(wanted, Unknown):
        assert isinstance(answer, Unknown)
        assert answer.code == wanted.code
    else:
        assert answer == wanted


def test_nobody_listens() -> None:
    answer = told(nobody())
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("not-reached", False)


HOSTS = [
    "127.0.0.1",
    "127.8.9.1",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104 - nobody listens there
    "255.255.255.255",
    "224.0.0.1",
    "198.18.0.1",
    "localhost",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "127.1",
    "0x7f.1",
    "[::1]",
    "[::]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::1]",
    "[2001:0:1:2:3:4:80ff:fffe]",
    "168.63.129.16",
    "[::ffff:0:127.0.0.1]",
    "[2606:4700::5efe:127.0.0.1]",
    "[2606:4700::200:5efe:10.0.0.1]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[4000::1]",
    "[200::1]",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_private_address_is_never_called_however_it_is_written(host: str) -> None:
    called: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        called.append(request)
        return httpx.Response(200)

    transport = httpx.MockTransport(answers)
    channel = WebhookChannel(HookSettings(url=f"https://{host}/x", secret=SECRET), transport=transport)
    answer = channel.send(TOLD, NOW)
    channel.close()
    assert isinstance(answer, Failed)
    assert answer.code in {"private-address", "host-unknown"}
    assert called == []


@pytest.mark.parametrize(
    "found",
    [("127.0.0.1",), ("::ffff:10.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("64:ff9b::a9fe:a9fe",), ("fe80::1%lo",)],
)
def test_a_name_that_leads_into_a_private_network_is_not_called(found: tuple[str, ...]) -> None:
    with gateway(lambda _: Said()) as kept:
        channel = WebhookChannel(
            HookSettings(url=f"https://hooks.example:{kept.port}", secret=SECRET), resolve=leads_to(*found)
        )
        answer = channel.send(TOLD, NOW)
        channel.close()
        assert answer == Failed(code="private-address", reason="hooks.example", lasting=False)
        assert kept.heard == []


@given(st.ip_addresses(network="0.0.0.0/0"))
def test_every_form_of_an_address_of_ipv4_is_judged_like_itself(each) -> None:
    judged = private(each)
    for prefix in (0xFFFF << 32, 0x0064FF9B << 96):
        assert private(ip_address(prefix | int(each))) is judged
    assert private(ip_address(0x2002 << 112 | int(each) << 80)) is judged


@pytest.mark.parametrize(
    "each",
    [
        "93.184.216.34",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2400:3200::1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ],
)
def test_the_open_network_is_open(each: str) -> None:
    assert not private(ip_address(each))


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_called_by_its_name() -> None:
    asked: list[str] = []
    called: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        called.append(request)
        return httpx.Response(200)

    first, later = leads_to("93.184.216.34", asked=asked), leads_to("127.0.0.1", asked=asked)

    def resolve(*args: Any, **more: Any) -> Any:
        return (later if asked else first)(*args, **more)

    channel = WebhookChannel(
        HookSettings(url="https://hooks.example/in?x=1#y", secret=SECRET),
        resolve=resolve,
        transport=httpx.MockTransport(answers),
    )
    assert channel.send(TOLD, NOW) == Accepted(provider_id=None)
    assert asked == ["hooks.example"]
    assert str(called[0].url) == "https://93.184.216.34/in?x=1"
    assert (called[0].headers["host"], called[0].extensions["sni_hostname"]) == ("hooks.example", "hooks.example")
    assert channel.send(TOLD, NOW) == Failed(code="private-address", reason="hooks.example", lasting=False)
    assert len(called) == 1
    channel.close()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def secured(kept: Gateway, trusted: Authority, *found: str) -> Answer:
    settings = HookSettings(
        url=f"https://hooks.example:{kept.port}/in", secret=SECRET, allow_private=True, ca_file=trusted.file
    )
    channel = WebhookChannel(settings, resolve=leads_to(*(found or ("127.0.0.1",))))
    try:
        return channel.send(TOLD, NOW)
    finally:
        channel.close()


def test_name_and_certificate_stay_the_names(trusted: Authority) -> None:
    with gateway(lambda _: Said(), tls=trusted.context("hooks.example")) as kept:
        assert secured(kept, trusted) == Accepted(provider_id=None)
        assert kept.names == ["hooks.example"]
        assert kept.heard[0].headers["host"] == f"hooks.example:{kept.port}"


def test_an_address_that_does_not_answer_leaves_it_to_the_next_one(trusted: Authority) -> None:
    with gateway(lambda _: Said(), tls=trusted.context("hooks.example")) as kept:
        assert secured(kept, trusted, "127.0.0.2", "127.0.0.1") == Accepted(provider_id=None)
        assert len(kept.heard) == 1


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1"])
def test_the_certificate_of_another_host_is_refused(trusted: Authority, name: str) -> None:
    with gateway(lambda _: Said(), tls=trusted.context(name)) as kept:
        answer = secured(kept, trusted)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting, kept.heard) == ("certificate", False, [])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "ftp://hooks.example/",
        "http://hooks.example/",
        "https://user:pass@hooks.example/",
        "https:///x",
        "https://[::1/",
        "https://0177.0.0.1/",
        "file:///etc/passwd",
        "https://h\r\nx: y/",
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValueError, match="the address of a webhook") as refused:
        told(url, allow_private=False)
    assert "pass" not in str(refused.value).replace("password", "")


@pytest.mark.parametrize(
    "told_secret", ["", "whsec_", "whsec_short", "whsec_!!", "whsec_" + base64.b64encode(b"a" * 65).decode()]
)
def test_a_secret_that_is_none_is_refused_without_telling_it(told_secret: str) -> None:
    with pytest.raises(ValueError, match="a secret of webhooks is whsec_ and 24 to 64 bytes"):
        told("https://hooks.example/", secret=told_secret)


def test_what_is_no_event_is_for_good_and_secrets_are_in_no_repr() -> None:
    assert told("https://hooks.example", parcel(text="请交接")) == Failed(code="event-unfit", reason="", lasting=True)
    assert told("https://hooks.example", parcel(text="[1]")) == Failed(code="event-unfit", reason="", lasting=True)
    settings = HookSettings(url="https://hooks.example/?token=t0ken", secret=SECRET, older_secrets=[OLD])
    shown = repr(settings) + repr(WebhookChannel(settings))
    assert not any(each in shown for each in (SECRET, OLD, "t0ken"))


def test_a_name_without_an_address_is_tried_again() -> None:
    def resolve(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "nobody knows it")

    for each in (leads_to(), resolve):
        channel = WebhookChannel(HookSettings(url="https://hooks.example", secret=SECRET), resolve=each)
        assert channel.send(TOLD, NOW) == Failed(code="host-unknown", reason="hooks.example", lasting=False)
        channel.close()
    channel = WebhookChannel(HookSettings(url="https://hooks.example", secret=SECRET), resolve=leads_to())
    assert channel.send(TOLD, NOW) == Failed(code="host-unknown", reason="hooks.example", lasting=False)
    assert channel.ask([], NOW) == Asked()
    channel.close()


def test_the_schedule_is_that_of_the_specification() -> None:
    assert list(RETRIES) == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]


def test_the_fake_hears_what_was_sent() -> None:
    with gateway(lambda heard: Said(200, heard.body)) as kept:
        assert httpx.post(kept.url + "/%E4%BD%A0?a=%2F", content=b"x").content == b"x"
        assert isinstance(kept.heard[0], Heard)
        assert kept.heard[0].target == "/%E4%BD%A0?a=%2F"


def test_a_name_in_chinese_is_called_as_the_dns_has_it() -> None:
    asked: list[str] = []
    called: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        called.append(request)
        return httpx.Response(204)

    settings = HookSettings(url="https://钩子.公司.中国/收", secret=SECRET)
    channel = WebhookChannel(
        settings, resolve=leads_to("93.184.216.34", asked=asked), transport=httpx.MockTransport(answers)
    )
    assert channel.send(TOLD, NOW) == Accepted(provider_id=None)
    channel.close()
    (name,) = asked
    assert name.isascii()
    assert (called[0].headers["host"], called[0].extensions["sni_hostname"]) == (name, name)
    assert name.endswith(".xn--55qx5d.xn--fiqs8s")
