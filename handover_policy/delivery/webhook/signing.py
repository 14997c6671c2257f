"""Signing: the headers by which a receiver knows who tells an event and that it is whole (Standard Webhooks)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from handover_policy.delivery.given import UnfitValue

MARK = "whsec_"
SHORTEST, LONGEST = 24, 64


def secret(told: str, key: str = "secret") -> bytes:
    """Return a secret as it signs; UnfitValue where it is not `whsec_` and 24 to 64 bytes in base64."""
    try:
        found = base64.b64decode(told.removeprefix(MARK), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not SHORTEST <= len(found) <= LONGEST:
        raise UnfitValue(key, "webhook-secret")
    return found


def signed(secrets: Sequence[bytes], key: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """Return the headers of an attempt: its id is the same at each, its time and signatures are this one's."""
    at = str(int(now.timestamp()))
    signatures = (hmac.new(each, f"{key}.{at}.".encode() + body, hashlib.sha256).digest() for each in secrets)
    return {
        "webhook-id": key,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in signatures),
    }
