"""DingtalkApp: requests of an app to DingTalk's two hosts, with the token that counts at both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

from handover_policy.delivery.authorised import Answer, Authorised, Granted, granted
from handover_policy.delivery.codes import Codes, meaning, refused
from handover_policy.delivery.dingtalk.reading import told_code, told_reason
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.ports.channels import Failed, Tokens, Unknown

OLDER, NEWER = "https://oapi.dingtalk.com", "https://api.dingtalk.com"
JSON = {"content-type": "application/json; charset=utf-8"}
UNAUTHORISED = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkAppSettings:
    """Who the app is, and where the two hosts are; with `corp_id` tokens are asked for in the newer way."""

    app_key: str
    app_secret: str = field(repr=False)
    corp_id: str | None = None
    older: str = OLDER
    newer: str = NEWER
    seconds: float = ANSWER_SECONDS


def other_host(own: str, usual: str, other: str | None, others: str) -> str:
    """Return the second host: as the settings have it, else the first one where that is not DingTalk's own."""
    return other or (others if own.rstrip("/") == usual else own)


class DingtalkApp:
    """An app of one company. `older` answers HTTP 200 with `errcode`, `newer` 4xx with `code`."""

    def __init__(self, settings: DingtalkAppSettings, codes: Codes, tokens: Tokens, *, repeats: bool = True) -> None:
        """Take the settings, what codes mean to the channel, where tokens are kept, and whether a repeat is told."""
        self._settings, self._codes = settings, codes
        secrets = (settings.app_secret,)
        self.older = Wire(settings.older, secrets=secrets, seconds=settings.seconds, repeats=repeats)
        self.newer = Wire(settings.newer, secrets=secrets, seconds=settings.seconds)
        self._authorised = Authorised(tokens, f"dingtalk/{settings.app_key}", self._grant, self._expired)

    def post(self, path: str, told: Mapping[str, Any]) -> Answer:
        """Return what the older host answers."""
        body = orjson.dumps(told)
        return self._authorised.request(
            lambda token: self.older.request("POST", path, params={"access_token": token}, content=body, headers=JSON)
        )

    def request(self, method: str, path: str, told: Mapping[str, Any] | None, params: Mapping[str, str]) -> Answer:
        """Return what the newer host answers."""
        more: dict[str, Any] = {} if told is None else {"content": orjson.dumps(told)}

        def ask(token: str) -> WireAnswer | Failed | Unknown:
            headers = {**JSON, "x-acs-dingtalk-access-token": token}
            return self.newer.request(method, path, params=params, headers=headers, **more)

        return self._authorised.request(ask)

    def refusal(self, answered: WireAnswer, wire: Wire) -> Failed | Unknown:
        """Return what an answer means that is no success."""
        code = told_code(answered)
        if code is None:
            return wire.unreadable(answered)
        return refused(self._codes, code, wire.told(told_reason(answered)))

    def close(self) -> None:
        """Close its connections."""
        self.older.close()
        self.newer.close()

    def _expired(self, answered: WireAnswer) -> bool:
        return answered.status == UNAUTHORISED or meaning(self._codes, told_code(answered) or "").renew

    def _grant(self) -> Granted | Failed | Unknown:
        own = self._settings
        if own.corp_id is None:
            path, fields = "/v1.0/oauth2/accessToken", ("accessToken", "expireIn")
            told = {"appKey": own.app_key, "appSecret": own.app_secret}
        else:
            path, fields = f"/v1.0/oauth2/{quote(own.corp_id, safe='')}/token", ("access_token", "expires_in")
            told = {"client_id": own.app_key, "client_secret": own.app_secret, "grant_type": "client_credentials"}
        answered = self.newer.request("POST", path, content=orjson.dumps(told), headers=JSON)
        if not isinstance(answered, WireAnswer):
            return answered
        got = granted(answered.json() or {}, *fields) if answered.status == 200 else None  # noqa: PLR2004
        return got if got is not None else self.refusal(answered, self.newer)
