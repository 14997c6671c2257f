"""issued, authority_made: certificates of the installation's own authority, and its list of what it took back."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS, SEAL_LASTS = timedelta(days=3652), timedelta(days=1096)
RENEWED_BEFORE = {"authority": timedelta(days=366), "seal": timedelta(days=31)}
"""How long before its end a key is followed by the next one."""
BACKDATED = timedelta(days=2)
"""A clock that was set back by a day still finds its certificates valid."""
LONGEST_NAME = 64
"""Bytes of one attribute of a name in a certificate: what every reader takes."""
CURVE = ec.SECP256R1()
UNKNOWN = "\u3013"
"""Stands for a character that no certificate takes: a rare one, or an emoji. The file tells the name beside."""
NO_NAME = frozenset({"Cn", "Co", "Cs", "Cc", "Cf", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Keyed:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority_made(company: str, title: str, now: datetime) -> Keyed:
    """Return a new authority of a company; `title` says honestly what it is."""
    key = ec.generate_private_key(CURVE)
    told = _name(company, title)
    number = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:16]
    name = x509.Name([*told, x509.NameAttribute(NameOID.SERIAL_NUMBER, number)])  # each authority has its own name
    since = now - BACKDATED
    made = _builder(name, name, key.public_key(), since, now + AUTHORITY_LASTS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_uses(signs_certificates=True), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Keyed(made.sign(key, hashes.SHA256()), key)


def issued(
    authority: Keyed, public: ec.EllipticCurvePublicKey, name: x509.Name, since: datetime, until: datetime
) -> x509.Certificate:
    """Return a certificate of an authority for somebody who signs; never beyond the authority's own time."""
    own = authority.certificate
    begins, ends = max(since, own.not_valid_before_utc), min(until, own.not_valid_after_utc)
    made = _builder(name, own.subject, public, begins, ends)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_uses(signs_certificates=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    return made.sign(authority.key, hashes.SHA256())


def revocations(authority: Keyed) -> x509.CertificateRevocationList:
    """Return the authority's list: of what it issues nothing is taken back, a key for one signature ends with it."""
    own = authority.certificate
    made = x509.CertificateRevocationListBuilder().issuer_name(own.subject)
    made = made.last_update(own.not_valid_before_utc).next_update(own.not_valid_after_utc)
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    made = made.add_extension(x509.CRLNumber(1), critical=False)
    return made.sign(authority.key, hashes.SHA256())


def ends_soon(certificate: x509.Certificate, what: str, now: datetime) -> bool:
    """Return whether a certificate, `authority` or `seal`, is to be followed by the next one."""
    return now > certificate.not_valid_after_utc - RENEWED_BEFORE[what]


def person_name(company: str, person: str, name: str) -> x509.Name:
    """Return the name of somebody in a certificate: company, number, and how they are called."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(company)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, _printable(person)),
            x509.NameAttribute(NameOID.USER_ID, _number(person)),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(name or person)),
        ]
    )


def seal_name(company: str, title: str) -> x509.Name:
    """Return the name of a company's seal in its certificate."""
    return _name(company, title)


def _name(company: str, title: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(company)),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(title)),
        ]
    )


def _builder(
    name: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(public)
    return made.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)


def _uses(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,  # nonRepudiation, as older texts call it
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def told_person(written: str) -> str:
    """Return the number of somebody as it was told, from how a certificate writes it."""
    return unquote(written)


def _short(text: str) -> str:
    """Return a name as a certificate takes it: what Unicode 3.2 does not know stands as a mark (RFC 4518)."""
    known = "".join(each if _is_known(each) else UNKNOWN for each in text)
    return known.encode()[:LONGEST_NAME].decode(errors="ignore").strip() or "-"


def _number(person: str) -> str:
    """Return a number as a certificate takes it, from which it can be read again; a user id may be long."""
    return "".join(each if _is_known(each) and each != "%" else quote(each, safe="") for each in person)


def _is_known(character: str) -> bool:
    return unicodedata.ucd_3_2_0.category(character) not in NO_NAME


def _printable(text: str) -> str:
    """Return a number as a PrintableString takes it; what it does not take stands in the user id beside."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-. ") else "-" for each in text)[:64] or "-"
