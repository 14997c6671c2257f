"""WeCom on this machine: robots of groups and messages of apps; it checks what its documentation says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.deliveries.fakes.loopback import Asked, Provider

MOST_TEXT_BYTES = 2048
MINUTE, FOUR_HOURS = 60, 14_400
MOST_CARD = {"title": 128, "description": 512, "url": 2048}


@dataclass
class FakeWecomRobot(Provider):
    """A robot of a group: whoever knows its key may speak; it takes 20 messages a minute and knows no repeats."""

    key: str = "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
    most_a_minute: int = 20
    told: list[dict[str, Any]] = field(default_factory=list)
    clock: float = 0.0
    at: list[float] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, object]:
        if (asked.method, asked.path) != ("POST", "/cgi-bin/webhook/send"):
            return 404, {}
        if asked.query != {"key": self.key}:
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
        body = asked.json()
        if body["msgtype"] != "text" or not {"content"} <= set(body["text"]) <= {
            "content",
            "mentioned_list",
            "mentioned_mobile_list",
        }:
            return 200, {"errcode": 40008, "errmsg": "invalid message type"}
        if len(body["text"]["content"].encode()) > MOST_TEXT_BYTES:
            return 200, {"errcode": 45002, "errmsg": "content size out of limit"}
        if len([each for each in self.at if self.clock - each < MINUTE]) >= self.most_a_minute:
            return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
        self.at.append(self.clock)
        self.told.append(body)
        return 200, {"errcode": 0, "errmsg": "ok"}


@dataclass
class FakeWecomApp(Provider):
    """An app of a company: partial success, and messages of the same content that arrive once in their time.

    That time is what the message asks for, of `clock`, four hours at most: behind it the same arrives again.
    """

    corp_id: str = "wwcorp0001"
    app_secret: str = "wecom-secret-of-the-app-0001"
    agent_id: int = 1000002
    people: tuple[str, ...] = ("zhangsan", "lisi")
    unlicensed: tuple[str, ...] = ("wangwu",)
    counting: set[str] = field(default_factory=set)
    granted: list[str] = field(default_factory=list)
    arrived: list[dict[str, Any]] = field(default_factory=list)
    clock: float = 0.0
    taken: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def tokens(self) -> list[str]:
        return self.granted

    def expire(self) -> None:
        self.counting.clear()

    def answer(self, asked: Asked) -> tuple[int, object]:
        if (asked.method, asked.path) == ("GET", "/cgi-bin/gettoken"):
            if asked.query != {"corpid": self.corp_id, "corpsecret": self.app_secret}:
                return 200, {"errcode": 40001, "errmsg": f"invalid credential {asked.query}"}
            token = f"wecom-token-{len(self.granted)}-{'y' * 30}"
            self.granted.append(token)
            self.counting.add(token)
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}
        if (asked.method, asked.path) != ("POST", "/cgi-bin/message/send"):
            return 404, {}
        if asked.query.get("access_token") not in self.counting:
            return 200, {"errcode": 40014, "errmsg": f"invalid access_token {asked.query}"}
        return 200, self._send(asked.json())

    def _send(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["agentid"] != self.agent_id:
            return {"errcode": 301002, "errmsg": "not allow operate another agent with this accesstoken"}
        kind = told["msgtype"]
        content = told[kind]
        most = {"content": MOST_TEXT_BYTES} if kind == "text" else MOST_CARD | {"btntxt": 12}
        if set(content) != set(most):
            return {"errcode": 40035, "errmsg": "invalid parameter"}
        if any(len(content[name].encode()) > limit for name, limit in most.items()):
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        asked = told["touser"].split("|")
        lost = [each for each in asked if each not in (*self.people, *self.unlicensed)]
        if len(lost) == len(asked):
            return {"errcode": 81013, "errmsg": "user & party & tag all invalid", "invaliduser": "|".join(lost)}
        unlicensed = [each for each in asked if each in self.unlicensed]
        within = told.get("duplicate_check_interval", 1800) if told.get("enable_duplicate_check") == 1 else 0
        if not 0 <= within <= FOUR_HOURS:
            return {"errcode": 40035, "errmsg": "invalid parameter"}
        known = [at for at, each in self.taken if each == told and self.clock - at < within]
        if not known and len(unlicensed) + len(lost) < len(asked):
            self.arrived.append(told)
            self.taken.append((self.clock, told))
        answer = {"errcode": 0, "errmsg": "ok", "msgid": f"msg{len(self.arrived)}", "invaliduser": "|".join(lost)}
        return answer | {"unlicenseduser": "|".join(unlicensed)}
