"""FeishuBot: messages to a group through its custom bot, the signature in the body; no repeat is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from handover_policy.delivery.addressing import behind, fit, phone
from handover_policy.delivery.codes import refused
from handover_policy.delivery.feishu.codes import FEISHU_BOT
from handover_policy.delivery.given import taken
from handover_policy.delivery.reading import code_under, words_under
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_bytes, fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.delivery.wording.plain import plain, untagged
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, Limit, Parcel, SentParcel, Tokens

MOST_BYTES, MOST_TITLE_BYTES = 20_000, 300
"""Of a whole request, and of its title; the second is ours."""
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeishuBotSettings:
    """The bot's token and the secret that its requests are signed with."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    base_url: str = "https://open.feishu.cn"
    seconds: float = ANSWER_SECONDS


SETTINGS = FeishuBotSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> FeishuBot:  # noqa: ARG001 - as every kind
    """Return the channel of these settings."""
    return FeishuBot(taken(FeishuBotSettings, values))


class FeishuBot:
    """The bot of one group. It calls the person whom a message is for, and never tells a link that signs in."""

    kind = "feishu_bot"
    address_kind = None
    tells_repeats = False
    limits: Sequence[Limit] = (Limit(most=100, seconds=60), Limit(most=5, seconds=1))

    def __init__(self, settings: FeishuBotSettings) -> None:
        """Take the settings."""
        self._token = behind(settings.token, "/hook/")
        self._secret = settings.secret
        self._wire = Wire(
            settings.base_url, secrets=(self._token, self._secret), seconds=settings.seconds, repeats=False
        )

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Tell the group; `code` says what became of it, whatever the status is."""
        body = self._body(parcel, now)
        if body is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        path = f"/open-apis/bot/v2/hook/{quote(self._token, safe='')}"
        answered = self._wire.request("POST", path, content=body, headers=JSON)
        if not isinstance(answered, WireAnswer):
            return answered
        code = code_under(answered, "code") or code_under(answered, "StatusCode")
        if code is None:
            return self._wire.unreadable(answered)
        if code == "0":
            return Accepted(provider_id=None)
        return refused(FEISHU_BOT, code, self._wire.told(words_under(answered, ("msg", "StatusMessage"))))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: a bot is not told what became of its messages."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()

    def _body(self, parcel: Parcel, now: datetime) -> bytes | None:
        stamp = str(int(now.timestamp()))
        signed = {"timestamp": stamp, "sign": signature(self._secret, stamp)}
        title = untagged(cut_to_bytes(parcel.title, MOST_TITLE_BYTES))
        person = (parcel.address or "").strip()
        known = fit(person) and "@" not in person and phone(person) is None  # a bot calls nobody by mail or number
        mention = f'\n<at user_id="{person}">{untagged(parcel.name)}</at>' if known else ""

        def written(text: str) -> bytes:
            told = {"text": f"{title}\n{text}{mention}"}
            return orjson.dumps({**signed, "msg_type": "text", "content": told})

        rest = left_out(parcel, linked=False)
        text = fitted(plain(parcel, titled=True), lambda tried: len(written(tried)) <= MOST_BYTES, rest)
        return None if text is None else written(text)


def signature(secret: str, stamp: str) -> str:
    """Return the signature of a moment in seconds: of nothing, under a key made of moment and secret."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()
