"""FeishuApp: messages of an app to one person; a repeat is told by `uuid`, for an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handover_policy.delivery.addressing import one_person
from handover_policy.delivery.authorised import Authorised, Granted, granted
from handover_policy.delivery.codes import meaning, refused
from handover_policy.delivery.feishu.codes import FEISHU_APP
from handover_policy.delivery.given import taken
from handover_policy.delivery.reading import code_under, object_under, words_under
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_bytes, fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.delivery.wording.plain import untagged
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

MOST_BYTES, MOST_TITLE_BYTES = 30_000, 300
"""Of a whole request with a card, and of its title; the second is ours."""
ID_TYPES = {"ou_": "open_id", "on_": "union_id"}
"""What an id is, by how it begins; any other is the company's own `user_id`."""
GRANT = "/open-apis/auth/v3/tenant_access_token/internal"
SEND = "/open-apis/im/v1/messages"
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeishuAppSettings:
    """The app's id and its secret."""

    app_id: str
    app_secret: str = field(repr=False)
    base_url: str = "https://open.feishu.cn"
    seconds: float = ANSWER_SECONDS


SETTINGS = FeishuAppSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> FeishuApp:
    """Return the channel of these settings."""
    return FeishuApp(taken(FeishuAppSettings, values), tokens)


class FeishuApp:
    """An app's messages: cards with a button that opens the link."""

    kind = "feishu_app"
    address_kind: AddressKind = "feishu"
    tells_repeats = True
    limits: Sequence[Limit] = (
        Limit(most=1000, seconds=60),
        Limit(most=50, seconds=1),
        Limit(most=5, seconds=1, scope="address"),
    )

    def __init__(self, settings: FeishuAppSettings, tokens: Tokens) -> None:
        """Take the settings, and where tokens are kept."""
        self._settings = settings
        self._wire = Wire(settings.base_url, secrets=(settings.app_secret,), seconds=settings.seconds)
        self._authorised = Authorised(tokens, f"feishu/{settings.app_id}", self._grant, _expired)

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        """Send a message; a refusal comes with 200 or with 4xx, and `code` says which."""
        person = one_person(parcel)
        if isinstance(person, Failed):
            return person
        body = _body(parcel, person)
        if body is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        params = {"receive_id_type": ID_TYPES.get(person[:3], "email" if "@" in person else "user_id")}

        def ask(token: str) -> WireAnswer | Failed | Unknown:
            headers = {**JSON, "authorization": f"Bearer {token}"}
            return self._wire.request("POST", SEND, params=params, content=body, headers=headers)

        answered = self._authorised.request(ask)
        if not isinstance(answered, WireAnswer):
            return answered
        if code_under(answered, "code") != "0":
            return self._refusal(answered)
        message = object_under(answered, "data").get("message_id")
        return Accepted(provider_id=None if message is None else str(message))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: what became of a message is not asked for."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()

    def _refusal(self, answered: WireAnswer) -> Failed | Unknown:
        code = code_under(answered, "code")
        if code is None or code == "0":
            return self._wire.unreadable(answered)
        reason = self._wire.told(words_under(answered, ("msg",)))
        return refused(FEISHU_APP, code, reason)

    def _grant(self) -> Granted | Failed | Unknown:
        told = {"app_id": self._settings.app_id, "app_secret": self._settings.app_secret}
        answered = self._wire.request("POST", GRANT, content=orjson.dumps(told), headers=JSON)
        if not isinstance(answered, WireAnswer):
            return answered
        fields = ("tenant_access_token", "expire")
        got = granted(answered.json() or {}, *fields) if code_under(answered, "code") == "0" else None
        return got if got is not None else self._refusal(answered)


def _expired(answered: WireAnswer) -> bool:
    return meaning(FEISHU_APP, code_under(answered, "code") or "").renew


def _body(parcel: Parcel, person: str) -> bytes | None:
    words, title = texts(parcel.language), cut_to_bytes(parcel.title, MOST_TITLE_BYTES)
    button = {"tag": "button", "type": "primary", "text": _label(words.say("deliveries.open")), "url": parcel.link}
    ending = [{"tag": "action", "actions": [button]}] if parcel.link is not None else []

    def written(text: str) -> bytes:
        card = {
            "config": {"wide_screen_mode": True},
            "header": {"title": _label(title)},
            "elements": [{"tag": "markdown", "content": text}, *ending],
        }
        content = orjson.dumps(card).decode()
        whole = {"receive_id": person, "msg_type": "interactive", "content": content, "uuid": parcel.key}
        return orjson.dumps(whole)

    rest = left_out(parcel, linked=parcel.link is not None)
    text = fitted(untagged(parcel.text), lambda tried: len(written(tried)) <= MOST_BYTES, rest)
    return None if text is None else written(text)


def _label(content: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": content}
