"""TokenSeal: the company's seal by a key in hardware (PKCS#11), which never leaves it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from handover_policy.ports.signer import SignerFailed
from handover_policy.signing.certificates import BACKDATED, SEAL_LASTS, Keyed, ends_soon, issued, seal_name
from handover_policy.signing.keys import SigningKeys, file_kept
from handover_policy.signing.revising import as_asn1

LABEL = "handover-seal"
_ALONE = threading.Lock()
"""A module is spoken to by one thread at a time: not every vendor's bears more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSeal:
    """A key in a token.

    Args:
        module: the vendor's library.
        token: the label of the token.
        pin: that opens it.
        key: the label of the key; made there, on the curve P-256, where there is none.
        certificate: a file (PEM) with the certificate of the key and those that it rests on; by default the
            installation's own authority issues one.

    """

    module: str
    token: str
    pin: str = field(repr=False)
    key: str = LABEL
    certificate: Path | None = None

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """What the certificate in its file rests on; none where the installation's own authority issues it."""
        return () if self.certificate is None else (self._kept()[-1],)

    @contextmanager
    def signer(self, keys: SigningKeys, authority: Keyed, now: datetime) -> Iterator[tuple[Any, x509.Certificate]]:
        """Give what pyHanko seals with, and the certificate that it rests on.

        Raises:
            SignerFailed: the token is not there, does not open, or does not sign.

        """
        import pkcs11  # noqa: PLC0415 - of an extra
        from pyhanko.sign.pkcs11 import PKCS11Signer  # noqa: PLC0415 - the same

        with _ALONE:
            try:
                token = pkcs11.lib(self.module).get_token(token_label=self.token)
                with token.open(user_pin=self.pin, rw=True) as session:
                    own, *chain = self._certificates(keys, authority, session, now)
                    signer = PKCS11Signer(
                        session,
                        signing_cert=as_asn1(own),
                        ca_chain=[as_asn1(each) for each in chain],
                        key_label=self.key,
                        use_raw_mechanism=True,  # SoftHSM and others hash nothing themselves for ECDSA
                        other_certs_to_pull=(),
                    )
                    yield signer, chain[-1] if chain else own
            except (pkcs11.PKCS11Error, RuntimeError) as error:
                raise SignerFailed(f"token: {type(error).__name__} {error}".rstrip()) from error

    def _certificates(
        self,
        keys: SigningKeys,
        authority: Keyed,
        session: Any,  # noqa: ANN401 - of python-pkcs11
        now: datetime,
    ) -> list[x509.Certificate]:
        public = self._public(session)
        if self.certificate is not None:
            return self._kept()
        name = hashlib.sha256(_point(public) + authority.certificate.public_bytes(Encoding.DER)).hexdigest()[:16]
        place = keys.folder / f"token-{name}.pem"
        if place.exists():
            known = x509.load_pem_x509_certificate(place.read_bytes())
            if not ends_soon(known, "seal", now):
                return [known, authority.certificate]
        title = seal_name(keys.titles.company, keys.titles.seal)
        made = issued(authority, public, title, now - BACKDATED, now + SEAL_LASTS)
        file_kept(place, made.public_bytes(Encoding.PEM))
        return [made, authority.certificate]

    def _kept(self) -> list[x509.Certificate]:
        """Return the certificates in the file; raises SignerFailed where there are none."""
        try:
            return [] if self.certificate is None else x509.load_pem_x509_certificates(self.certificate.read_bytes())
        except ValueError as error:
            raise SignerFailed(f"certificate: {error}") from None

    def _public(self, session: Any) -> ec.EllipticCurvePublicKey:  # noqa: ANN401 - of python-pkcs11
        """Return the public half of the key, made where there is none."""
        import pkcs11  # noqa: PLC0415 - of an extra
        from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters  # noqa: PLC0415 - the same

        try:
            public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=self.key)
        except pkcs11.NoSuchKey:
            curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
            parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
            public, _ = parameters.generate_keypair(store=True, label=self.key)
        loaded = load_der_public_key(encode_ec_public_key(public))
        if not isinstance(loaded, ec.EllipticCurvePublicKey):
            raise SignerFailed("token: the key is on no elliptic curve")
        return loaded


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    numbers = public.public_numbers()
    return numbers.x.to_bytes(66, "big") + numbers.y.to_bytes(66, "big")
