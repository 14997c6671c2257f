"""Sign-in as a company runs it: settings with secrets from the environment, the service a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.pages.browsing import chromium, violations
from tests.pages.sign_in.entering import IN_APP
from tests.pages.sign_in.fakes import CLIENT, SECRET, DingTalkFake, FeishuFake, Vendor, WeComFake, open_vendor, sent
from tests.service.api.serving import hired
from tests.service.served import SECONDS, Served, called, served

SETTINGS = """\
# yaml-language-server: $schema=schemas/service.schema.json
kind: service
companies:
  - id: acme
    sign_in:
      - kind: dingtalk
        client_id: {client}
        client_secret: ${{ENV:SIGN_IN_SECRET}}
        base_url: {{login: '{ding}', api: '{ding}', oapi: '${{ENV:OAPI}}'}}
      - kind: wecom
        corp_id: corp-1
        agent_id: 1000002
        client_secret: ${{ENV:SIGN_IN_SECRET}}
        base_url: {{open: '{wecom}', login: '{wecom}', qyapi: '{wecom}'}}
      - kind: feishu
        client_id: {client}
        client_secret: ${{ENV:SIGN_IN_SECRET}}
        tenant_key: tenant-1
        base_url: {{accounts: '{feishu}', open: '{feishu}'}}
"""


@dataclass
class Company:
    """A company's service, and the vendors by which its people sign in."""

    service: Served
    vendors: tuple[Vendor, ...]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    place = tmp_path_factory.mktemp("company")
    ding, wecom, feishu = DingTalkFake(), WeComFake(), FeishuFake()
    with open_vendor(ding), open_vendor(wecom), open_vendor(feishu):
        text = SETTINGS.format(client=CLIENT, ding=ding.address, wecom=wecom.address, feishu=feishu.address)
        (place / "service.yaml").write_text(text, encoding="utf-8")
        secrets = {"SIGN_IN_SECRET": SECRET, "OAPI": ding.address}
        asked = ("keys", "add", "--settings", "service.yaml", "--name", "test", "--scope", "all")
        made = called(*asked, here=place, settings=secrets)
        assert made.code == 0, made.err
        with served("--settings", "service.yaml", here=place, settings=secrets) as service:
            own = {"dingtalk": "ding-e1", "wecom": "wecom-e1", "feishu": "feishu-e1"}
            headers = {
                "authorization": f"Bearer {made.out.splitlines()[-1]}",
                "content-type": "application/cloudevents+json",
            }
            event = json.dumps(hired("E1", "王晓敏", addresses=own)).encode()
            answer = httpx.post(f"{service.address}/v1/events", content=event, headers=headers, timeout=SECONDS)
            assert answer.status_code == 200, answer.text
            for vendor in (ding, wecom, feishu):
                vendor.backs.add(f"{service.address}/sign-in/back")
            yield Company(service, (ding, wecom, feishu))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_employee_signs_in_within_the_app_and_nothing_secret_is_logged(number: int, company: Company) -> None:
    vendor = company.vendors[number]
    headers = {"user-agent": IN_APP[vendor.KIND], "accept-language": "zh-CN"}
    with httpx.Client(base_url=company.service.address, headers=headers, timeout=SECONDS) as client:
        assert f'href="/sign-in/{number}?' in client.get("/sign-in").text
        there = client.get(f"/sign-in/{number}?next=/me").headers["location"]
        back = httpx.get(there, timeout=SECONDS).headers["location"]
        assert client.get(back).headers["location"] == "/me"
        assert "王晓敏" in client.get("/").text
    lines = [json.loads(line) for line in company.service.log.splitlines()]
    untried = [each for each in lines if each["event"] == "sign-in-untried"]
    assert [(each["company"], each["kind"]) for each in untried] == [("acme", each.KIND) for each in company.vendors]
    for secret in (SECRET, *vendor.told):
        assert secret not in company.service.log


@pytest.mark.slow
def test_a_browser_goes_there_and_back_and_is_told_what_went_wrong(company: Company) -> None:
    vendor = company.vendors[1]
    vendor.faults["/cgi-bin/auth/getuserinfo"] = lambda handler: sent(handler, b"<html>", 200, "text/html")
    with chromium() as browser:
        context = browser.new_context(
            locale="zh-CN", user_agent=IN_APP["wecom"], viewport={"width": 320, "height": 640}
        )
        page = context.new_page()
        page.goto(f"{company.service.address}/sign-in")
        page.get_by_role("link", name="用企业微信登录").click()
        page.get_by_role("alert").get_by_text("企业微信的答复读不懂").wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        vendor.faults.clear()
        page.get_by_role("link", name="用企业微信登录").click()
        page.get_by_text("王晓敏").first.wait_for()
        context.close()
