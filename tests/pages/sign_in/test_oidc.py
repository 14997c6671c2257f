"""Signing in by OpenID Connect: a provider made for tests, in a process of its own, and what can go wrong."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings_file.ways import OidcSettings
from tests.service.api.serving import ACME, SECONDS, Clock, Served, event, hired, serving


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                httpx.get(address, timeout=SECONDS)
                break
            time.sleep(0.05)
        yield address
        process.terminate()


@pytest.fixture
def entered(provider: str, tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data", clock=Clock()) as served:
        offer(served.service, way_of(provider))
        served.tell(hired("E1", "王晓敏"))
        yield served


def way_of(issuer: str) -> OidcSettings:
    return OidcSettings(issuer=issuer, client_id="handover", client_secret="told once", title="SSO")  # noqa: S106 - of a test


def offer(service: Service, way: OidcSettings) -> None:
    company = service.companies[ACME]
    company.settings = replace(company.settings, sign_in=(way,))


def browser(served: Served) -> httpx.Client:
    return httpx.Client(base_url=served.server.address, timeout=SECONDS, headers={"accept-language": "zh-CN"})


def authorized(client: httpx.Client, subject: str) -> str:
    """Return the address to which the provider sends somebody back who says that they are a subject."""
    page = client.get(f"/sign-in?company={ACME}&next=/messages/none")
    way = re.search(r'href="(/sign-in/0[^"]+)"', page.text)
    assert way is not None
    there = client.get(way[1].replace("&amp;", "&"))
    assert there.status_code == 303, there.text
    answer = httpx.post(there.headers["location"], data={"sub": subject}, timeout=SECONDS)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def test_who_the_provider_knows_comes_in_and_goes_on_where_they_were(entered: Served) -> None:
    with browser(entered) as client:
        back = client.get(authorized(client, "E1"))
        assert (back.status_code, back.headers["location"]) == (303, "/messages/none")
        assert "王晓敏" in client.get("/").text


def test_whom_the_company_does_not_know_stays_outside_and_is_told_why(entered: Served) -> None:
    with browser(entered) as client:
        back = client.get(authorized(client, "stranger"))
        assert (back.status_code, "stranger" in back.text) == (403, True)
        assert client.get("/").status_code == 401


def test_who_has_left_enters_by_link_alone(entered: Served) -> None:
    entered.tell(event("employee.left", "E1", "left-E1", "2026-04-10T09:00:00+08:00", {"on": "2026-04-09"}))
    with browser(entered) as client:
        back = client.get(authorized(client, "E1"))
        assert (back.status_code, "请用发给您的链接进入" in back.text) == (403, True)
        assert client.get("/").status_code == 401


def test_an_answer_counts_once_and_for_the_browser_that_asked(entered: Served) -> None:
    with browser(entered) as client, browser(entered) as other:
        address = authorized(client, "E1")
        assert other.get(address).status_code == 400
        altered = re.sub(r"state=[^&]+", "state=other", address)
        assert client.get(altered).status_code == 400
        assert client.get(address).status_code == 303
        assert client.get(address).status_code == 400
        assert client.get("/sign-in/back?code=x&state=y").status_code == 400


def test_a_provider_that_is_away_or_calls_itself_otherwise_lets_nobody_in(entered: Served, provider: str) -> None:
    with browser(entered) as client:
        for issuer in ("http://127.0.0.1:9", provider + "/", "https://[", "no address"):
            offer(entered.service, way_of(issuer))
            answer = client.get(f"/sign-in/0?company={ACME}")
            assert (answer.status_code, "登录没有成功" in answer.text) == (502, True)


def test_of_several_companies_one_has_to_be_named(entered: Served) -> None:
    with browser(entered) as client:
        assert (client.get("/sign-in").status_code, "company=" in client.get("/sign-in").text) == (400, True)
        assert client.get("/sign-in?company=nobody").status_code == 404
        assert client.get(f"/sign-in/1?company={ACME}").status_code == 404
