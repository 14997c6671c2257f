"""Every kind of channel beside the fake of its provider: what all of them must do is tried on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import MessageChannel, Tokens, WorkItem
from tests.deliveries.fakes.dingtalk import FakeDingtalkApp, FakeDingtalkRobot
from tests.deliveries.fakes.feishu import FakeFeishuApp, FakeFeishuBot
from tests.deliveries.fakes.loopback import Answers, Provider, served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.fakes.wecom import FakeWecomApp, FakeWecomRobot
from tests.deliveries.parcels import NOW


@dataclass(frozen=True, kw_only=True)
class Rig:
    """A kind, its fake, what its settings are beside the addresses, and the path at which messages are taken."""

    kind: str
    fake: Callable[[], Any]
    values: Callable[[Any], Mapping[str, Any]]
    path: str
    parcel: dict[str, Any] = field(default_factory=dict)
    refusal: Mapping[str, object] | Answers

    @contextmanager
    def running(self, *, tokens: Tokens | None = None, **other: Any) -> Iterator[tuple[MessageChannel, Any]]:
        with served(self.fake()) as fake, closing(self.channel(fake, tokens or KeptTokens(), **other)) as channel:
            yield channel, fake

    def channel(self, fake: Provider, tokens: Tokens, **other: Any) -> MessageChannel:
        values = {"kind": self.kind, "base_url": fake.address, "seconds": 1, **self.values(fake)} | other
        return KINDS[self.kind].make(values, tokens)


RIGS = {
    rig.kind: rig
    for rig in (
        Rig(
            kind="dingtalk_robot",
            fake=lambda: FakeDingtalkRobot(now_ms=int(NOW.timestamp() * 1000)),
            values=lambda fake: {"access_token": fake.access_token, "secret": fake.secret},
            path="/robot/send",
            refusal={"errcode": 430102, "errmsg": "包含不适当的内容"},
        ),
        Rig(
            kind="dingtalk_work",
            fake=FakeDingtalkApp,
            values=lambda fake: {
                "app_key": fake.app_key,
                "app_secret": fake.app_secret,
                "agent_id": fake.agent_id,
            },
            path="/topapi/message/corpconversation/asyncsend_v2",
            refusal={"errcode": 60011, "errmsg": "没有调用该接口的权限"},
        ),
        Rig(
            kind="dingtalk_todo",
            fake=FakeDingtalkApp,
            values=lambda fake: {"app_key": fake.app_key, "app_secret": fake.app_secret},
            path="/v1.0/todo/",
            parcel={"item": WorkItem(source="E1001/1/handover", title="交接客户", due=NOW)},
            refusal=Answers(403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied", "message": "没有权限"}),
        ),
        Rig(
            kind="wecom_robot",
            fake=FakeWecomRobot,
            values=lambda fake: {"key": fake.key},
            path="/cgi-bin/webhook/send",
            refusal={"errcode": 93000, "errmsg": "invalid webhook url"},
        ),
        Rig(
            kind="wecom_app",
            fake=FakeWecomApp,
            values=lambda fake: {
                "corp_id": fake.corp_id,
                "app_secret": fake.app_secret,
                "agent_id": fake.agent_id,
            },
            path="/cgi-bin/message/send",
            refusal={"errcode": 301002, "errmsg": "not allow operate another agent with this accesstoken"},
        ),
        Rig(
            kind="feishu_bot",
            fake=lambda: FakeFeishuBot(now=int(NOW.timestamp())),
            values=lambda fake: {"token": fake.token, "secret": fake.secret},
            path="/open-apis/bot/v2/hook/",
            refusal={"code": 19022, "msg": "Ip Not Allowed"},
        ),
        Rig(
            kind="feishu_app",
            fake=FakeFeishuApp,
            values=lambda fake: {"app_id": fake.app_id, "app_secret": fake.app_secret},
            path="/open-apis/im/v1/messages",
            refusal={"code": 230006, "msg": "Bot ability is not activated."},
        ),
    )
}


def settings_of(kind: str) -> Any:
    """Return the dataclass of a kind's settings."""
    return import_module(f"handover_policy.delivery.{kind.replace('_', '.')}").SETTINGS
