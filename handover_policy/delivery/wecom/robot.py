"""WecomRobot: messages to a group through its robot; the address alone is the secret, and no repeat is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handover_policy.delivery.addressing import behind, called
from handover_policy.delivery.codes import refused
from handover_policy.delivery.given import taken
from handover_policy.delivery.reading import code_under, words_under
from handover_policy.delivery.wecom.codes import WECOM_ROBOT
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
from handover_policy.delivery.wording.fitting import fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.delivery.wording.plain import plain
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, Limit, Parcel, SentParcel, Tokens

MOST_BYTES = 2048
"""Of the text."""
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomRobotSettings:
    """The robot's key."""

    key: str = field(repr=False)
    base_url: str = "https://qyapi.weixin.qq.com"
    seconds: float = ANSWER_SECONDS


SETTINGS = WecomRobotSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> WecomRobot:  # noqa: ARG001 - as every kind
    """Return the channel of these settings."""
    return WecomRobot(taken(WecomRobotSettings, values))


class WecomRobot:
    """The robot of one group. It calls the person whom a message is for, and never tells a link that signs in."""

    kind = "wecom_robot"
    address_kind = None
    tells_repeats = False
    limits: Sequence[Limit] = (Limit(most=20, seconds=60),)

    def __init__(self, settings: WecomRobotSettings) -> None:
        """Take the settings."""
        self._key = behind(settings.key, "key=")
        self._wire = Wire(settings.base_url, secrets=(self._key,), seconds=settings.seconds, repeats=False)

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        """Tell the group; its answer is HTTP 200, and `errcode` says what became of it."""
        rest = left_out(parcel, linked=False)
        text = fitted(plain(parcel, titled=False), lambda tried: len(tried.encode()) <= MOST_BYTES, rest)
        if text is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        number, person = called(parcel.address)
        told: dict[str, Any] = {"content": text}
        told |= {"mentioned_mobile_list": [number]} if number else {}
        told |= {"mentioned_list": [person]} if person else {}
        body = orjson.dumps({"msgtype": "text", "text": told})
        answered = self._wire.request(
            "POST", "/cgi-bin/webhook/send", params={"key": self._key}, content=body, headers=JSON
        )
        if not isinstance(answered, WireAnswer):
            return answered
        code = code_under(answered, "errcode")
        if code is None:
            return self._wire.unreadable(answered)
        if code == "0":
            return Accepted(provider_id=None)
        return refused(WECOM_ROBOT, code, self._wire.told(words_under(answered, ("errmsg",))))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: a robot is not told what became of its messages."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()
