"""check_document: what a signed PDF shows: its signatures, whether each holds, and what was done to it afterwards.

Bytes in, findings out: no network, no clock, no file. It needs the extra `signing`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from handover_policy.ports.signer import DocumentFound, SignatureFound
from handover_policy.signing.certificates import told_person
from handover_policy.signing.stamping import stamped_at

LOGGERS = ("pyhanko", "pyhanko_certvalidator")
STAMPED = "signature_time_stamp_token"
LONGEST = 64 * 1024 * 1024
UNREADABLE, UNSIGNED, TOO_LARGE, ADDED = "unreadable", "unsigned", "too-large", "added-unsigned"
ALTERED, REPLACED, UNTRUSTED, BROKEN = "altered", "replaced-afterwards", "untrusted", "broken"
FORGED, EXPIRED, STAMP = "forged", "outside-its-time", "stamp-fails"
CUT, OTHER = "cut-off", "another-file"


def check_document(document: bytes, trusted: Sequence[bytes], *, stamp_roots: Sequence[bytes] = ()) -> DocumentFound:
    """Return what a PDF shows.

    Each signature is looked at as of the moment at which it was made: by the time stamp where it has one that holds,
    else by its own word, for a certificate that has ended since was good then.

    Args:
        document: the file.
        trusted: certificates (DER) of the authorities that are trusted, and no others.
        stamp_roots: certificates (DER) that are trusted to issue those of time-stamp authorities.

    """
    sha256, size = hashlib.sha256(document).hexdigest(), len(document)
    if size > LONGEST:
        return DocumentFound(sha256=sha256, size=size, signatures=(), faults=(TOO_LARGE,))
    with silent():
        try:
            signatures, faults = _found(document, trusted, stamp_roots)
        except Exception:  # noqa: BLE001 - whatever somebody made of a file, it is no signed document
            signatures, faults = (), (UNREADABLE,)
    return DocumentFound(sha256=sha256, size=size, signatures=signatures, faults=faults)


def held_against(found: DocumentFound, document: bytes, sha256: str, size: int) -> tuple[str, ...]:
    """Return what is wrong with a file of which a ledger keeps digest and size, beyond what it shows itself.

    A file whose last signature was cut off holds by itself: only who knows its size sees that something is missing.
    """
    if (found.sha256, found.size) == (sha256, size):
        return ()
    return (CUT,) if found.size < size and found.signatures and document.rstrip().endswith(b"%%EOF") else (OTHER,)


def authorities_in(document: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) of authorities that a document brings along, whoever trusts them."""
    with silent():
        try:
            return tuple(dict.fromkeys(_authorities(document)))
        except Exception:  # noqa: BLE001 - as above
            return ()


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 (hex) of a certificate (DER), by which a ledger names an authority."""
    return hashlib.sha256(certificate).hexdigest()


def vouched_in(document: bytes, fingerprints: Collection[str]) -> tuple[bytes, ...]:
    """Return the certificates (DER) of authorities that a document brings along and a ledger names.

    Who has no more than a file and the rows that tell of it trusts those: `check_document(document, vouched_in(…))`.
    """
    return tuple(each for each in authorities_in(document) if fingerprint(each) in fingerprints)


def _authorities(document: bytes) -> Iterator[bytes]:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra

    for each in PdfFileReader(BytesIO(document), strict=False).embedded_regular_signatures:
        for certificate in each.other_embedded_certs:
            if certificate.ca:
                yield certificate.dump()


def _found(
    document: bytes, trusted: Sequence[bytes], stamp_roots: Sequence[bytes]
) -> tuple[tuple[SignatureFound, ...], tuple[str, ...]]:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - the same

    reader = PdfFileReader(BytesIO(document), strict=False)
    embedded = list(reader.embedded_regular_signatures)
    if not embedded:
        return (), (UNSIGNED,)
    signatures = tuple(_signature(each, trusted, stamp_roots) for each in embedded)
    whole = embedded[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    return signatures, () if whole else (ADDED,)


def _signature(embedded: Any, trusted: Sequence[bytes], stamp_roots: Sequence[bytes]) -> SignatureFound:  # noqa: ANN401 - of pyHanko
    subject = embedded.signer_cert.subject.native
    told = {
        "field": embedded.field_name,
        "person": told_person(str(subject.get("user_id", ""))),
        "name": str(embedded.sig_object.get("/Name", subject.get("common_name", ""))),
        "seal": "user_id" not in subject,
    }
    own = embedded.self_reported_timestamp
    stamped, faults = None, [BROKEN]
    try:
        status = _status(embedded, trusted, stamp_roots, own)
        stamp = status.timestamp_validity
        stamped = None if stamp is None else stamp.timestamp
        faults = list(_faults(status, trusted_stamps=bool(stamp_roots)))
    except Exception:  # noqa: BLE001 - what cannot be looked at does not hold
        faults = [BROKEN]
    return SignatureFound(**told, at=own, stamped_at=stamped, faults=tuple(faults))


def _status(embedded: Any, trusted: Sequence[bytes], stamp_roots: Sequence[bytes], own: datetime | None) -> Any:  # noqa: ANN401 - of pyHanko
    from asn1crypto import crl, x509  # noqa: PLC0415 - comes with pyHanko, an extra
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - the same
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - the same

    kept = _kept_lists(embedded.reader)
    told: dict[str, Any] = {"allow_fetching": False, "revocation_mode": "soft-fail", "retroactive_revinfo": True}
    if own is not None:
        told["moment"] = own
    signer = ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in trusted],
        crls=[crl.CertificateList.load(each) for each in kept],
        **told,
    )
    stamp = _stamp_of(embedded)
    if stamp is not None:  # its authority has a clock of its own
        told["moment"] = stamped_at(stamp)
    stamps = ValidationContext(trust_roots=[x509.Certificate.load(each) for each in stamp_roots], **told)
    return validate_pdf_signature(embedded, signer, ts_validation_context=stamps)


def _stamp_of(embedded: Any) -> Any:  # noqa: ANN401 - of pyHanko and asn1crypto
    """Return the data of a signature's time stamp; None where it has none."""
    for each in embedded.signer_info["unsigned_attrs"] or ():
        if each["type"].native == STAMPED:
            return each["values"][0]["content"]
    return None


def _kept_lists(reader: Any) -> list[bytes]:  # noqa: ANN401 - of pyHanko
    """Return the lists of revocations that a document keeps."""
    kept = reader.root["/DSS"] if "/DSS" in reader.root else {}  # noqa: SIM401 - `get` follows no reference
    lists = kept["/CRLs"] if "/CRLs" in kept else ()  # noqa: SIM401 - the same
    return [bytes(each.get_object().data) for each in lists]


def _faults(status: Any, *, trusted_stamps: bool) -> Iterator[str]:  # noqa: ANN401 - of pyHanko
    """Yield what is wrong with a signature, the gravest first."""
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 - an extra

    if not status.intact:
        yield ALTERED
    elif not status.valid:
        yield FORGED
    level = status.modification_level
    if level is ModificationLevel.OTHER or (level is not None and not status.docmdp_ok):
        yield REPLACED
    if not status.trusted:
        yield EXPIRED if _is_outside_its_time(status) else UNTRUSTED
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid and (stamp.trusted or not trusted_stamps)):
        yield STAMP


def _is_outside_its_time(status: Any) -> bool:  # noqa: ANN401 - of pyHanko
    problem = status.trust_problem_indic
    return problem is not None and "TIME" in str(problem).upper()


@contextmanager
def silent() -> Iterator[None]:
    """Let pyHanko say nothing: it logs whole tracebacks of files that somebody altered."""
    loggers = [logging.getLogger(each) for each in LOGGERS]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)
