"""Aliyun: text messages by its templates; it tells no repeats, so that after silence it is asked first."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson

from handover_policy.delivery.answering import TRIED_AGAIN, answered
from handover_policy.delivery.given import taken
from handover_policy.delivery.sms.acs3 import AcsSigner, query
from handover_policy.delivery.sms.aliyun_codes import ALIYUN, UNKNOWN
from handover_policy.delivery.sms.filling import TemplateSettings, filled, unknown_template
from handover_policy.delivery.sms.phones import e164, national
from handover_policy.delivery.sms.shanghai import (
    ASK_AFTER,
    DAY,
    NotHeard,
    again_after,
    answer_of,
    days_of,
    local_time,
    number,
    until_midnight,
)
from handover_policy.delivery.wire import ANSWER_SECONDS, Wire, WireAnswer
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
    Unknown,
)

KIND = "aliyun_sms"
BASE_URL = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
TEMPLATE = re.compile(r"SMS_\d+", re.ASCII)
MOST_CHARACTERS = 35
"""Of a blank in a template of the kind notice, unless the settings say otherwise."""
PER_DAY = 50
"""Messages of one signature and template to one number; a company can change it in Aliyun's console."""
PAGE, MOST_PAGES = 50, 20
UNSEEN = timedelta(minutes=10)
"""A message of which the provider shows nothing after so long was never taken: records come late."""
FAILED, DELIVERED = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AliyunSettings:
    """An account of Aliyun, its signature, and its templates (as TemplateSettings has them)."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    sign_name: str
    templates: Mapping[str, str] = field(default_factory=dict)
    link_parameter: str | None = None
    link_else: str | None = None
    lengths: Mapping[str, int] = field(default_factory=dict)
    length: int | None = MOST_CHARACTERS
    per_day: int = PER_DAY
    base_url: str = BASE_URL
    seconds: float = ANSWER_SECONDS


class AliyunChannel:
    """Text messages of Aliyun; `OutId` is the key of the parcel, by which records and reports name it again."""

    kind = KIND
    address_kind: AddressKind | None = "phone"
    tells_repeats = False

    def __init__(self, settings: AliyunSettings) -> None:
        """Take the account."""
        self.limits: Sequence[Limit] = (Limit(most=settings.per_day, seconds=DAY, scope="address"),)
        self._sign_name = settings.sign_name
        self._templates = TemplateSettings(
            templates=settings.templates,
            link_parameter=settings.link_parameter,
            link_else=settings.link_else,
            lengths=settings.lengths,
            length=settings.length,
        )
        self._signer = AcsSigner(
            access_key_id=settings.access_key_id,
            access_key_secret=settings.access_key_secret,
            host=httpx.URL(settings.base_url).netloc.decode("ascii"),
            version=VERSION,
        )
        self._wire = Wire(
            settings.base_url, secrets=(settings.access_key_secret,), seconds=settings.seconds, repeats=False
        )

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Hand a text message over."""
        ready = filled(parcel, self._templates)
        if isinstance(ready, Failed | Unknown):
            return ready
        if not TEMPLATE.fullmatch(ready.template):
            return unknown_template(ready.template)
        told = {
            "PhoneNumbers": national(ready.number),
            "SignName": self._sign_name,
            "TemplateCode": ready.template,
            "TemplateParam": orjson.dumps(dict(ready.parameters)).decode(),
            "OutId": parcel.key,
        }
        answer = self._asked("SendSms", told, now)
        if isinstance(answer, Failed | Unknown):
            return answer
        return Accepted(provider_id=_text(answer.get("BizId")), ask_after=ASK_AFTER)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        """Ask for the records of each parcel's number on its day and the day before; the rest later after silence."""
        receipts: list[Receipt] = []
        again: dict[str, float] = {}
        unsent: list[str] = []
        heard = True
        for each in sent:
            found, whole = None, False
            try:
                found, whole = self._record(each, now) if heard else (None, False)
            except NotHeard:
                heard = False
            receipt = None if found is None else _receipt(each.key, found)
            wait = again_after((now - each.at).total_seconds())
            if receipt is not None:
                receipts.append(receipt)
            elif found is None and whole and each.provider_id is None and now - each.at >= UNSEEN:
                unsent.append(each.key)
            elif wait is not None:
                again[each.key] = wait
        return Asked(receipts=tuple(receipts), again=again or None, unsent=tuple(unsent))

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _record(self, sent: SentParcel, now: datetime) -> tuple[Mapping[str, Any] | None, bool]:
        """Return the newest record of a parcel, and whether all records there are were shown; raises NotHeard."""
        phone, whole = e164(sent.address), True
        if phone is None:
            return None, False
        for day in days_of(sent.at, UNSEEN):
            newest = None
            for page in self._pages(national(phone), day, sent.provider_id, now):
                if page is None:
                    whole = False
                    continue
                mine = [each for each in page if each.get("OutId") == sent.key]
                newest = mine[-1] if mine else newest
            if newest is not None:
                return newest, whole
        return None, whole

    def _pages(
        self, phone: str, day: str, biz_id: str | None, now: datetime
    ) -> Iterator[Sequence[Mapping[str, Any]] | None]:
        """Yield the records of a number on a day, page by page; None where they cannot be had, or not all of them.

        How many there are has to be told: a page without it may be the first of many.
        """
        told = {"PhoneNumber": phone, "SendDate": day, "PageSize": str(PAGE)} | ({"BizId": biz_id} if biz_id else {})
        seen = 0
        for place in range(1, MOST_PAGES + 1):
            answer = answer_of(self._asked("QuerySendDetails", {**told, "CurrentPage": str(place)}, now))
            page = None if answer is None else _records(answer)
            if answer is None or page is None:
                break
            yield page
            seen += len(page)
            total = number(answer.get("TotalCount"))
            if total is not None and seen >= total:
                return
            if not page or total is None:
                break
        yield None

    def _asked(self, action: str, told: Mapping[str, str], now: datetime) -> Mapping[str, Any] | Failed | Unknown:
        """Return what Aliyun answers where it says OK."""
        asked = query(told)
        headers = self._signer.headers(action, asked, now, secrets.token_hex(16))
        answer = self._wire.request("POST", f"/?{asked}", headers={**headers, "accept": "application/json"})
        if not isinstance(answer, WireAnswer):
            return answer
        said = answer.json()
        code = _text((said or {}).get("Code"))
        if said is None or code is None:
            return self._wire.unreadable(answer)
        if code == "OK" and answer.status // 100 == 2:  # noqa: PLR2004
            return said
        refused_at_the_door = answer.status // 100 == 4  # noqa: PLR2004
        reason = self._wire.told(str(said.get("Message") or ""))
        found = answered(ALIYUN, code, reason, otherwise=TRIED_AGAIN if refused_at_the_door else UNKNOWN)
        return until_midnight(found, ALIYUN, now)


def make(values: Mapping[str, Any], tokens: Tokens) -> AliyunChannel:  # noqa: ARG001 - each request is signed
    """Return the text messages of its settings."""
    return AliyunChannel(taken(AliyunSettings, values))


def _records(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    held = answer.get("SmsSendDetailDTOs")
    found = held.get("SmsSendDetailDTO") if isinstance(held, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else None


def _receipt(key: str, record: Mapping[str, Any]) -> Receipt | None:
    """Return what became of a message as its record has it; None while it is on its way."""
    status, at = number(record.get("SendStatus")), local_time(record.get("ReceiveDate"))
    if status == DELIVERED:
        return Receipt(key=key, state="delivered", at=at)
    return Receipt(key=key, state="failed", code=_text(record.get("ErrCode")), at=at) if status == FAILED else None


def _text(told: object) -> str | None:
    return told if isinstance(told, str) and told else None
