"""Stamp: when a time-stamp authority (RFC 3161) saw a text, as its answer says, and whether that answer counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)


class StampUnfit(ValueError):
    """An answer of a time-stamp authority that stamps nothing, or something else."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an authority saw a text, and whether one of the certificates that somebody trusts vouches for it."""

    at: datetime
    trusted: bool


def stamp_request(text: bytes) -> bytes:
    """Return what an authority is asked; the same text asks the same, without a number drawn."""
    asked = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256)
    return asked.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()


def read_stamp(answer: bytes, text: bytes, roots: Sequence[Certificate] = ()) -> Stamp:
    """Return what an answer says of a text.

    Args:
        answer: of the authority.
        text: that it was asked about.
        roots: certificates that are trusted to issue those of authorities; without any nobody vouches for it.

    Raises:
        StampUnfit: it stamps nothing, something else, or is signed by nobody whom these certificates vouch for.

    """
    try:
        found = decode_timestamp_response(answer)
        granted = PKIStatus(found.status) is PKIStatus.GRANTED
        if not granted or found.tst_info.message_imprint.message != hashlib.sha256(text).digest():
            raise StampUnfit("it stamps another text, or none")
        if roots:
            VerifierBuilder(roots=list(roots)).build().verify_message(found, text)
        at = found.tst_info.gen_time
    except (ValueError, VerificationError) as error:
        raise StampUnfit(str(error)) from None
    return Stamp(at if at.tzinfo is not None else at.replace(tzinfo=UTC), trusted=bool(roots))


def certificates(pem: bytes) -> tuple[Certificate, ...]:
    """Return the certificates of a PEM file; StampUnfit where it holds none."""
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError as error:
        raise StampUnfit(str(error)) from None
