"""Desk: a service at which people sign in by vendors on loopback, and what a browser meets there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import structlog
import structlog.testing
import structlog.typing
from starlette.applications import Starlette

from handover_policy.app.serving.settings import ContactSettings
from handover_policy.app.serving.settings_file.ways import (
    DingTalkSettings,
    FeishuSettings,
    SignInSettings,
    WeComSettings,
)
from handover_policy.web.pages.signing_in.desk import SignInDesk
from tests.pages.sign_in.fakes import CLIENT, SECRET, DingTalkFake, FeishuFake, Vendor, WeComFake, open_vendor
from tests.service.api.serving import ACME, SECONDS, Clock, Served, hired, serving

IN_APP = {
    "dingtalk": "Mozilla/5.0 (iPhone) AliApp(DingTalk/7.6.0) com.laiwang.DingTalk/1 Channel/201200",
    "wecom": "Mozilla/5.0 (Linux; Android 13) MicroMessenger/7.0.1 wxwork/4.1.22 NetType/WIFI Language/zh",
    "feishu": "Mozilla/5.0 (iPhone) Mobile/15E148 Lark/7.20.5 LarkLocale/zh_CN ChannelName/Feishu",
}


def way_of(vendor: Vendor) -> SignInSettings:
    """Return the settings of a vendor, all of its servers on loopback."""
    at = vendor.address
    if isinstance(vendor, DingTalkFake):
        return DingTalkSettings(client_id=CLIENT, client_secret=SECRET, login=at, api=at, oapi=at)
    if isinstance(vendor, WeComFake):
        return WeComSettings(corp_id="corp-1", agent_id="1000002", client_secret=SECRET, open=at, login=at, qyapi=at)
    return FeishuSettings(client_id=CLIENT, client_secret=SECRET, tenant_key="tenant-1", accounts=at, open=at)


@dataclass
class Desk:
    """A service with one way to sign in for each vendor, in the order of their kinds."""

    served: Served
    vendors: dict[str, Vendor]

    def number(self, vendor: Vendor) -> int:
        return list(self.vendors).index(vendor.KIND)

    def offer(self, *ways: SignInSettings) -> None:
        """Offer other ways; tokens and what came back are forgotten, as by a restart."""
        company = self.served.service.companies[ACME]
        company.settings = replace(company.settings, sign_in=ways)
        self.app.state.sign_in = SignInDesk()

    def anew(self) -> None:
        """Offer what is offered at first."""
        self.offer(*(way_of(vendor) for vendor in self.vendors.values()))

    @property
    def app(self) -> Starlette:
        return self.served.server._app

    @contextmanager
    def browser(self, device: str = "Mozilla/5.0") -> Iterator[httpx.Client]:
        headers = {"accept-language": "zh-CN", "user-agent": device}
        with httpx.Client(base_url=self.served.server.address, timeout=SECONDS, headers=headers) as client:
            yield client

    def way_back(self, client: httpx.Client, vendor: Vendor) -> str:
        """Send a browser to a vendor, and return where that sends it back to."""
        vendor.backs.add(f"{self.served.server.address}/sign-in/back")
        there = client.get(f"/sign-in/{self.number(vendor)}?company={ACME}&next=/messages/none")
        assert there.status_code == 303, there.text
        answer = httpx.get(there.headers["location"], timeout=SECONDS)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    def signed_in(self, client: httpx.Client, vendor: Vendor) -> httpx.Response:
        """Sign somebody in, and return the answer after the way back."""
        return client.get(self.way_back(client, vendor))


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """Give a service with three vendors, an employee E1 whom each of them knows, and a contact of the settings."""
    fakes: dict[str, Vendor] = {"dingtalk": DingTalkFake(), "wecom": WeComFake(), "feishu": FeishuFake()}
    with (
        open_vendor(fakes["dingtalk"]),
        open_vendor(fakes["wecom"]),
        open_vendor(fakes["feishu"]),
        serving(folder, clock=Clock()) as served,
    ):
        made = Desk(served, fakes)
        company = served.service.companies[ACME]
        contact = ContactSettings(name="行政部", addresses={kind: f"{kind}-admin" for kind in fakes})
        company.settings = replace(company.settings, people={"U-ADM": contact})
        made.anew()
        own = {"dingtalk": "ding-e1", "wecom": "wecom-e1", "feishu": "feishu-e1"}
        served.tell(hired("E1", "王晓敏", addresses=own), hired("E2", "李四"))
        yield made


@contextmanager
def logged() -> Iterator[list[structlog.typing.EventDict]]:
    """Give the lines that are logged."""
    with structlog.testing.capture_logs() as lines:
        yield lines
