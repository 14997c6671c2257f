"""VerifierKey, SigningKey: Ed25519 keys as C2SP signed notes write them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_BYTES, ID_BYTES, SIGNATURE_BYTES = 32, 4, 64
PRIVATE = "PRIVATE+KEY+"
MOST_CHARACTERS = 1000


class KeyUnfit(ValueError):
    """A text that is no key, or no key that signs notes here."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: who has it checks what the other half signed."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """What a signature says of the key that made it, beside its name."""
        return hashlib.sha256(f"{self.name}\n".encode() + ED25519 + self.public).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """The key as others take it: name, id, and the key itself."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Return whether a signature is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs; `seed` is what nobody else may know."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name that would break a note, and a seed that is none."""
        if not is_key_name(self.name) or len(self.seed) != KEY_BYTES:
            raise KeyUnfit("a key has a name without spaces, and 32 bytes")

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as it is kept."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{base64.b64encode(ED25519 + self.seed).decode()}"

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message; it is the same each time."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def verifier_key(text: str) -> VerifierKey:
    """Return a public key as it was written; KeyUnfit where it is none."""
    name, key_id, rest = _parts(text)
    found = VerifierKey(name, rest)
    if found.id.hex() != key_id:
        raise KeyUnfit("the id is that of another key")
    return found


def signing_key(text: str) -> SigningKey:
    """Return a key that signs as it was kept; KeyUnfit where it is none."""
    if not text.startswith(PRIVATE):
        raise KeyUnfit("it is no key that signs")
    name, key_id, rest = _parts(text.removeprefix(PRIVATE))
    found = SigningKey(name, rest)
    if found.verifier.id.hex() != key_id:
        raise KeyUnfit("the id is that of another key")
    return found


def is_key_name(name: str) -> bool:
    """Return whether a text may name a key: it holds something, no space, no plus, nothing that no line shows."""
    return bool(name) and "+" not in name and name.isprintable() and not any(each.isspace() for each in name)


def _parts(text: str) -> tuple[str, str, bytes]:
    """Return name, id and key of a text; KeyUnfit where it is none."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        told = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        told = b""
    if len(text) > MOST_CHARACTERS or not is_key_name(name) or len(told) != 1 + KEY_BYTES or told[:1] != ED25519:
        raise KeyUnfit("it is no key for Ed25519")
    return name, key_id, told[1:]
