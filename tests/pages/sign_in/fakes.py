"""DingTalkFake, WeComFake, FeishuFake: vendors on loopback, in threads of their own, that ask what the vendors ask.

A code counts once and for five minutes, a token in one place alone, and what is refused is refused in the vendor's own
shape and status (reference/vendors.md 1.1 to 1.3 and 1.5, and the digests that the adapters name).
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

FIVE_MINUTES = 300.0
SECRET = "a-secret-told-to-nobody"  # noqa: S105 - of tests
CLIENT = "app-1"


class Reply(NamedTuple):
    """What is answered; a `location` sends somebody on."""

    told: object = None
    status: int = 200
    location: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Mapping[str, Any]:
        assert "json" in self.headers.get("content-type", "")
        told: Mapping[str, Any] = json.loads(self.body)
        return told

    def form(self) -> Mapping[str, str]:
        assert self.headers.get("content-type") == "application/x-www-form-urlencoded"
        return dict(parse_qsl(self.body.decode()))


@dataclass(slots=True)
class Code:
    """What a code stands for."""

    person: str
    born: float
    back: str
    challenge: str = ""


Fault = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Vendor:
    """A vendor: `person` is who is at the browser, nobody says no; `faults` are answers in the place of right ones."""

    KIND: ClassVar[str] = ""
    ROUTES: ClassVar[Mapping[str, str]] = {}

    person: str | None = "E1"
    backs: set[str] = field(default_factory=set)
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    now: float = 0.0
    address: str = ""

    def made(self, kind: str) -> str:
        """Return a secret word that was never told before, and must not stand in any log."""
        word = f"{kind}-{self.KIND}-{len(self.told)}-very-secret"
        self.told.append(word)
        return word

    def new_code(self, person: str, back: str, challenge: str = "") -> str:
        code = self.made("code")
        self.codes[code] = Code(person, self.now, back, challenge)
        return code

    def burnt(self, code: str) -> Code | None:
        """Return what a code stands for, and forget it: another time it stands for nothing."""
        found = self.codes.pop(code, None)
        return found if found is not None and self.now - found.born < FIVE_MINUTES else None

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def answer(self, asked: Asked) -> Reply:
        name = self.ROUTES.get(f"{asked.method} {asked.path}")
        if name is None:
            return Reply({"message": "404 page not found"}, 404)
        reply: Reply = getattr(self, name)(asked)
        return reply

    def back_to(self, asked: Asked, name: str) -> Reply:
        """Send a browser back with a code in a parameter, or without where somebody says no."""
        back, state = asked.query["redirect_uri"], asked.query["state"]
        if back not in self.backs:
            return Reply("redirect_uri is not registered", 400)
        if self.person is None:
            return Reply(status=302, location=f"{back}?{urlencode(self.refused(state))}")
        code = self.new_code(self.person, back, asked.query.get("code_challenge", ""))
        return Reply(status=302, location=f"{back}?{urlencode({name: code, 'state': state})}")

    def refused(self, state: str) -> Mapping[str, str]:
        return {"error": "access_denied", "state": state}


@dataclass
class DingTalkFake(Vendor):
    """DingTalk: people by account; who is no member has an account, too, and an outside contact even a userid."""

    KIND = "dingtalk"
    ROUTES: ClassVar[Mapping[str, str]] = {
        "GET /oauth2/auth": "page",
        "POST /v1.0/oauth2/userAccessToken": "user_token",
        "GET /v1.0/contact/users/me": "account",
        "GET /gettoken": "app_token",
        "POST /topapi/user/getbyunionid": "member",
    }
    members: dict[str, str] = field(default_factory=lambda: {"E1": "ding-e1"})
    outside: dict[str, str] = field(default_factory=dict)
    corp: str = "dingcorp1"
    accounts: dict[str, str] = field(default_factory=dict)

    def page(self, asked: Asked) -> Reply:
        query = asked.query
        assert (query["response_type"], query["client_id"], query["prompt"]) == ("code", CLIENT, "consent")
        assert query["scope"] in {"openid", "openid corpid"}
        return self.back_to(asked, "authCode")

    def user_token(self, asked: Asked) -> Reply:
        told = asked.json()
        if (told["clientId"], told["clientSecret"]) != (CLIENT, SECRET):
            return self._no(400, "invalidClientIdOrSecret")
        assert told["grantType"] == "authorization_code"
        found = self.burnt(told["code"])
        if found is None:
            return self._no(400, "invalidParameter.authCode.notFound")
        token = self.made("user-token")
        self.accounts[token] = found.person
        return Reply(
            {"accessToken": token, "refreshToken": self.made("refresh"), "expireIn": 7200, "corpId": self.corp}
        )

    def account(self, asked: Asked) -> Reply:
        person = self.accounts.get(asked.headers.get("x-acs-dingtalk-access-token", ""))
        if person is None:
            return self._no(400, "InvalidAuthentication")
        return Reply({"nick": "N", "unionId": f"union-{person}", "openId": f"open-{person}", "mobile": "13800000000"})

    def app_token(self, asked: Asked) -> Reply:
        if (asked.query.get("appkey"), asked.query.get("appsecret")) != (CLIENT, SECRET):
            return Reply({"errcode": 40096, "errmsg": "不合法的appKey或appSecret"})
        token = self.made("app-token")
        self.tokens.add(token)
        return Reply({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200})

    def member(self, asked: Asked) -> Reply:
        if asked.query.get("access_token") not in self.tokens:
            return Reply({"errcode": 88, "sub_code": "40014", "sub_msg": "不合法的access_token"})
        person = str(asked.json()["unionid"]).removeprefix("union-")
        if person in self.outside:
            return Reply({"errcode": 0, "errmsg": "ok", "result": {"contact_type": 1, "userid": self.outside[person]}})
        if person not in self.members:
            return Reply({"errcode": 60121, "errmsg": "找不到该用户"})
        return Reply({"errcode": "0", "errmsg": "ok", "result": {"contact_type": 0, "userid": self.members[person]}})

    def _no(self, status: int, code: str) -> Reply:
        return Reply({"code": code, "message": "refused", "requestid": "r"}, status)


@dataclass
class WeComFake(Vendor):
    """WeCom: members have a userid, others an openid alone."""

    KIND = "wecom"
    ROUTES: ClassVar[Mapping[str, str]] = {
        "GET /wwlogin/sso/login": "page",
        "GET /connect/oauth2/authorize": "page_in_app",
        "GET /cgi-bin/gettoken": "app_token",
        "GET /cgi-bin/auth/getuserinfo": "member",
    }
    members: dict[str, str] = field(default_factory=lambda: {"E1": "wecom-e1"})

    def page(self, asked: Asked) -> Reply:
        query = asked.query
        assert (query["login_type"], query["appid"], query["agentid"]) == ("CorpApp", "corp-1", "1000002")
        return self._back(asked)

    def page_in_app(self, asked: Asked) -> Reply:
        query = asked.query
        assert (query["appid"], query["response_type"], query["scope"]) == ("corp-1", "code", "snsapi_base")
        return self._back(asked)

    def _back(self, asked: Asked) -> Reply:
        state = asked.query["state"]
        assert state.isascii()
        assert state.isalnum()
        assert len(state) <= 128
        return self.back_to(asked, "code")

    def refused(self, state: str) -> Mapping[str, str]:
        return {"state": state}

    def app_token(self, asked: Asked) -> Reply:
        if (asked.query.get("corpid"), asked.query.get("corpsecret")) != ("corp-1", SECRET):
            return Reply({"errcode": 40001, "errmsg": "invalid credential"})
        token = self.made("app-token")
        self.tokens.add(token)
        return Reply({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200})

    def member(self, asked: Asked) -> Reply:
        if asked.query.get("access_token") not in self.tokens:
            return Reply({"errcode": 40014, "errmsg": "invalid access_token"})
        found = self.burnt(asked.query["code"])
        if found is None:
            return Reply({"errcode": 40029, "errmsg": "invalid code"})
        userid = self.members.get(found.person)
        own = {"openid": f"open-{found.person}"} if userid is None else {"userid": userid}
        return Reply({"errcode": 0, "errmsg": "ok", **own})


@dataclass
class FeishuFake(Vendor):
    """Feishu: with PKCE, and people of other companies whom the app is shared with."""

    KIND = "feishu"
    ROUTES: ClassVar[Mapping[str, str]] = {
        "GET /open-apis/authen/v1/authorize": "page",
        "POST /oauth/v3/token": "user_token",
        "GET /open-apis/authen/v1/user_info": "account",
    }
    members: dict[str, str] = field(default_factory=lambda: {"E1": "feishu-e1"})
    tenant: str = "tenant-1"
    shows_user_id: bool = True
    accounts: dict[str, str] = field(default_factory=dict)

    def page(self, asked: Asked) -> Reply:
        query = asked.query
        assert (query["client_id"], query["response_type"], query["code_challenge_method"]) == (CLIENT, "code", "S256")
        return self.back_to(asked, "code")

    def user_token(self, asked: Asked) -> Reply:
        assert "authorization" not in asked.headers
        told = asked.form()
        assert told["grant_type"] == "authorization_code"
        if (told["client_id"], told["client_secret"]) != (CLIENT, SECRET):
            return self._no(20002, "invalid_client")
        found = self.burnt(told["code"])
        if found is None:
            return self._no(20003, "invalid_grant")
        if told["redirect_uri"] != found.back:
            return self._no(20071, "invalid_grant")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(told["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != found.challenge:
            return self._no(20049, "invalid_grant")
        token = self.made("user-token") + "x" * 2000
        self.accounts[token] = found.person
        return Reply({"code": 0, "access_token": token, "expires_in": 7200, "token_type": "Bearer", "scope": ""})

    def account(self, asked: Asked) -> Reply:
        person = self.accounts.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if person is None:
            return Reply({"code": 99991668, "msg": "Invalid access token"}, 400)
        told = {"name": "N", "open_id": f"ou_{person}", "union_id": f"on_{person}", "tenant_key": self.tenant}
        if self.shows_user_id:
            told["user_id"] = self.members.get(person, f"other-{person}")
        return Reply({"code": 0, "msg": "success", "data": told})

    def _no(self, code: int, error: str) -> Reply:
        return Reply({"error": error, "error_description": "refused", "code": code}, 400)


class _Handler(BaseHTTPRequestHandler):
    vendor: Vendor

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        self.vendor.asked.append(asked)
        fault = self.vendor.faults.get(parts.path)
        if fault is not None:
            fault(self)
            return
        try:
            reply = self.vendor.answer(asked)
        except (AssertionError, KeyError) as wrong:  # a request that the vendor does not know
            reply = Reply({"errcode": 40035, "code": "wrong", "errmsg": repr(wrong)}, 400)
        sent(self, json.dumps(reply.told).encode(), reply.status, location=reply.location)

    def log_message(self, *_: object) -> None:
        pass


def sent(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    status: int = 200,
    media: str = "application/json",
    *,
    location: str = "",
    length: int | None = None,
) -> None:
    """Send an answer; with a `length` of its own it ends early."""
    handler.send_response(status)
    handler.send_header("content-type", media)
    handler.send_header("content-length", str(len(body) if length is None else length))
    if location:
        handler.send_header("location", location)
    handler.end_headers()
    handler.wfile.write(body)


def slow(handler: BaseHTTPRequestHandler) -> None:
    """Send an answer a byte at a time, for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:  # nobody waits any more
        return


@contextmanager
def open_vendor(vendor: Vendor) -> Iterator[None]:
    """Let a vendor answer until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"vendor": vendor}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    vendor.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
