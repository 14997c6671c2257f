"""TC3: Tencent Cloud's signature, version 3, over content type, host and body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

ALGORITHM = "TC3-HMAC-SHA256"
MEDIA_TYPE = "application/json; charset=utf-8"
SIGNED = "content-type;host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tc3:
    """Who asks, of which service at which host."""

    secret_id: str
    secret_key: str = field(repr=False)
    service: str
    host: str

    def headers(self, body: bytes, now: datetime) -> Mapping[str, str]:
        """Return the headers of a POST to `/` with a body of JSON."""
        at = int(now.timestamp())
        day = now.astimezone(UTC).strftime("%Y-%m-%d")
        canonical = f"POST\n/\n\ncontent-type:{MEDIA_TYPE}\nhost:{self.host}\n\n{SIGNED}\n{_digest(body)}"
        scope = f"{day}/{self.service}/tc3_request"
        to_sign = f"{ALGORITHM}\n{at}\n{scope}\n{_digest(canonical.encode())}"
        key = f"TC3{self.secret_key}".encode()
        for part in (day, self.service, "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        by = f"{ALGORITHM} Credential={self.secret_id}/{scope}, SignedHeaders={SIGNED}, Signature={signature}"
        return {"authorization": by, "content-type": MEDIA_TYPE, "host": self.host, "x-tc-timestamp": str(at)}


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()
