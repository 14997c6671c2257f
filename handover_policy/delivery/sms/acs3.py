"""ACS3: Aliyun's signature, version 3: the headers by which its gateway knows who asks, and that all is as sent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcsSigner:
    """Who asks, of which host and version of an interface."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    host: str
    version: str

    def headers(self, action: str, query: str, now: datetime, nonce: str) -> Mapping[str, str]:
        """Return the headers of a POST to `/` without a body."""
        told = {
            "host": self.host,
            "x-acs-action": action,
            "x-acs-content-sha256": NOTHING,
            "x-acs-date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": nonce,
            "x-acs-version": self.version,
        }
        names = ";".join(sorted(told))
        lines = "".join(f"{name}:{told[name]}\n" for name in sorted(told))
        canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{NOTHING}"
        to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self.access_key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        by = f"{ALGORITHM} Credential={self.access_key_id},SignedHeaders={names},Signature={signature}"
        return {**told, "authorization": by}


def query(parameters: Mapping[str, str]) -> str:
    """Return parameters as they are signed and sent: in their order by name, every other character escaped."""
    return "&".join(f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters))
