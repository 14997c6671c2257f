"""Wire, wire: requests to a provider over HTTP, with every way to fail as one of the three answers."""

from __future__ import annotations

import email.utils
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import orjson

from handover_policy.delivery.discretion import keep_addresses_out_of_logs
from handover_policy.delivery.network.patience import Patience
from handover_policy.delivery.wording.cleaned import forms, one_line, without
from handover_policy.ports.channels import Failed, Unknown

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
MOST_ANSWER_BYTES = 1_000_000
MOST_TOLD = 2_000
"""Characters of a reason here; what is kept is shorter, cut where nothing that is hidden can be cut in two."""
TRUSTED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEPT_OPEN = httpx.Limits(keepalive_expiry=30.0)
"""For the next message: a sender carries many at once, and a handshake costs more than a request."""
LONGEST_WAIT = 6 * 3600.0
"""Seconds that a provider can put us off by `Retry-After`."""
SHORTEST_HIDDEN = 8
"""Characters of a secret that is taken out of a whole answer: a shorter one might stand in any word of it."""
BUSY = frozenset({408, 425, 429})
"""Statuses by which a request was not taken and may go through later (RFC 9110, RFC 6585, RFC 8470)."""
UNAVAILABLE = 503
"""Gateways say it of requests that went on behind them, too: that nothing was taken, only a vendor's own code says."""
PLAIN = frozenset({"", "identity"})


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
            return min(float(told), LONGEST_WAIT)
        try:
            at = email.utils.parsedate_to_datetime(told)
            at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
            wait = (at - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
        return min(max(0.0, wait), LONGEST_WAIT)


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
        repeats: bool = True,
    ) -> None:
        """Take the provider's address.

        Args:
            base_url: of the provider.
            secrets: what of ours must never be told on.
            transport: carries requests, where that is not the network as it is.
            seconds: how long an exchange may take, from when the request is begun.
            repeats: whether a repeat does no harm; where one would, no connection is kept, which the server may close
                at that moment, and 503 says nothing.

        """
        keep_addresses_out_of_logs()
        self._secrets = forms(secrets)
        self._hidden = [(each.encode(), "…".encode()) for each in self._secrets if len(each) >= SHORTEST_HIDDEN]
        self._repeats, self._patience = repeats, Patience(seconds)
        self._made = partial(
            httpx.Client,
            base_url=base_url,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            transport=transport,
            limits=KEPT_OPEN,
            verify=_trusted(*map(os.environ.get, TRUSTED_BY)) if transport is None else True,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"accept-encoding": "identity"} | ({} if repeats else {"connection": "close"}),
        )
        try:
            self._free = [self._patience.held(self._made())]
        except httpx.InvalidURL as error:
            raise ValueError(f"no address of a server: {base_url}") from error
        self._one, self._closed = transport is not None, False

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
            client = self._patience.held(self._made())
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
        self._patience.begin()
        try:
            with self._client() as client, client.stream(method, path, **told) as answer:
                body = self._without_secrets(_first(answer))
                answered = WireAnswer(status=answer.status_code, headers=dict(answer.headers), body=body)
        except NOT_SENT as error:
            code = "timeout-connecting" if isinstance(error, httpx.TimeoutException) else _connecting(error)
            return Failed(code=code, reason=self.told(repr(error)), lasting=False)
        except (httpx.LocalProtocolError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            lasting = not isinstance(error, httpx.LocalProtocolError)  # whose words quote what we wrote
            return Failed(code="request-unfit", reason=type(error).__name__, lasting=lasting)
        except httpx.HTTPError as error:  # the request was on its way: nobody knows whether it was taken
            code = "timeout-answering" if isinstance(error, httpx.TimeoutException) else "line-broken"
            return Unknown(code=code, reason=self.told(repr(error)))
        if answered.status in BUSY or (answered.status == UNAVAILABLE and self._repeats):
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
        """Return a reason in one line, without secrets."""
        return one_line(without(reason, self._secrets), MOST_TOLD)

    def close(self) -> None:
        """Close its connections; one that a request holds is closed when that is over."""
        self._closed = True
        for each in self._free:
            each.close()

    def _without_secrets(self, body: bytes) -> bytes:
        for each, instead in self._hidden:
            body = body.replace(each, instead)
        return body


NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""What goes wrong before anything is sent; a proxy that lets nobody through is among it."""


def _first(answer: httpx.Response) -> bytes:
    """Return the first megabyte of an answer, which was asked for as it is.

    One that is packed all the same is not unpacked: a few bytes of it can become as many as the machine has not.
    """
    coding = answer.headers.get("content-encoding", "").strip().lower()
    if coding not in PLAIN:
        return f"content-encoding: {coding}".encode()
    found = bytearray()
    for each in answer.iter_bytes():
        found += each
        if len(found) > MOST_ANSWER_BYTES:
            break
    return bytes(found[:MOST_ANSWER_BYTES])


def _connecting(error: Exception) -> str:
    return "certificate" if "certificate" in str(error).lower() else "not-reached"
