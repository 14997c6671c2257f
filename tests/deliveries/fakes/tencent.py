"""Tencent Cloud's gateway for text messages: verifies by the list of signed headers, as the vendor documents it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.deliveries.fakes.gateway import Heard, Said

SECRET_ID, SECRET_KEY = "AKIDexample", "tencent-s3cret-of-tests"
FAR = 5 * 60


@dataclass
class Tencent:
    """What it took, what carriers reported, and what it says of a number instead of Ok; `now` is its clock."""

    now: datetime | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    code: str = "Ok"
    after: Said | None = None

    def say(self, heard: Heard) -> Said:
        error = self.refusal(heard) or self.error
        if error is not None:
            return response({"Error": {"Code": error, "Message": f"about {error}"}})
        told = json.loads(heard.body)
        if heard.headers["x-tc-action"] == "PullSmsSendStatusByPhoneNumber":
            self.asked.append(told)
            mine = [each for each in self.reports if each["PhoneNumber"] == told["PhoneNumber"]]
            return response({"PullSmsSendStatusSet": mine})
        self.sent.append(told)
        serial = "" if self.code != "Ok" else f"5000:{len(self.sent)}"
        status = {
            "SerialNo": serial,
            "PhoneNumber": told["PhoneNumberSet"][0],
            "Fee": 1,
            "SessionContext": told.get("SessionContext", ""),
            "Code": self.code,
            "Message": f"about {self.code}",
            "IsoCode": "CN",
        }
        return self.after or response({"SendStatusSet": [status]})

    def refusal(self, heard: Heard) -> str | None:
        by = re.fullmatch(
            r"TC3-HMAC-SHA256 Credential=([^/]+)/([^/]+)/sms/tc3_request, "
            r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
            heard.headers.get("authorization", ""),
        )
        if by is None:
            return "AuthFailure.InvalidAuthorization"
        if by.group(1) != SECRET_ID:
            return "AuthFailure.SecretIdNotFound"
        at = datetime.fromtimestamp(int(heard.headers["x-tc-timestamp"]), UTC)
        if by.group(2) != at.strftime("%Y-%m-%d") or not {"content-type", "host"} <= set(by.group(3).split(";")):
            return "AuthFailure.InvalidAuthorization"
        if not hmac.compare_digest(by.group(4), signature(heard, by.group(3), by.group(2), SECRET_KEY)):
            return "AuthFailure.SignatureFailure"
        if abs((at - (self.now or datetime.now(UTC))).total_seconds()) > FAR:
            return "AuthFailure.SignatureExpire"
        return None if heard.headers.get("x-tc-version") == "2021-01-11" else "NoSuchVersion"


def signature(heard: Heard, names: str, day: str, secret: str) -> str:
    path, _, asked = heard.target.partition("?")
    lines = "".join(f"{name}:{heard.headers[name].strip().lower()}\n" for name in names.split(";"))
    canonical = f"{heard.method}\n{path}\n{asked}\n{lines}\n{names}\n{hashlib.sha256(heard.body).hexdigest()}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{heard.headers['x-tc-timestamp']}\n{day}/sms/tc3_request\n{digest}"
    key = ("TC3" + secret).encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def response(told: Mapping[str, Any]) -> Said:
    return Said(200, json.dumps({"Response": {**told, "RequestId": "R"}}, ensure_ascii=False).encode())
