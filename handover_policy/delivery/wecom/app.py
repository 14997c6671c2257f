"""WecomApp: messages of an app to one person; a repeat is told by its content, for four hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handover_policy.delivery.addressing import one_person
from handover_policy.delivery.authorised import Authorised, Granted, granted
from handover_policy.delivery.codes import meaning, refused
from handover_policy.delivery.given import number, taken
from handover_policy.delivery.reading import code_under, words_under
from handover_policy.delivery.wecom.codes import WECOM_APP
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_bytes, fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.delivery.wording.plain import plain
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    SentParcel,
    Tokens,
    Unknown,
)
from handover_policy.texts.texts import texts

REPEATS_TOLD = 14_400
"""Seconds for which the same content to the same person is not told again: the longest there is."""
MOST_TEXT_BYTES, MOST_TITLE_BYTES, MOST_CARD_BYTES, MOST_LINK_BYTES = 2048, 128, 512, 2048
NOT_REACHED = ("invaliduser", "unlicenseduser")
"""Lists of people whom a message does not reach although `errcode` is 0."""
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomAppSettings:
    """The company, the app's number and its secret."""

    corp_id: str
    app_secret: str = field(repr=False)
    agent_id: int | str
    base_url: str = "https://qyapi.weixin.qq.com"
    seconds: float = ANSWER_SECONDS


SETTINGS = WecomAppSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> WecomApp:
    """Return the channel of these settings."""
    return WecomApp(taken(WecomAppSettings, values), tokens)


class WecomApp:
    """An app's messages: a card that opens the link where the text is short, else a text with the link in it."""

    kind = "wecom_app"
    address_kind: AddressKind = "wecom"
    tells_repeats = True
    limits: Sequence[Limit] = (
        Limit(most=30, seconds=60, scope="address"),
        Limit(most=1000, seconds=3_600, scope="address"),
    )

    def __init__(self, settings: WecomAppSettings, tokens: Tokens) -> None:
        """Take the settings, and where tokens are kept."""
        self._settings, self._agent = settings, number(settings.agent_id, "agent_id")
        self._wire = Wire(settings.base_url, secrets=(settings.app_secret,), seconds=settings.seconds)
        name = f"wecom/{settings.corp_id}/{self._agent}"
        self._authorised = Authorised(tokens, name, self._grant, _expired)

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        """Send a message. HTTP 200 and `errcode: 0` are no success where the person stands in a list beside it."""
        person = one_person(parcel)
        if isinstance(person, Failed):
            return person
        told = _told(parcel)
        if told is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        whole = {"touser": person, "agentid": self._agent, **told}
        body = orjson.dumps(whole | {"enable_duplicate_check": 1, "duplicate_check_interval": REPEATS_TOLD})
        answered = self._authorised.request(
            lambda token: self._wire.request(
                "POST", "/cgi-bin/message/send", params={"access_token": token}, content=body, headers=JSON
            )
        )
        return answered if not isinstance(answered, WireAnswer) else self._answer(answered)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: WeCom does not tell what became of messages."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()

    def _answer(self, answered: WireAnswer) -> Answer:
        code, told = code_under(answered, "errcode"), answered.json() or {}
        if code is None:
            return self._wire.unreadable(answered)
        if code == "0":
            code = next((name for name in NOT_REACHED if told.get(name)), code)
        if code == "0":
            message = told.get("msgid")
            return Accepted(provider_id=None if message is None else str(message))
        names = (code,) if code in NOT_REACHED else ("errmsg",)
        return refused(WECOM_APP, code, self._wire.told(words_under(answered, names)))

    def _grant(self) -> Granted | Failed | Unknown:
        own = self._settings
        params = {"corpid": own.corp_id, "corpsecret": own.app_secret}
        answered = self._wire.request("GET", "/cgi-bin/gettoken", params=params)
        if not isinstance(answered, WireAnswer):
            return answered
        code = code_under(answered, "errcode")
        got = granted(answered.json() or {}, "access_token", "expires_in") if code == "0" else None
        if got is not None:
            return got
        if code is None or code == "0":
            return self._wire.unreadable(answered)
        return refused(WECOM_APP, code, self._wire.told(words_under(answered, ("errmsg",))))


def _expired(answered: WireAnswer) -> bool:
    return meaning(WECOM_APP, code_under(answered, "errcode") or "").renew


def _told(parcel: Parcel) -> dict[str, Any] | None:
    if parcel.link is None:
        return _text(parcel, "")
    if len(parcel.link.encode()) > MOST_LINK_BYTES:
        return None
    words = texts(parcel.language).say("deliveries.open")
    described = plain(parcel, titled=True)
    if 0 < len(described.encode()) <= MOST_CARD_BYTES:
        title = cut_to_bytes(parcel.title, MOST_TITLE_BYTES)
        card = {"title": title, "description": described, "url": parcel.link, "btntxt": words}
        return {"msgtype": "textcard", "textcard": card}
    address = parcel.link.replace('"', "%22")
    return _text(parcel, f'\n\n<a href="{address}">{words}</a>')


def _text(parcel: Parcel, ending: str) -> dict[str, Any] | None:
    room = MOST_TEXT_BYTES - len(ending.encode())
    rest = left_out(parcel, linked=bool(ending))
    text = fitted(plain(parcel, titled=False), lambda tried: len(tried.encode()) <= room, rest)
    return None if text is None else {"msgtype": "text", "text": {"content": text + ending}}
