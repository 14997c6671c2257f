"""DingtalkRobot: messages to a group through its robot, signed; a repeat is told by `msgUuid`."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handover_policy.delivery.addressing import behind, called
from handover_policy.delivery.codes import refused
from handover_policy.delivery.dingtalk.codes import DINGTALK_ROBOT
from handover_policy.delivery.dingtalk.reading import told_code, told_reason
from handover_policy.delivery.given import taken
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_bytes, fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, Limit, Parcel, SentParcel, Tokens

MOST_BYTES, MOST_TITLE_BYTES = 20_000, 200
"""Of a whole request and of its title; no source that we read names them for this robot."""
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkRobotSettings:
    """Where the robot is, its token and the secret that its requests are signed with."""

    access_token: str = field(repr=False)
    secret: str = field(repr=False)
    base_url: str = "https://oapi.dingtalk.com"
    seconds: float = ANSWER_SECONDS


SETTINGS = DingtalkRobotSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> DingtalkRobot:  # noqa: ARG001 - as every kind
    """Return the channel of these settings."""
    return DingtalkRobot(taken(DingtalkRobotSettings, values))


class DingtalkRobot:
    """The robot of one group. It calls the person whom a message is for, and never tells a link that signs in."""

    kind = "dingtalk_robot"
    address_kind = None
    tells_repeats = True
    limits: Sequence[Limit] = (Limit(most=20, seconds=60),)

    def __init__(self, settings: DingtalkRobotSettings) -> None:
        """Take the settings."""
        self._token = behind(settings.access_token, "access_token=")
        self._secret = settings.secret
        self._wire = Wire(settings.base_url, secrets=(self._token, self._secret), seconds=settings.seconds)

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Tell the group; its answer is always HTTP 200, and `errcode` says what became of it."""
        body = _body(parcel)
        if body is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        stamp = str(int(now.timestamp() * 1000))
        told = {"access_token": self._token, "timestamp": stamp, "sign": signature(self._secret, stamp)}
        answered = self._wire.request("POST", "/robot/send", params=told, content=body, headers=JSON)
        if not isinstance(answered, WireAnswer):
            return answered
        code = told_code(answered)
        if code is None:
            return self._wire.unreadable(answered)
        if code == "0":
            return Accepted(provider_id=None)
        return refused(DINGTALK_ROBOT, code, self._wire.told(told_reason(answered)))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: a robot is not told what became of its messages."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()


def signature(secret: str, stamp: str) -> str:
    """Return the signature of a moment in milliseconds, not yet percent-encoded."""
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _body(parcel: Parcel) -> bytes | None:
    number, person = called(parcel.address)
    mention = f"\n\n@{number or person}" if number or person else ""
    at = {
        "atMobiles": [number] if number else [],
        "atUserIds": [person] if person else [],
        "isAtAll": False,
    }
    title = cut_to_bytes(parcel.title, MOST_TITLE_BYTES)

    def written(text: str) -> bytes:
        markdown = {"title": title, "text": text + mention}
        return orjson.dumps({"msgtype": "markdown", "markdown": markdown, "at": at, "msgUuid": parcel.key})

    text = fitted(parcel.text, lambda tried: len(written(tried)) <= MOST_BYTES, left_out(parcel, linked=False))
    return None if text is None else written(text)
