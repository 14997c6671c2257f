"""with_signature: a document with one more revision, signed: PAdES B-LT, with a time stamp where one is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from handover_policy.signing.certificates import Keyed
from handover_policy.signing.checking import silent
from handover_policy.signing.sealing import writer_on
from handover_policy.signing.stamping import StampAuthority, timestamper
from handover_policy.signing.visible import drawn

if TYPE_CHECKING:
    from pyhanko.sign import signers


@dataclass(frozen=True, slots=True)
class SigningWith:
    """Who signs a revision: with what, what its certificates rest on, at which moment, and who stamps the time."""

    signer: signers.Signer
    authority: x509.Certificate
    revocations: bytes
    at: datetime
    stamps: StampAuthority | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureField:
    """The field in which a signature goes.

    Args:
        field: its name.
        certify: lets nothing but signatures and the fields of a form follow.
        name: of the person, as it is told.
        reason: what the person said beside it.
        stamp: draws what is seen of it, given the size of its place; None where nothing is.

    """

    field: str
    certify: bool = False
    name: str = ""
    reason: str = ""
    stamp: Callable[[float, float], bytes] | None = None


def with_signature(document: bytes, place: SignatureField, using: SigningWith) -> bytes:
    """Return a document with one more revision; raises SignerFailed where the authority did not stamp it."""
    writer = writer_on(document)
    style = None if place.stamp is None else drawn(writer, place.field, place.stamp)
    written = BytesIO()
    with silent():
        _signer(place, using, style).sign_pdf(writer, existing_fields_only=True, output=written)
    return written.getvalue()


def _signer(place: SignatureField, using: SigningWith, style: Any) -> Any:  # noqa: ANN401 - of pyHanko
    from pyhanko.sign import signers  # noqa: PLC0415 - an extra
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter  # noqa: PLC0415 - the same
    from pyhanko.sign.signers.pdf_signer import (  # noqa: PLC0415 - the same
        DSSContentSettings,
        SigDSSPlacementPreference,
    )

    class AtMoment(signers.PdfSigner):
        """Signs at the service's time, which is not always that of the machine."""

        def init_signing_session(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - as pyHanko has it
            session = super().init_signing_session(*args, **named)
            session.system_time = using.at
            return session

    within = SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE  # no revision of its own that could be cut off
    meta = signers.PdfSignatureMetadata(
        field_name=place.field,
        name=place.name or None,
        reason=place.reason or None,
        certify=place.certify,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=_context(using),
        docmdp_permissions=MDPPerm.FILL_FORMS,
        dss_settings=DSSContentSettings(include_vri=False, placement=within),
    )
    return AtMoment(meta, using.signer, timestamper=timestamper(using.stamps), stamp_style=style)


def _context(using: SigningWith) -> Any:  # noqa: ANN401 - of pyHanko
    """Return what certificates are looked at by before anything is signed; nothing is fetched."""
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - an extra

    stamps = () if using.stamps is None else using.stamps.roots
    return ValidationContext(
        trust_roots=[as_asn1(using.authority), *(as_asn1(each) for each in stamps)],
        crls=[using.revocations],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=using.at,
        retroactive_revinfo=True,
    )


def simple_signer(own: Keyed, authority: x509.Certificate) -> Any:  # noqa: ANN401 - of pyHanko
    """Return what pyHanko signs with by a key at hand."""
    from asn1crypto import keys as asn1_keys  # noqa: PLC0415 - comes with pyHanko, an extra
    from pyhanko.sign import signers  # noqa: PLC0415 - an extra

    key = own.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(as_asn1(own.certificate), asn1_keys.PrivateKeyInfo.load(key), stored(authority))


def stored(*certificates: x509.Certificate) -> Any:  # noqa: ANN401 - of pyHanko
    """Return certificates as pyHanko puts them beside a signature."""
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - an extra

    return SimpleCertificateStore.from_certs([as_asn1(each) for each in certificates])


def as_asn1(certificate: x509.Certificate) -> Any:  # noqa: ANN401 - of a library without types
    """Return a certificate as pyHanko wants it."""
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 - comes with pyHanko, an extra

    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
