"""Feishu on this machine: bots of groups and messages of apps; it checks what its documentation says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.deliveries.fakes.loopback import Asked, Provider

MOST_BOT_BYTES, MOST_CARD_BYTES, MOST_UUID = 20_480, 30_720, 50
HOUR = 3_600


@dataclass
class FakeFeishuBot(Provider):
    """A bot of a group: the signature stands in the body, of seconds within an hour."""

    token: str = "f19a1b2c-0000-4711-8888-0123456789ab"
    secret: str = "feishu-bot-secret-0001"
    keyword: str = ""
    now: int | None = None
    told: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, object]:
        if (asked.method, asked.path) != ("POST", f"/open-apis/bot/v2/hook/{self.token}"):
            return 400, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}
        body = asked.json()
        if len(asked.body) > MOST_BOT_BYTES or body.get("msg_type") != "text" or set(body["content"]) != {"text"}:
            return 400, {"code": 9499, "msg": "Bad Request", "data": {}}
        stamp = body.get("timestamp")
        now = int(time.time()) if self.now is None else self.now
        key = f"{stamp}\n{self.secret}".encode()
        signed = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        if not isinstance(stamp, str) or abs(now - int(stamp)) > HOUR or body.get("sign") != signed:
            told = "sign match fail or timestamp is not within one hour from current time"
            return 200, {"code": 19021, "data": {}, "msg": told}
        if self.keyword not in body["content"]["text"]:
            return 200, {"code": 19024, "msg": "Key Words Not Found"}
        self.told.append(body)
        return 200, {"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}


@dataclass
class FakeFeishuApp(Provider):
    """An app of a company: a `uuid` is told once within an hour of `clock`, whoever sends it; behind it, it is new."""

    app_id: str = "cli_app0001"
    app_secret: str = "feishu-app-secret-0001"
    people: dict[str, str] = field(
        default_factory=lambda: {
            "zhangsan": "user_id",
            "ou_zhangsan": "open_id",
            "on_zhangsan": "union_id",
            "zhangsan@acme.example": "email",
        }
    )
    counting: set[str] = field(default_factory=set)
    granted: list[str] = field(default_factory=list)
    arrived: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: float = 0.0
    at: dict[str, tuple[str, float]] = field(default_factory=dict)

    def tokens(self) -> list[str]:
        return self.granted

    def expire(self) -> None:
        self.counting.clear()

    def answer(self, asked: Asked) -> tuple[int, object]:
        if (asked.method, asked.path) == ("POST", "/open-apis/auth/v3/tenant_access_token/internal"):
            if asked.json() != {"app_id": self.app_id, "app_secret": self.app_secret}:
                return 200, {"code": 10014, "msg": "app secret invalid"}
            token = f"t-{len(self.granted)}{'z' * 40}"
            self.granted.append(token)
            self.counting.add(token)
            return 200, {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": 7200}
        if (asked.method, asked.path) != ("POST", "/open-apis/im/v1/messages"):
            return 404, {"code": 404, "msg": "page not found"}
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.counting:
            return 400, {"code": 99991663, "msg": f"Invalid access token for authorization {token}"}
        return self._send(asked.query.get("receive_id_type", ""), asked.json(), len(asked.body))

    def _send(self, id_type: str, told: dict[str, Any], size: int) -> tuple[int, object]:
        if not isinstance(told["content"], str) or size > MOST_CARD_BYTES or len(told["uuid"]) > MOST_UUID:
            return 400, {"code": 230001, "msg": "Your request contains an invalid request parameter."}
        content = json.loads(told["content"])
        needed = {"text": {"text"}, "interactive": {"config", "header", "elements"}}[told["msg_type"]]
        if set(content) != needed or self.people.get(told["receive_id"]) != id_type:
            return 400, {"code": 230001, "msg": "invalid receive_id"}
        uuid = told["uuid"]
        first, since = self.at.get(uuid, ("", -float(HOUR)))
        if self.clock - since >= HOUR:
            first = uuid if uuid not in self.arrived else f"{uuid}-{len(self.arrived)}"
            self.arrived[first], self.at[uuid] = told, (first, self.clock)
        number = list(self.arrived).index(first)
        return 200, {"code": 0, "msg": "success", "data": {"message_id": f"om_{number}", "msg_type": told["msg_type"]}}
