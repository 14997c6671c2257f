"""DingtalkWork: work notices to one person, and what became of them: read, unread, failed, forbidden."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handover_policy.delivery.addressing import one_person
from handover_policy.delivery.dingtalk.app import NEWER, OLDER, DingtalkApp, DingtalkAppSettings, other_host
from handover_policy.delivery.dingtalk.codes import DINGTALK_WORK
from handover_policy.delivery.dingtalk.reading import told_code
from handover_policy.delivery.given import number, taken
from handover_policy.delivery.reading import object_under
from handover_policy.delivery.wire import ANSWER_SECONDS, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_bytes, fitted
from handover_policy.delivery.wording.left_out import left_out
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    Receipt,
    SentParcel,
    Tokens,
)
from handover_policy.texts.texts import texts

MOST_BYTES, MOST_TITLE_BYTES = 2048, 200
"""Of `msg` as JSON, and of its title; the second is ours, to leave room for the text."""
SEND = "/topapi/message/corpconversation/asyncsend_v2"
RESULT = "/topapi/message/corpconversation/getsendresult"
FIRST_ASKED, DAY = 10.0, 86_400.0
"""Seconds after which the result is first asked for, and for which it can be asked at all."""
ASKED_AGAIN = ((300.0, 60.0), (3_600.0, 600.0), (DAY, 3_600.0))
"""Until a message is so old, its result is asked for again after so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkWorkSettings:
    """The app, its number as the sender of work notices, and the two hosts."""

    app_key: str
    app_secret: str = field(repr=False)
    agent_id: int | str
    corp_id: str | None = None
    base_url: str = OLDER
    api_url: str | None = None
    seconds: float = ANSWER_SECONDS


SETTINGS = DingtalkWorkSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> DingtalkWork:
    """Return the channel of these settings."""
    return DingtalkWork(taken(DingtalkWorkSettings, values), tokens)


class DingtalkWork:
    """The work notices of an app: the same text to the same person arrives once a day, whatever the answer says."""

    kind = "dingtalk_work"
    address_kind: AddressKind = "dingtalk"
    tells_repeats = False
    limits: Sequence[Limit] = (Limit(most=500, seconds=DAY, scope="address"),)

    def __init__(self, settings: DingtalkWorkSettings, tokens: Tokens) -> None:
        """Take the settings, and where tokens are kept."""
        app = DingtalkAppSettings(
            app_key=settings.app_key,
            app_secret=settings.app_secret,
            corp_id=settings.corp_id,
            older=settings.base_url,
            newer=other_host(settings.base_url, OLDER, settings.api_url, NEWER),
            seconds=settings.seconds,
        )
        self._agent = number(settings.agent_id, "agent_id")
        self._app = DingtalkApp(app, DINGTALK_WORK, tokens, repeats=False)

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        """Send a notice; that it was taken is no word that it arrives: `ask` tells."""
        person = one_person(parcel)
        if isinstance(person, Failed):
            return person
        told = _told(parcel)
        if told is None:
            return Failed(code="text-too-long", reason="", lasting=True)
        answered = self._app.post(SEND, {"agent_id": self._agent, "userid_list": person, "msg": told})
        if not isinstance(answered, WireAnswer):
            return answered
        if told_code(answered) != "0":
            return self._app.refusal(answered, self._app.older)
        task = (answered.json() or {}).get("task_id")
        return Accepted(provider_id=None) if task is None else Accepted(provider_id=str(task), ask_after=FIRST_ASKED)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        """Ask what became of notices of the last 24 hours, one by one; the rest later where one is not heard."""
        receipts: list[Receipt] = []
        again: dict[str, float] = {}
        heard = True
        for each in sent:
            if now - each.at >= timedelta(seconds=DAY):
                continue
            heard, receipt = self._result(each) if heard and each.provider_id and each.address else (heard, None)
            receipts += [receipt] if receipt is not None else []
            wait = _wait(each, now)
            if wait is not None and (receipt is None or receipt.state == "delivered"):
                again[each.key] = wait
        return Asked(receipts=receipts, again=again)

    def close(self) -> None:
        """Close its connections."""
        self._app.close()

    def _result(self, sent: SentParcel) -> tuple[bool, Receipt | None]:
        """Return whether DingTalk was heard, and what it says of a notice."""
        task = str(sent.provider_id)
        told = {"agent_id": self._agent, "task_id": int(task) if task.isascii() and task.isdigit() else task}
        answered = self._app.post(RESULT, told)
        if not isinstance(answered, WireAnswer):
            return False, None
        result = object_under(answered, "send_result") if told_code(answered) == "0" else {}
        return True, _receipt(sent, result)


def _wait(sent: SentParcel, now: datetime) -> float | None:
    """Return after how many seconds to ask again; None where the result is kept no longer, or was never to be had."""
    age = (now - sent.at).total_seconds()
    wait = next((seconds for until, seconds in ASKED_AGAIN if age < until), None)
    return wait if wait is not None and sent.provider_id and sent.address and age + wait < DAY else None


def _receipt(sent: SentParcel, result: Mapping[str, Any]) -> Receipt | None:
    def listed(name: str) -> list[Any]:
        found = result.get(name)
        return found if isinstance(found, list) else []

    def among(name: str) -> bool:
        return sent.address in listed(name)

    if among("read_user_id_list"):
        return Receipt(key=sent.key, state="read")
    if among("unread_user_id_list"):
        return Receipt(key=sent.key, state="delivered")
    told = [each for each in listed("forbidden_list") if isinstance(each, dict) and each.get("userid") == sent.address]
    code = next((str(each["code"]) for each in told if each.get("code")), None)
    for name in ("forbidden", "failed", "invalid"):
        code = code or (name if among(f"{name}_user_id_list") else None)
    return None if code is None else Receipt(key=sent.key, state="failed", code=code)


def _told(parcel: Parcel) -> dict[str, Any] | None:
    """Return the notice: a card that opens the link, or Markdown where there is none; None where it does not fit."""
    words, title = texts(parcel.language), cut_to_bytes(parcel.title, MOST_TITLE_BYTES)

    def written(text: str) -> dict[str, Any]:
        if parcel.link is None:
            return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
        card = {"title": title, "markdown": text}
        button = {"single_title": words.say("deliveries.open"), "single_url": parcel.link}
        return {"msgtype": "action_card", "action_card": card | button}

    linked = parcel.link is not None
    text = fitted(parcel.text, lambda tried: _size(written(tried)) <= MOST_BYTES, left_out(parcel, linked=linked))
    return None if text is None else written(text)


def _size(told: Mapping[str, Any]) -> int:
    """Return the bytes of JSON with blanks behind colons and commas, as a server may write it anew."""
    return len(json.dumps(told, ensure_ascii=False).encode())
