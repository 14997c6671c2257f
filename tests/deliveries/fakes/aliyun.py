"""Aliyun's gateway for text messages: verifies by the list of signed headers, as the vendor documents it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote
from zoneinfo import ZoneInfo

from tests.deliveries.fakes.gateway import Heard, Said
from tests.deliveries.posted import NOW

KEY_ID, KEY_SECRET = "LTAI5tExample", "aliyun-s3cret-of-tests"
FAR = 15 * 60


@dataclass
class Aliyun:
    """What it took, its records, and what it says instead of OK; `now` is its clock, None for this machine's."""

    now: datetime | None = None
    sent: list[dict[str, str]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    code: str = "OK"
    status: int = 200
    after: Said | None = None
    """Said after a message was taken, instead of the answer."""
    hidden: int = 0
    """Records that are counted and not shown."""

    def say(self, heard: Heard) -> Said:
        refused = self.refusal(heard)
        if refused is not None:
            return said(refused, 403 if refused == "SignatureDoesNotMatch" else 400)
        if self.code != "OK":
            return said(self.code, self.status)
        told = parameters(heard)
        if heard.headers["x-acs-action"] == "QuerySendDetails":
            return self.details(told)
        self.sent.append(told)
        biz_id = f"9006{len(self.sent)}^0"
        self.records.append(
            {
                "OutId": told.get("OutId", ""),
                "PhoneNum": told["PhoneNumbers"],
                "BizId": biz_id,
                "SendStatus": 1,
                "Day": day_of(self.now or datetime.now(UTC)),
            }
        )
        return self.after or Said(
            200, json.dumps({"Code": "OK", "Message": "OK", "BizId": biz_id, "RequestId": "R"}).encode()
        )

    def details(self, told: Mapping[str, str]) -> Said:
        mine = [
            each
            for each in self.records
            if each["PhoneNum"] == told["PhoneNumber"]
            and told.get("BizId") in {None, each["BizId"]}
            and each.get("Day", day_of(NOW)) == told["SendDate"]
        ]
        size, page = int(told["PageSize"]), int(told["CurrentPage"])
        shown = mine[(page - 1) * size : page * size]
        answer = {
            "Code": "OK",
            "Message": "OK",
            "RequestId": "R",
            "TotalCount": str(len(mine) + self.hidden),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown},
        }
        return Said(200, json.dumps(answer).encode())

    def refusal(self, heard: Heard) -> str | None:
        by = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})",
            heard.headers.get("authorization", ""),
        )
        if by is None:
            return "IncompleteSignature"
        if by.group(1) != KEY_ID:
            return "InvalidAccessKeyId.NotFound"
        if heard.headers["x-acs-content-sha256"] != hashlib.sha256(heard.body).hexdigest():
            return "SignatureDoesNotMatch"
        if not hmac.compare_digest(by.group(3), signature(heard, by.group(2), KEY_SECRET)):
            return "SignatureDoesNotMatch"
        needed = {
            "host",
            "x-acs-action",
            "x-acs-version",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-content-sha256",
        }
        if not needed <= set(by.group(2).split(";")) or heard.headers["x-acs-version"] != "2017-05-25":
            return "IncompleteSignature"
        at = datetime.fromisoformat(heard.headers["x-acs-date"])
        if abs((at - (self.now or datetime.now(UTC))).total_seconds()) > FAR:
            return "InvalidTimeStamp.Expired"
        nonce = heard.headers["x-acs-signature-nonce"]
        if nonce in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(nonce)
        return None


def signature(heard: Heard, names: str, secret: str) -> str:
    path, _, asked = heard.target.partition("?")
    pairs = sorted(parse_qsl(asked, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    lines = "".join(f"{name}:{heard.headers[name].strip()}\n" for name in names.split(";"))
    canonical = f"{heard.method}\n{path}\n{query}\n{lines}\n{names}\n{heard.headers['x-acs-content-sha256']}"
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def parameters(heard: Heard) -> dict[str, str]:
    asked = heard.target.partition("?")[2]
    return dict(parse_qsl(asked, keep_blank_values=True)) | dict(parse_qsl(heard.body.decode(), keep_blank_values=True))


def day_of(at: datetime) -> str:
    """Return the day under which what was taken at a time is kept, for ever: asked for another day, it is not there."""
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y%m%d")


def said(code: str, status: int = 200) -> Said:
    return Said(status, json.dumps({"Code": code, "Message": f"about {code}", "RequestId": "R"}).encode())
