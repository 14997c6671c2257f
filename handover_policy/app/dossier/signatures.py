"""authorities_kept, signatures_looked_at: what vouches for signatures in PDF files, and how these are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from handover_policy.evidence.dossier.checked import LookedAt
from handover_policy.evidence.stamps import StampUnfit, certificates
from handover_policy.ports.signer import SignatureFound
from handover_policy.signing.checking import check_document
from handover_policy.signing.keys import KeyTitles, SigningKeys
from handover_policy.texts.texts import Texts

NEEDED = "pyhanko"
"""What looks at signatures; of the extra `signing`."""


def authorities_kept(data: Path, company: str) -> bytes:
    """Return the certificates of all authorities that a company ever had, as PEM; empty where it has none.

    Raises:
        KeyBroken: a file of keys holds something else.
        OSError: one cannot be read.

    """
    keys = SigningKeys.of(data, company, KeyTitles(company=company, authority="", seal=""))
    return b"".join(each.public_bytes(Encoding.PEM) for each in keys.authorities())


def signatures_looked_at(words: Texts, roots: Sequence[Certificate]) -> LookedAt | None:
    """Return what looks at the signatures of a PDF; None where nothing is installed that could.

    Args:
        words: the language of what is said.
        roots: certificates that are trusted to issue those of time-stamp authorities.

    """
    if find_spec(NEEDED) is None:
        return None
    stamps = [each.public_bytes(Encoding.DER) for each in roots]

    def look(chunks: Iterable[bytes], beside: bytes) -> Sequence[tuple[bool, str]]:
        found = check_document(b"".join(chunks), _der(beside), stamp_roots=stamps)
        faults = [(False, words.say(f"signing.faults.{each}")) for each in found.faults]
        return [*faults, *(told for each in found.signatures for told in _told(each, words))]

    return look


def _told(signature: SignatureFound, words: Texts) -> Iterator[tuple[bool, str]]:
    name = signature.name or signature.person or signature.field
    if not signature.faults:
        at = signature.stamped_at or signature.at
        yield True, name if at is None else words.say("reports.semicolon").join((name, f"{at:%Y-%m-%d %H:%M:%S %z}"))
    for each in signature.faults:
        yield False, f"{name}{words.say('reports.colon')}{words.say(f'signing.faults.{each}')}"


def _der(pem: bytes) -> Sequence[bytes]:
    try:
        return [each.public_bytes(Encoding.DER) for each in certificates(pem)] if pem else []
    except StampUnfit:
        return []
