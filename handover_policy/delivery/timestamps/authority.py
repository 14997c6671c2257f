"""ask_authority: a time-stamp authority (RFC 3161, section 3.4) asked over HTTP."""

from __future__ import annotations

import httpx

from handover_policy.delivery.wire import Wire, WireAnswer

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
SECONDS = 10.0
OK = 200


class AuthorityFailed(RuntimeError):
    """An authority that was not reached, or did not answer with a time stamp."""


def ask_authority(url: str, request: bytes, transport: httpx.BaseTransport | None = None) -> bytes:
    """Return what an authority answers to a request; whether it stamps what was asked is for the caller to read.

    Raises:
        AuthorityFailed: nothing came, or something else.

    """
    try:
        wire = Wire(url, transport=transport, seconds=SECONDS)
    except ValueError as error:
        raise AuthorityFailed(str(error)) from error
    try:
        answered = wire.request("POST", "", content=request, headers={"content-type": QUERY, "accept": REPLY})
    finally:
        wire.close()
    if not isinstance(answered, WireAnswer):
        raise AuthorityFailed(f"{answered.code}: {answered.reason}")
    if answered.status != OK or answered.headers.get("content-type", "").partition(";")[0].strip() != REPLY:
        raise AuthorityFailed(f"http-{answered.status}")
    return answered.body
