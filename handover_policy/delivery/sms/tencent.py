"""Tencent: text messages by its templates, whose blanks are filled by their order; it tells no repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import orjson

from handover_policy.delivery.answering import answered
from handover_policy.delivery.given import taken
from handover_policy.delivery.sms.filling import TemplateSettings, filled, unknown_template
from handover_policy.delivery.sms.phones import e164
from handover_policy.delivery.sms.shanghai import (
    ASK_AFTER,
    BEFORE,
    DAY,
    NotHeard,
    again_after,
    answer_of,
    moment,
    until_midnight,
)
from handover_policy.delivery.sms.tc3 import Tc3
from handover_policy.delivery.sms.tencent_codes import TENCENT, UNKNOWN
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

KIND = "tencent_sms"
BASE_URL = "https://sms.tencentcloudapi.com"
VERSION, SERVICE, REGION = "2021-01-11", "sms", "ap-guangzhou"
PER_DAY, APART = 10, 30.0
"""Messages to one number that carriers let through; an account begins with 2, which its console raises."""
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TencentSettings:
    """An account of Tencent Cloud, the application, its signature, and its templates (as TemplateSettings has them)."""

    secret_id: str
    secret_key: str = field(repr=False)
    sdk_app_id: str
    sign_name: str
    templates: Mapping[str, str] = field(default_factory=dict)
    link_parameter: str | None = None
    link_else: str | None = None
    lengths: Mapping[str, int] = field(default_factory=dict)
    length: int | None = None
    per_day: int = PER_DAY
    region: str = REGION
    base_url: str = BASE_URL
    seconds: float = ANSWER_SECONDS


class TencentChannel:
    """Text messages of Tencent Cloud; `SessionContext` is the key of the parcel, `SerialNo` the provider's id."""

    kind = KIND
    address_kind: AddressKind | None = "phone"
    tells_repeats = False

    def __init__(self, settings: TencentSettings) -> None:
        """Take the account."""
        self._app = {"SmsSdkAppId": settings.sdk_app_id}
        self.limits: Sequence[Limit] = (
            Limit(most=1, seconds=APART, scope="address"),
            Limit(most=settings.per_day, seconds=DAY, scope="address"),
        )
        self._sign_name = settings.sign_name
        self._region = settings.region
        self._templates = TemplateSettings(
            templates=settings.templates,
            link_parameter=settings.link_parameter,
            link_else=settings.link_else,
            lengths=settings.lengths,
            length=settings.length,
        )
        self._signer = Tc3(
            secret_id=settings.secret_id,
            secret_key=settings.secret_key,
            service=SERVICE,
            host=httpx.URL(settings.base_url).netloc.decode("ascii"),
        )
        self._wire = Wire(settings.base_url, secrets=(settings.secret_key,), seconds=settings.seconds, repeats=False)

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Hand a text message over; what counts is what is said of its number."""
        ready = filled(parcel, self._templates)
        if isinstance(ready, Failed | Unknown):
            return ready
        if not (ready.template.isascii() and ready.template.isdigit()):
            return unknown_template(ready.template)
        told = {
            **self._app,
            "PhoneNumberSet": [ready.number],
            "SignName": self._sign_name,
            "TemplateId": ready.template,
            "TemplateParamSet": [value for _, value in ready.parameters],
            "SessionContext": parcel.key,
        }
        answer = self._asked("SendSms", told, now)
        if isinstance(answer, Failed | Unknown):
            return answer
        status = next(_rows(answer, "SendStatusSet"), None)
        code = None if status is None else status.get("Code")
        if status is None or not isinstance(code, str):
            return Unknown(code="answer-unreadable", reason=self._wire.told(str(answer)))
        if code == "Ok":
            serial = status.get("SerialNo")
            return Accepted(provider_id=serial if isinstance(serial, str) and serial else None, ask_after=ASK_AFTER)
        return self._refused(code, status.get("Message"), now)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        """Ask for what carriers said of each parcel's number; after silence the rest is asked about later.

        The provider shows what was delivered or failed, never what it has not seen: so nothing is ever sent again.
        """
        receipts: list[Receipt] = []
        again: dict[str, float] = {}
        heard = True
        for each in sent:
            receipt, wait = None, again_after((now - each.at).total_seconds())
            try:
                receipt = self._receipt(each, now) if heard else None
            except NotHeard:
                heard = False
            if receipt is not None:
                receipts.append(receipt)
            elif wait is not None:
                again[each.key] = wait
        return Asked(receipts=tuple(receipts), again=again or None)

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _receipt(self, sent: SentParcel, now: datetime) -> Receipt | None:
        number = e164(sent.address)
        if number is None:
            return None
        told = {
            **self._app,
            "PhoneNumber": number,
            "BeginTime": int((sent.at - BEFORE).timestamp()),
            "EndTime": int(now.timestamp()),
            "Offset": 0,
            "Limit": PAGE,
        }
        answer = answer_of(self._asked("PullSmsSendStatusByPhoneNumber", told, now))
        for each in _rows(answer or {}, "PullSmsSendStatusSet"):
            by_id = sent.provider_id is not None and each.get("SerialNo") == sent.provider_id
            if by_id or each.get("SessionContext") == sent.key:
                return _receipt(sent.key, each)
        return None

    def _asked(self, action: str, told: Mapping[str, Any], now: datetime) -> Mapping[str, Any] | Failed | Unknown:
        """Return what Tencent answers, where it is no error."""
        body = orjson.dumps(told)
        headers = {
            **self._signer.headers(body, now),
            "x-tc-action": action,
            "x-tc-version": VERSION,
            "x-tc-region": self._region,
        }
        answer = self._wire.request("POST", "/", content=body, headers=headers)
        if not isinstance(answer, WireAnswer):
            return answer
        said = (answer.json() or {}).get("Response")
        if not isinstance(said, dict):
            return self._wire.unreadable(answer)
        error = said.get("Error")
        if not isinstance(error, dict):
            return said if answer.status // 100 == 2 else self._wire.unreadable(answer)  # noqa: PLR2004
        return self._refused(str(error.get("Code")), error.get("Message"), now)

    def _refused(self, code: str, said: object, now: datetime) -> Failed | Unknown:
        """Return what a code means; one that stands nowhere means what its family does (`AuthFailure.X`)."""
        family = TENCENT.get(code.partition(".")[0], UNKNOWN)
        found = answered(TENCENT, code, self._wire.told(str(said or "")), otherwise=family)
        return until_midnight(found, TENCENT, now)


def make(values: Mapping[str, Any], tokens: Tokens) -> TencentChannel:  # noqa: ARG001 - each request is signed
    """Return the text messages of its settings."""
    return TencentChannel(taken(TencentSettings, values))


def _rows(answer: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    rows = answer.get(name)
    return (each for each in (rows if isinstance(rows, list) else []) if isinstance(each, dict))


def _receipt(key: str, row: Mapping[str, Any]) -> Receipt | None:
    when = moment(row.get("UserReceiveTime"))
    said = row.get("Description")
    reason = said if isinstance(said, str) and said else None
    if row.get("ReportStatus") == "SUCCESS":
        return Receipt(key=key, state="delivered", at=when)
    if row.get("ReportStatus") == "FAIL":
        return Receipt(key=key, state="failed", reason=reason, at=when)
    return None
