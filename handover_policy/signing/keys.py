"""SigningKeys: the authority and the seal of a company, in files that their owner alone reads, made where missing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from handover_policy.signing.certificates import (
    BACKDATED,
    SEAL_LASTS,
    Keyed,
    authority_made,
    ends_soon,
    issued,
    seal_name,
)

PLACE = Path("keys") / "signing"
"""The folder of the keys within that of a service; a folder a company, a file a key, numbered, the newest last."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
AUTHORITY, SEAL = "authority", "seal"


class KeyBroken(ValueError):
    """A file of keys that holds something else; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTitles:
    """How the keys of a company are called in certificates, and the company itself."""

    company: str
    authority: str
    seal: str


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The keys of one company in a folder.

    A key is followed by the next one before it ends, and where its file is gone; what it signed stays as it is.
    """

    folder: Path
    titles: KeyTitles

    @classmethod
    def of(cls, data: Path, company: str, titles: KeyTitles) -> SigningKeys:
        """Return the keys of a company of a service."""
        return cls(data / PLACE / company, titles)

    def authority(self, now: datetime) -> Keyed:
        """Return the authority that issues now, made where there is none; raises OSError, KeyBroken."""
        newest = self._newest(AUTHORITY)
        if newest is not None and not ends_soon(newest.certificate, AUTHORITY, now):
            return newest
        return self._keep(AUTHORITY, authority_made(self.titles.company, self.titles.authority, now))

    def seal(self, now: datetime) -> Keyed:
        """Return the seal that certifies now, made where there is none, or another authority issues by now."""
        authority, newest = self.authority(now), self._newest(SEAL)
        if (
            newest is not None
            and newest.certificate.issuer == authority.certificate.subject
            and not ends_soon(newest.certificate, SEAL, now)
            and _is_issued_by(newest.certificate, authority.certificate)
        ):
            return newest
        key = ec.generate_private_key(ec.SECP256R1())
        name = seal_name(self.titles.company, self.titles.seal)
        made = issued(authority, key.public_key(), name, now - BACKDATED, now + SEAL_LASTS)
        return self._keep(SEAL, Keyed(made, key))

    def authorities(self) -> Sequence[x509.Certificate]:
        """Return the certificates of all authorities that ever issued here, the oldest first."""
        return tuple(_read(each).certificate for each in self._files(AUTHORITY))

    def rotate(self, now: datetime) -> Keyed:
        """Make a new authority and a new seal, whatever time the others have left; return the authority."""
        made = self._keep(AUTHORITY, authority_made(self.titles.company, self.titles.authority, now))
        self.seal(now)
        return made

    def _newest(self, what: str) -> Keyed | None:
        files = self._files(what)
        return _read(files[-1]) if files else None

    def _files(self, what: str) -> list[Path]:
        return sorted(self.folder.glob(f"{what}-[0-9][0-9][0-9][0-9].pem"))

    def _keep(self, what: str, made: Keyed) -> Keyed:
        """Keep a key as the newest of its kind; where another process was faster, its key counts."""
        files = self._files(what)
        number = 1 if not files else int(files[-1].stem.rpartition("-")[2]) + 1
        place = self.folder / f"{what}-{number:04d}.pem"
        return made if file_kept(place, _written(made)) else _read(place)


def file_kept(place: Path, content: bytes) -> bool:
    """Keep a file that its owner alone reads, whole or not at all; False where one of its name is there already."""
    place.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    coming = place.with_name(f"{secrets.token_hex(8)}.coming")
    try:
        with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        os.link(coming, place)  # unlike a rename it never takes the place of what is there
    except FileExistsError:
        return False
    finally:
        coming.unlink(missing_ok=True)
    return True


def _is_issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _written(made: Keyed) -> bytes:
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + made.certificate.public_bytes(Encoding.PEM)


def _read(place: Path) -> Keyed:
    content = place.read_bytes()
    try:
        key = load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
    except (ValueError, TypeError) as error:
        raise KeyBroken(f"{place.name}: {error}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyBroken(f"{place.name}: no key on an elliptic curve")
    return Keyed(certificate, key)
