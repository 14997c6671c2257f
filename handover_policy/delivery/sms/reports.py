"""Reports: what Aliyun and Tencent tell by themselves of messages that they took, and the answer that each demands.

Nothing in a report is signed: who may tell one is known by the secret in the path it comes to, and what it tells counts
only where it names a message of ours (`key`, else `provider_id`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from handover_policy.delivery.sms.shanghai import local_time
from handover_policy.ports.channels import Receipt, ReceiptState
from handover_policy.texts.texts import texts

MOST_REASON = 300


class ReportUnreadable(ValueError):
    """What came is no report; the vendor is to be told so, and tells it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsReport:
    """What became of one message.

    Args:
        key: of the parcel, where the report carries it.
        provider_id: under which the provider took it: Aliyun's `biz_id`, Tencent's `sid`.
        address: the number, as the vendor writes it.
        state: `delivered`, or `failed` for good.
        code: the carrier's, of a failure.
        reason: in the vendor's words, of a failure.
        at: when it happened.

    """

    key: str | None
    provider_id: str | None
    address: str | None
    state: ReceiptState
    code: str | None = None
    reason: str | None = None
    at: datetime | None = None

    def receipt(self, key: str) -> Receipt:
        """Return it as what became of the parcel of a key."""
        return Receipt(key=key, state=self.state, code=self.code, reason=self.reason, at=self.at)


def aliyun(body: bytes) -> Sequence[SmsReport]:
    """Return what Aliyun reports (`SmsReport`, an array); raises ReportUnreadable."""
    return _reports(body, _of_aliyun)


def tencent(body: bytes) -> Sequence[SmsReport]:
    """Return what Tencent reports (an array); raises ReportUnreadable."""
    return _reports(body, _of_tencent)


def answer_to_aliyun(*, taken: bool = True) -> Mapping[str, Any]:
    """Return what Aliyun wants to hear, with 200; not taken, only a status of 50x makes it tell the same again."""
    return {
        "code": 0 if taken else 1,
        "msg": texts("zh").say(f"deliveries.report.{'taken' if taken else 'unreadable'}"),
    }


def answer_to_tencent(*, taken: bool = True) -> Mapping[str, Any]:
    """Return what Tencent wants to hear; not taken, it tells the same again, twice."""
    return {"result": 0, "errmsg": "OK"} if taken else {"result": 1, "errmsg": "unreadable"}


def _reports(body: bytes, read: Callable[[Mapping[str, Any]], SmsReport | None]) -> Sequence[SmsReport]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ReportUnreadable("no JSON") from None
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise ReportUnreadable("no list of reports")
    found = (read(each) for each in told)
    return tuple(each for each in found if each is not None)


def _of_aliyun(told: Mapping[str, Any]) -> SmsReport | None:
    success = {True: True, "true": True, False: False, "false": False}.get(_hashable(told.get("success")))
    if success is None:
        return None
    return _report(
        key=told.get("out_id"),
        provider_id=told.get("biz_id"),
        address=told.get("phone_number"),
        success=success,
        code=told.get("err_code"),
        reason=told.get("err_msg"),
        at=told.get("report_time"),
    )


def _of_tencent(told: Mapping[str, Any]) -> SmsReport | None:
    success = {"SUCCESS": True, "FAIL": False}.get(str(told.get("report_status")))
    if success is None:  # an answer that somebody sent back, or what nobody knows yet
        return None
    return _report(
        key=told.get("ext"),
        provider_id=told.get("sid"),
        address=told.get("mobile"),
        success=success,
        code=told.get("errmsg"),
        reason=told.get("description"),
        at=told.get("user_receive_time"),
    )


def _report(
    *, key: object, provider_id: object, address: object, success: bool, code: object, reason: object, at: object
) -> SmsReport:
    return SmsReport(
        key=_text(key),
        provider_id=_text(provider_id),
        address=_text(address),
        state="delivered" if success else "failed",
        code=None if success else _text(code),
        reason=None if success else _text(reason),
        at=local_time(at),
    )


def _text(told: object) -> str | None:
    """Return a text in one short line; None where there is none."""
    line = " ".join(told.split())[:MOST_REASON] if isinstance(told, str) else ""
    return line or None


def _hashable(told: object) -> bool | str:
    return told if isinstance(told, bool) else str(told)
