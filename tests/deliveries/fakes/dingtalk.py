"""DingTalk on this machine: robots of groups, work notices, todos; it checks what its documentation says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.deliveries.fakes.loopback import Asked, Provider

HOUR_MS, MINUTE_MS = 3_600_000, 60_000
MOST_MSG_BYTES = 2048


@dataclass
class FakeDingtalkRobot(Provider):
    """A robot of a group: the signature is checked within an hour, and a `msgUuid` is told to the group once.

    Who tells it too much within a minute is not heard for ten.
    """

    access_token: str = "robot-token-4711"
    secret: str = "SEC0123456789robotsecret"
    now_ms: int | None = None
    most_a_minute: int = 20
    told: list[dict[str, Any]] = field(default_factory=list)
    at_ms: list[int] = field(default_factory=list)
    blocked_until: int = 0

    def answer(self, asked: Asked) -> tuple[int, object]:
        if (asked.method, asked.path) != ("POST", "/robot/send"):
            return 404, {}
        if asked.query.get("access_token") != self.access_token:
            return 200, {"errcode": 300001, "errmsg": "token is not exist"}
        stamp = asked.query.get("timestamp", "")
        now = int(time.time() * 1000) if self.now_ms is None else self.now_ms
        if not stamp.isdigit() or abs(now - int(stamp)) > HOUR_MS:
            return 200, {"errcode": 310000, "errmsg": "invalid timestamp"}
        digest = hmac.new(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), hashlib.sha256).digest()
        if asked.query.get("sign") != base64.b64encode(digest).decode():
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        body = asked.json()
        fields = {"text": {"content"}, "markdown": {"title", "text"}}.get(body.get("msgtype", ""))
        if fields is None or set(body[body["msgtype"]]) != fields:
            return 200, {"errcode": 40035, "errmsg": "缺少参数 json"}
        if any(each.get("msgUuid") == body.get("msgUuid") for each in self.told if "msgUuid" in body):
            return 200, {"errcode": 0, "errmsg": "ok"}
        if now >= self.blocked_until and self._lately(now) >= self.most_a_minute:
            self.blocked_until = now + 10 * MINUTE_MS
        if now < self.blocked_until:
            return 200, {"errcode": 410100, "errmsg": "发送速度太快而限流"}
        self.told.append(body)
        self.at_ms.append(now)
        return 200, {"errcode": "0", "errmsg": "ok"}

    def _lately(self, now: int) -> int:
        return len([each for each in self.at_ms if now - each < MINUTE_MS])


@dataclass
class FakeDingtalkApp(Provider):
    """An app of a company at both hosts: tokens in both ways, work notices and their results, people, todos."""

    app_key: str = "dingappkey0001"
    app_secret: str = "app-secret-0815-of-dingtalk"
    corp_id: str = "dingcorp0001"
    agent_id: int = 4711
    people: dict[str, str] = field(default_factory=lambda: {"zhangsan": "union-zhangsan", "lisi": "union-lisi"})
    counting: set[str] = field(default_factory=set)
    granted: list[str] = field(default_factory=list)
    notices: dict[int, dict[str, Any]] = field(default_factory=dict)
    results: dict[int, dict[str, Any]] = field(default_factory=dict)
    todos: dict[str, dict[str, Any]] = field(default_factory=dict)

    def tokens(self) -> list[str]:
        return self.granted

    def expire(self) -> None:
        self.counting.clear()

    def answer(self, asked: Asked) -> tuple[int, object]:
        if asked.path.startswith("/v1.0/oauth2/"):
            return self._grant(asked)
        older = asked.path.startswith("/topapi/")
        token = asked.query.get("access_token") if older else asked.headers.get("x-acs-dingtalk-access-token")
        if token not in self.counting:
            if older:
                return 200, {"errcode": 88, "sub_code": "40014", "sub_msg": f"不合法的access_token {token}"}
            return 400, {"code": "InvalidAuthentication", "message": f"不合法的access_token {token}"}
        answers = {
            "/topapi/message/corpconversation/asyncsend_v2": self._send,
            "/topapi/message/corpconversation/getsendresult": self._result,
            "/topapi/v2/user/get": self._person,
        }
        if asked.path in answers:
            return 200, {"request_id": "r1"} | answers[asked.path](asked.json())
        if asked.path.startswith("/v1.0/todo/users/"):
            return self._todo(asked)
        return 404, {"code": "InvalidAction.NotFound", "message": "Specified api is not found"}

    def _grant(self, asked: Asked) -> tuple[int, object]:
        told = asked.json()
        token = f"token-{len(self.granted)}-{'x' * 24}"
        if asked.path == "/v1.0/oauth2/accessToken":
            fits = told == {"appKey": self.app_key, "appSecret": self.app_secret}
            answer: dict[str, Any] = {"accessToken": token, "expireIn": 7200}
        else:
            wanted = {"client_id": self.app_key, "client_secret": self.app_secret, "grant_type": "client_credentials"}
            fits = asked.path == f"/v1.0/oauth2/{self.corp_id}/token" and told == wanted
            answer = {"access_token": token, "expires_in": 7200}
        if not fits:
            return 400, {"code": "invalidClientIdOrSecret", "message": "无效的clientId或者clientSecret"}
        self.granted.append(token)
        self.counting.add(token)
        return 200, answer

    def _send(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["agent_id"] != self.agent_id:
            return {"errcode": 400002, "errmsg": "无效的参数,详细信息:agentId"}
        if len(json.dumps(told["msg"], ensure_ascii=False).encode()) > MOST_MSG_BYTES:
            return {"errcode": 400002, "errmsg": "无效的参数,详细信息:msg too long"}
        kind = told["msg"]["msgtype"]
        fields = {"markdown": {"title", "text"}, "action_card": {"title", "markdown", "single_title", "single_url"}}
        if set(told["msg"]) != {"msgtype", kind} or set(told["msg"][kind]) != fields[kind]:
            return {"errcode": 34014, "errmsg": "会话消息的json结构无效或不完整"}
        task = 256271667526 + len(self.notices)
        person = told["userid_list"]
        again = any(each["msg"] == told["msg"] and each["userid_list"] == person for each in self.notices.values())
        self.notices[task] = told
        if person not in self.people:
            self.results[task] = {"invalid_user_id_list": [person]}
        elif again:
            self.forbid(task, person, "143106")
        else:
            self.results[task] = {"unread_user_id_list": [person]}
        return {"errcode": 0, "errmsg": "ok", "task_id": task}

    def forbid(self, task: int, person: str, code: str) -> None:
        told = [{"code": code, "count": 1, "userid": person}]
        self.results[task] = {"forbidden_user_id_list": [person], "forbidden_list": told}

    def _result(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["agent_id"] != self.agent_id or told["task_id"] not in self.results:
            return {"errcode": 400002, "errmsg": "无效的参数"}
        names = ("invalid", "forbidden", "failed", "read", "unread")
        empty: dict[str, Any] = {f"{name}_user_id_list": [] for name in names} | {"invalid_dept_id_list": []}
        return {"errcode": 0, "send_result": empty | self.results[told["task_id"]]}

    def _person(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["userid"] not in self.people:
            return {"errcode": 33012, "errmsg": "无效的USERID"}
        return {
            "errcode": 0,
            "errmsg": "ok",
            "result": {"userid": told["userid"], "unionid": self.people[told["userid"]]},
        }

    def _todo(self, asked: Asked) -> tuple[int, object]:
        owner, _, rest = unquote(asked.path.removeprefix("/v1.0/todo/users/")).partition("/")
        if owner not in self.people.values():
            return 400, {"code": "todo.user.notExist", "message": "user not exist"}
        if (asked.method, rest) == ("POST", "tasks"):
            return self._make_todo(asked, owner)
        if asked.method == "GET" and rest.startswith("tasks/sources/"):
            found = self.todos.get(rest.removeprefix("tasks/sources/"))
            return (404, {"code": "todo.task.notExist"}) if found is None else (200, found)
        found = next((each for each in self.todos.values() if rest == f"tasks/{each['id']}"), None)
        if asked.method != "PUT" or found is None or asked.query != {"operatorId": owner}:
            return 404, {"code": "InvalidAction.NotFound", "message": "Specified api is not found"}
        told = asked.json()
        if not told or not set(told) <= {"subject", "dueTime", "done"}:
            return 400, {"code": "todo.taskUpdate.paramError", "message": "param error"}
        found.update(told)
        return 200, {"requestId": "r1", "result": True}

    def _make_todo(self, asked: Asked, owner: str) -> tuple[int, object]:
        told = asked.json()
        people = [*told.get("executorIds", []), *told.get("participantIds", []), told.get("creatorId")]
        wrong = (
            not 0 < len(told.get("subject", "").encode("utf-16-le")) // 2 <= 1024
            or set(told.get("detailUrl") or {}) != {"appUrl", "pcUrl"}
            or not set(people) <= set(self.people.values())
            or not isinstance(told.get("dueTime", 0), int)
            or asked.query.get("operatorId", owner) not in self.people.values()
        )
        if wrong:
            return 400, {"code": "todo.taskCreate.paramError", "message": "param error"}
        if told["sourceId"] in self.todos:
            return 400, {"code": "todo.taskCreate.paramError", "message": "task exist"}
        self.todos[told["sourceId"]] = told | {"id": f"todo{len(self.todos)}", "done": False}
        return 200, self.todos[told["sourceId"]]
