"""Sheet, Signature, Objection: the handover confirmation, who signed it and what somebody has against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A party's signature under the sheet."""

    by: str
    at: datetime
    method: str
    opinion: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a party has against a version of the sheet; `day` is the local day on which it was told."""

    version: int
    party: str
    by: str
    at: datetime
    day: date
    reason: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The handover confirmation: its version, the digest of its canonical content, and who signed that content.

    `since` is the local day of the version; `deemed` tells by party the day from which silence counts as a signature;
    `resumed` is the day on which the last party that had objected signed after all. Where the order is strict, `asked`
    is the party whose turn it is, and `asked_on` the day from which it is.
    """

    version: int
    sha256: str
    since: date
    signatures: Mapping[str, Signature] = field(default_factory=lambda: MappingProxyType({}))
    deemed: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    resumed: date | None = None
    asked: str | None = None
    asked_on: date | None = None

    def stands_for(self, party: str) -> bool:
        """Return whether a party has signed, or is taken to have."""
        return party in self.signatures or party in self.deemed
