"""KeyRing: who asks, by key or signature, and how often they may."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Engine

from handover_policy.ledger.envelope import Envelope, EnvelopeUnfit
from handover_policy.ledger.keys import ApiKey, find_key, find_signing
from handover_policy.web.problems import ApiProblem, Flaw, busy

BEARER = "bearer "
KEY_HEADER, ID_HEADER = "x-handover-key", "webhook-id"
TIME_HEADER, SIGNATURE_HEADER = "webhook-timestamp", "webhook-signature"
VERSION = "v1"
TOLERANCE_SECONDS = 300
MOST_SIGNATURES, MOST_DIGITS = 20, 20
FRESH_SECONDS = 0.25
"""How long a key that was found is taken for what it was: a key taken back counts no longer than that."""
MOST_HELD = 1000
CHALLENGE: Mapping[str, str] = MappingProxyType({"www-authenticate": 'Bearer realm="handover"'})


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How many requests a key may make a second, and at once after a pause."""

    each_second: float = 500.0
    at_once: float = 2000.0


@dataclass(slots=True)
class HeldKey:
    """A key that was found lately, with its secret for signatures where that was asked for."""

    key: ApiKey
    until: float
    secret: bytes = b""


@dataclass(slots=True)
class _Bucket:
    """What a key has left."""

    left: float
    at: float


class KeyRing:
    """Finds keys in the database, holds those found lately, and counts how often each is used.

    Keys told are held by their text, secrets for signatures by the id of their key: neither ever stands for the other.
    """

    def __init__(
        self,
        engine: Engine,
        envelope: Envelope,
        companies: Collection[str],
        now: Callable[[], datetime],
        limit: RateLimit,
    ) -> None:
        """Take where keys are kept, the companies they may be of, the clock, and how often a key may be used."""
        self._engine, self._envelope, self._companies = engine, envelope, companies
        self._now, self._limit = now, limit
        self._held: OrderedDict[str, HeldKey] = OrderedDict()
        self._signing: OrderedDict[str, HeldKey] = OrderedDict()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def at_hand(self, headers: Mapping[str, str]) -> ApiKey | None:
        """Return the key of a request without asking the database; None where it has to be asked."""
        held = self._held.get(told_key(headers))
        return held.key if held is not None and held.until > time.monotonic() else None

    def bearer(self, headers: Mapping[str, str]) -> ApiKey:
        """Return the key of a request, asking the database.

        Raises:
            ApiProblem: there is none that counts (401).

        """
        text = told_key(headers)
        key = find_key(self._engine, self._companies, text)
        if key is None:
            raise unauthorized("key-unknown" if text else "key-missing")
        _hold(self._held, text, HeldKey(key, time.monotonic() + FRESH_SECONDS))
        return key

    def signed(self, headers: Mapping[str, str], body: bytes) -> ApiKey:
        """Return the key whose secret signed a body (Standard Webhooks), asking the database.

        Raises:
            ApiProblem: no secret of a key that counts signed it, or not lately (401).

        """
        held = self.announced(headers)
        told = f"{headers.get(ID_HEADER, '')}.{headers[TIME_HEADER]}.".encode("latin-1") + body
        wanted = hmac.digest(held.secret, told, hashlib.sha256)
        if not headers.get(ID_HEADER) or not any(
            hmac.compare_digest(wanted, each) for each in _signatures(headers.get(SIGNATURE_HEADER, ""))
        ):
            raise unauthorized("signature-wrong")
        return held.key

    def announced(self, headers: Mapping[str, str]) -> HeldKey:
        """Return the key that a request says it is signed with, and its secret, before its body is read.

        Raises:
            ApiProblem: it is no key that counts, or was not signed lately (401).

        """
        named = headers.get(KEY_HEADER, "").partition(".")[0]
        held = self._signing.get(named)
        if held is None or held.until <= time.monotonic():
            held = self._found_signing(named)
        moment = headers.get(TIME_HEADER, "")
        if not (moment.isascii() and moment.isdigit() and len(moment) < MOST_DIGITS):
            raise unauthorized("signature-time")
        if abs(self._now().timestamp() - int(moment)) > TOLERANCE_SECONDS:
            raise unauthorized("signature-time")
        return held

    def _found_signing(self, named: str) -> HeldKey:
        try:
            found = find_signing(self._engine, self._envelope, self._companies, named)
        except EnvelopeUnfit:
            raise unauthorized("signature-key") from None
        if found is None:
            raise unauthorized("signature-key")
        key, secret = found
        return _hold(self._signing, named, HeldKey(key, time.monotonic() + FRESH_SECONDS, secret))

    def count(self, key: ApiKey) -> None:
        """Note that a key is used once more.

        Raises:
            ApiProblem: it is used too often (429).

        """
        now = time.monotonic()
        bucket = self._buckets.setdefault(key.id, _Bucket(self._limit.at_once, now))
        bucket.left = min(self._limit.at_once, bucket.left + (now - bucket.at) * self._limit.each_second)
        bucket.at = now
        if bucket.left < 1:
            raise busy("too-many", max(1, round((1 - bucket.left) / self._limit.each_second)))
        bucket.left -= 1


def _hold(held: OrderedDict[str, HeldKey], name: str, found: HeldKey) -> HeldKey:
    """Hold a key that was found, and let go of those held longest."""
    held[name] = found
    while len(held) > MOST_HELD:
        held.popitem(last=False)
    return found


def told_key(headers: Mapping[str, str]) -> str:
    """Return the key that a request tells, empty where it tells none."""
    told = headers.get("authorization", "")
    return told[len(BEARER) :].strip() if told[: len(BEARER)].lower() == BEARER else ""


def told_signature(headers: Mapping[str, str]) -> bool:
    """Return whether a request comes with a signature rather than with a key."""
    return SIGNATURE_HEADER in headers and "authorization" not in headers


def unauthorized(key: str) -> ApiProblem:
    """Return the problem of who has not shown who they are."""
    return ApiProblem("unauthorized", Flaw(key=key), headers=CHALLENGE)


def with_scope(key: ApiKey, scope: str) -> None:
    """Let a key pass that has a scope.

    Raises:
        ApiProblem: it has not (403).

    """
    if not key.may(scope):
        raise ApiProblem("forbidden", Flaw(key="scope", params={"scope": scope}))


def _signatures(told: str) -> list[bytes]:
    """Return the signatures that a header tells, those of other versions left out."""
    found = []
    for each in told.split(" ")[:MOST_SIGNATURES]:
        version, _, written = each.partition(",")
        if version != VERSION:
            continue
        try:
            found.append(base64.b64decode(written, validate=True))
        except (binascii.Error, ValueError):
            continue
    return found
