"""Webhook: events told to a machine of somebody else's, signed, at the very address that was looked at."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import orjson

from handover_policy.delivery.answering import answered
from handover_policy.delivery.given import UnfitValue, taken
from handover_policy.delivery.webhook.codes import REFUSED, WEBHOOK
from handover_policy.delivery.webhook.guard import Address, HostUnknown, Resolve, addresses, private
from handover_policy.delivery.webhook.signing import secret, signed
from handover_policy.delivery.wire import Wire
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    SentParcel,
    Tokens,
    Unknown,
)

KIND = "webhook"
SECONDS = 20.0
"""The specification wants 15 to 30."""
MOST_ADDRESSES = 3
SECRET_PART = 16
"""Characters of a part of the path that may be there to let only us in."""
PORTS = {"http": 80, "https": 443}
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
NOT_REACHED = frozenset({"timeout-connecting", "not-reached", "certificate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HookSettings:
    """Where events are told and how they are signed.

    Args:
        url: https; http only with `allow_private`.
        secret: `whsec_…`.
        older_secrets: that sign as well, while the receiver changes over to a new one.
        allow_private: whether the address may be one of this machine or network.
        ca_file: certificates to trust instead of the system's, for a receiver with a company's own.
        seconds: how long an answer is waited for.

    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    older_secrets: Sequence[str] = field(default=(), repr=False)
    allow_private: bool = False
    ca_file: str | None = None
    seconds: float = SECONDS


class WebhookChannel:
    """A receiver of events; it tells repeats by `webhook-id`, so that silence may be tried again.

    No proxy of the environment is used: what a proxy connects to is not what was looked at here.
    """

    kind = KIND
    address_kind: AddressKind | None = None
    tells_repeats = True
    limits: Sequence[Limit] = ()

    def __init__(
        self,
        settings: HookSettings,
        *,
        resolve: Resolve = socket.getaddrinfo,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Take where and how; `resolve` finds addresses, `transport` carries requests, both others in tests."""
        self._secrets = [secret(settings.secret), *(secret(each, "older_secrets") for each in settings.older_secrets)]
        self._url = _address(settings)
        self._host = self._url.raw_host.decode("ascii").strip("[]")
        self._port = self._url.port or PORTS[self._url.scheme]
        self._open = settings.allow_private
        self._resolve = resolve
        carried = transport or httpx.HTTPTransport(verify=_trusting(settings.ca_file))
        own = (part for part in self._url.path.split("/") if len(part) >= SECRET_PART)
        hidden = (settings.secret, *settings.older_secrets, self._url.query.decode(), *own)
        self._wire = Wire("", secrets=hidden, transport=carried, seconds=settings.seconds)

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Tell an event."""
        body = parcel.text.encode("utf-8", "replace")
        if not _event(body):
            return answered(WEBHOOK, "event-unfit")
        try:
            found = addresses(self._host, self._port, self._resolve)
        except HostUnknown:
            return answered(WEBHOOK, "host-unknown", self._host)
        if not self._open and any(private(each) for each in found):
            return answered(WEBHOOK, "private-address", self._host)
        answer: Answer = answered(WEBHOOK, "host-unknown", self._host)
        for each in found[:MOST_ADDRESSES]:
            answer = self._told(each, body, signed(self._secrets, parcel.key, body, now))
            if not (isinstance(answer, Failed) and answer.code in NOT_REACHED):
                break
        return answer

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - a receiver is not asked
        """Answer with nothing: that the receiver took it is all there is to know."""
        return Asked()

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _told(self, address: Address, body: bytes, signatures: Mapping[str, str]) -> Accepted | Failed | Unknown:
        """Return what the machine at an address says, called by its name: in Host, and in its certificate."""
        answer = self._wire.request(
            "POST",
            str(self._url.copy_with(host=str(address).partition("%")[0])),
            content=body,
            headers={**signatures, "content-type": MEDIA_TYPE, "host": self._url.netloc.decode("ascii")},
            extensions={"sni_hostname": self._host},
        )
        if isinstance(answer, Failed | Unknown):
            return answer
        if answer.status // 100 == 2:  # noqa: PLR2004
            return Accepted(provider_id=None)
        reason = self._wire.told(answer.body.decode("utf-8", "replace"))
        return answered(WEBHOOK, f"http-{answer.status}", reason, otherwise=REFUSED)


def make(values: Mapping[str, Any], tokens: Tokens) -> WebhookChannel:  # noqa: ARG001 - each request is signed
    """Return a receiver of its settings."""
    return WebhookChannel(taken(HookSettings, values))


def _address(settings: HookSettings) -> httpx.URL:
    """Return where to, as it can be called; ValueError for what is no address, or one that would tell in the open."""
    try:
        url = httpx.URL(settings.url)
    except (httpx.InvalidURL, UnicodeError):
        raise UnfitValue("url", "webhook-address-unread") from None
    if url.scheme not in PORTS or not url.host or url.userinfo or url.port == 0:
        raise UnfitValue("url", "webhook-address")
    if url.scheme == "http" and not settings.allow_private:
        raise UnfitValue("url", "webhook-open")
    return url.copy_with(fragment=None)


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise UnfitValue("ca_file", "certificates-unread") from None


def _event(body: bytes) -> bool:
    try:
        return isinstance(orjson.loads(body), dict)
    except orjson.JSONDecodeError:
        return False
