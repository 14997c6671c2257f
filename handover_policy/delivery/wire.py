"""Wire, wire: requests to a provider over HTTP, with every way to fail as one of the three answers."""

from __future__ import annotations

import email.utils
import os
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from handover_policy.delivery.discretion import keep_addresses_out_of_logs
from handover_policy.ports.channels import Failed, Unknown

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
MOST_ANSWER_BYTES = 1_000_000
MOST_REASON = 300
TRUSTED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEPT_OPEN = httpx.Limits(keepalive_expiry=30.0)
"""For the next message: a sender carries many at once, and a handshake costs more than a request."""
BUSY = frozenset({408, 425, 429, 503})
"""Statuses by which a request was not taken and may go through later (RFC 9110, RFC 6585, RFC 8470)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireAnswer:
    """What a provider answered: its status, its headers and the first megabyte of what it said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Mapping[str, Any] | None:
        """Return what it said as a JSON object; None where it is none."""
        try:
            told = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return told if isinstance(told, dict) else None

    @property
    def wait(self) -> float | None:
        """Seconds after which it wants to be asked again, as `Retry-After` says; None where it says nothing."""
        told = self.headers.get("retry-after", "").strip()
        if told.isascii() and told.isdigit():
            return float(told)
        try:
            at = email.utils.parsedate_to_datetime(told)
        except (ValueError, TypeError):
            return None
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())


@cache
def _trusted(*_: str | None) -> ssl.SSLContext:
    """Return whom the environment says to trust, read once for all channels: that takes longer than many messages."""
    return httpx.create_ssl_context()


class Wire:
    """Requests to one provider: redirects are not followed, proxies of the environment are, secrets are not told."""

    def __init__(
        self,
        base_url: str,
        *,
        secrets: tuple[str, ...] = (),
        transport: httpx.BaseTransport | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Take the provider's address, what of ours must never be told on, and how long an answer is waited for."""
        keep_addresses_out_of_logs()
        self._secrets = tuple(form for each in secrets if each for form in (each, quote(each, safe="")))
        self._seconds = seconds
        self._made = partial(
            httpx.Client,
            base_url=base_url,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            transport=transport,
            limits=KEPT_OPEN,
            verify=_trusted(*map(os.environ.get, TRUSTED_BY)) if transport is None else True,
        )
        try:
            self._free = [self._made()]
        except httpx.InvalidURL as error:
            raise ValueError(f"no address of a server: {base_url}") from error
        self._one = transport is not None
        self._closed = False

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        """Give a client whose connection nobody else uses now: what httpx keeps together it looks at for each request.

        With a transport of its own there is one for all.
        """
        if self._one:
            yield self._free[0]
            return
        try:
            client = self._free.pop()
        except IndexError:
            client = self._made()
        try:
            yield client
        finally:
            self._free.append(client)
            if self._closed:
                self.close()

    def request(self, method: str, path: str, **told: Any) -> WireAnswer | Failed | Unknown:  # noqa: ANN401 - as httpx
        """Return what a provider answers to a request (`params`, `json`, `content`, `headers`), or why nothing came.

        A status that may pass is Failed, for nothing was taken; any other is for the caller to read.
        """
        try:
            with self._client() as client, client.stream(method, path, **told) as answer:
                body = _first(answer, time.monotonic() + self._seconds)
                answered = WireAnswer(status=answer.status_code, headers=dict(answer.headers), body=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            code = "timeout-connecting" if isinstance(error, httpx.TimeoutException) else _connecting(error)
            return Failed(code=code, reason=self.told(repr(error)), lasting=False)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            return Failed(code="request-unfit", reason=self.told(repr(error)), lasting=True)
        except httpx.HTTPError as error:  # the request was on its way: nobody knows whether it was taken
            code = "timeout-answering" if isinstance(error, httpx.TimeoutException) else "line-broken"
            return Unknown(code=code, reason=self.told(repr(error)))
        if answered.status in BUSY:
            reason = self.told(answered.body.decode("utf-8", "replace"))
            return Failed(code=f"http-{answered.status}", reason=reason, lasting=False, wait=answered.wait)
        return answered

    def unreadable(self, answered: WireAnswer) -> Failed | Unknown:
        """Return what an answer means that is not as documented: HTML of a proxy, a redirect, half a body.

        With 2xx or 5xx the request may have been taken, behind whoever answered; with any other status it was not.
        """
        reason = self.told(answered.body.decode("utf-8", "replace") or str(answered.headers.get("location", "")))
        if answered.status // 100 == 2:  # noqa: PLR2004
            return Unknown(code="answer-unreadable", reason=reason)
        if answered.status // 100 == 5:  # noqa: PLR2004
            return Unknown(code=f"http-{answered.status}", reason=reason)
        return Failed(code=f"http-{answered.status}", reason=reason, lasting=True)

    def told(self, reason: str) -> str:
        """Return a reason in one short line, without secrets."""
        for each in self._secrets:
            reason = reason.replace(each, "…")
        line = " ".join(reason.split())
        return line if len(line) <= MOST_REASON else line[: MOST_REASON - 1] + "…"

    def close(self) -> None:
        """Close its connections; one that a request holds is closed when that is over."""
        self._closed = True
        for each in self._free:
            each.close()


def _first(answer: httpx.Response, end: float) -> bytes:
    """Return the first megabyte of what comes before a moment: whoever drips byte by byte holds nobody for long."""
    found = bytearray()
    for each in answer.iter_bytes():
        found += each
        if time.monotonic() > end:
            raise httpx.ReadTimeout("the answer did not end in time", request=answer.request)
        if len(found) > MOST_ANSWER_BYTES:
            break
    return bytes(found[:MOST_ANSWER_BYTES])


def _connecting(error: Exception) -> str:
    return "certificate" if "certificate" in str(error).lower() else "not-reached"
