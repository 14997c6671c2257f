"""AuthorityTold, authorities_told: the authorities that ever issued certificates for a company's signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from handover_policy.app.serving.company import opened_company
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.signing.signers import titles_of
from handover_policy.signing.keys import SigningKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityTold:
    """An authority: its name, the SHA-256 of its certificate, and from when to when it counts."""

    name: str
    fingerprint: str
    since: datetime
    until: datetime


def authorities_told(settings: Settings, company: CompanySettings, *, rotate: bool = False) -> Sequence[AuthorityTold]:
    """Return the authorities of a company, the oldest first; `rotate` makes new keys before that.

    Raises:
        PolicyRefused: the company's policy, which names the company, has errors.
        KeyBroken: a file of keys holds something else.
        OSError: the keys cannot be read or written.

    """
    _, run = opened_company(company)
    keys = SigningKeys.of(settings.data, company.id, titles_of(run.books.zone_owner.manifest))
    if rotate:
        keys.rotate(datetime.now(UTC))
    return [_told(each) for each in keys.authorities()]


def _told(certificate: x509.Certificate) -> AuthorityTold:
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return AuthorityTold(
        name=str(name.value),
        fingerprint=hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
        since=certificate.not_valid_before_utc,
        until=certificate.not_valid_after_utc,
    )
