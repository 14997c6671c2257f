"""LocalSigner: signs by keys of the installation: the company seals, each person by a key made for one signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from handover_policy.ports.signer import DocumentFound, SigningAsked, SigningOutcome
from handover_policy.signing.certificates import CURVE, Keyed, issued, person_name, revocations
from handover_policy.signing.checking import check_document, fingerprint
from handover_policy.signing.keys import SigningKeys
from handover_policy.signing.revising import SignatureField, SigningWith, simple_signer, with_signature
from handover_policy.signing.sealing import ANSWER, PARTY, SEAL, is_prepared, with_fields, with_note
from handover_policy.signing.stamping import StampAuthority
from handover_policy.signing.stamps import stamp_page
from handover_policy.signing.token import TokenSeal

BEHIND = timedelta(minutes=5)
LONGEST_REASON = 10_000


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """Signs at once.

    `stamps` is a time-stamp authority, None where none is set; `token` holds the key of the seal, None where that is
    in the folder of the others.
    """

    keys: SigningKeys
    stamps: StampAuthority | None = None
    token: TokenSeal | None = None

    @property
    def kind(self) -> str:
        """The kind that the settings name it by."""
        return "local" if self.token is None else "pkcs11"

    def start(self, asked: SigningAsked) -> SigningOutcome:
        """Sign at once.

        Raises:
            SignerFailed: the time-stamp authority did not answer, or the token did not sign.
            KeyBroken: a file of keys holds something else.
            OSError: the keys cannot be read or written.

        """
        document = asked.document
        if not is_prepared(document):
            document = with_fields(document, asked.parties, asked.places)
            document = self._sealed(document, SignatureField(field=SEAL, certify=True), asked.now)
        party = asked.signatory.party
        if asked.silent:
            noted = with_note(document, asked)
            return self._outcome(self._sealed(noted, SignatureField(field=ANSWER + party), asked.now), asked.now)
        place = SignatureField(
            field=PARTY + party,
            name=asked.signatory.name,
            reason=asked.opinion[:LONGEST_REASON],
            stamp=lambda width, height: stamp_page(asked.lines, width, height),
        )
        return self._outcome(with_signature(document, place, self._person(asked)), asked.now)

    def fetch(self, ticket: str) -> SigningOutcome:
        """Raise LookupError: nothing ever waits here."""
        raise LookupError(ticket)

    def verify(self, document: bytes) -> DocumentFound:
        """Return what a document shows; the authorities of this installation are trusted, no others."""
        own = [*self.keys.authorities(), *(() if self.token is None else self.token.roots)]
        stamps = () if self.stamps is None else self.stamps.roots
        trusted, roots = ([each.public_bytes(Encoding.DER) for each in some] for some in (own, stamps))
        return check_document(document, trusted, stamp_roots=roots)

    def _sealed(self, document: bytes, place: SignatureField, now: datetime) -> bytes:
        """Return a document with the company's seal in a field."""
        authority = self.keys.authority(now)
        if self.token is None:
            own = self.keys.seal(now)
            return with_signature(document, place, self._using(authority, own, now))
        with self.token.signer(self.keys, authority, now) as (signer, chain):
            using = SigningWith(signer, chain, _revocations(authority), _at(now, authority.certificate), self.stamps)
            return with_signature(document, place, using)

    def _outcome(self, document: bytes, now: datetime) -> SigningOutcome:
        vouches = fingerprint(self.keys.authority(now).certificate.public_bytes(Encoding.DER))
        return SigningOutcome(state="signed", document=document, authority=vouches)

    def _person(self, asked: SigningAsked) -> SigningWith:
        """Return a key made for this signature alone, thrown away after it: nobody can sign with it once more."""
        authority = self.keys.authority(asked.now)
        key = ec.generate_private_key(CURVE)
        name = person_name(self.keys.titles.company, asked.signatory.person, asked.signatory.name)
        ends = authority.certificate.not_valid_after_utc
        own = Keyed(issued(authority, key.public_key(), name, asked.now - BEHIND, ends), key)
        return self._using(authority, own, asked.now)

    def _using(self, authority: Keyed, own: Keyed, now: datetime) -> SigningWith:
        signer = simple_signer(own, authority.certificate)
        at = _at(now, authority.certificate, own.certificate)
        return SigningWith(signer, authority.certificate, _revocations(authority), at, self.stamps)


def _revocations(authority: Keyed) -> bytes:
    return revocations(authority).public_bytes(Encoding.DER)


def _at(now: datetime, *certificates: x509.Certificate) -> datetime:
    """Return when it is signed: of a clock that stands before the keys were made, when these begin."""
    return max(now, *(each.not_valid_before_utc for each in certificates))
