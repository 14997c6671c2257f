"""Envelope: the installation's own key, and secrets kept encrypted under it."""

from __future__ import annotations

import base64
import hmac
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PLACE = Path("keys") / "envelope"
"""Where the key lies in the folder of a service."""
PURPOSE = b"handover-policy secrets 1"
TOKENS = b"handover-policy tokens 1"
KEY_BYTES, NONCE_BYTES = 32, 12
FOLDER_MODE, FILE_MODE = 0o700, 0o600


class EnvelopeUnfit(ValueError):
    """The installation's key is empty, or is not the one under which a secret was kept."""


class Envelope:
    """Keeps secrets under a key; what was kept for one name is never read for another."""

    def __init__(self, key: bytes) -> None:
        """Take the key, of any length: what encrypts is derived of it.

        Raises:
            EnvelopeUnfit: the key is empty.

        """
        if not key.strip():
            raise EnvelopeUnfit("the key is empty")
        self._cipher = AESGCM(_derived(key, PURPOSE))
        self._derived = _derived(key, TOKENS)

    def token(self, name: str) -> str:
        """Return a token of a name that is the same each time, and that nobody guesses who has not the key."""
        return base64.urlsafe_b64encode(hmac.digest(self._derived, name.encode(), "sha256")).decode().rstrip("=")

    def is_token(self, told: str, name: str) -> bool:
        """Return whether somebody told the token of a name."""
        return hmac.compare_digest(told.encode(), self.token(name).encode())

    def closed(self, secret: bytes, name: str) -> bytes:
        """Return a secret encrypted, for a name that must be told again to read it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, name.encode())

    def opened(self, kept: bytes, name: str) -> bytes:
        """Return a secret that was kept for a name.

        Raises:
            EnvelopeUnfit: it was kept under another key or for another name, or was altered.

        """
        try:
            return self._cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise EnvelopeUnfit(f"what was kept for {name} cannot be read with this key") from None


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key.strip())


def envelope_in(data: Path) -> Envelope:
    """Return the envelope of a service's folder; its key is made where there is none yet, for its owner alone.

    Raises:
        EnvelopeUnfit: the file of the key is empty.
        OSError: the key cannot be read or written.

    """
    return Envelope(_own_key(data))


def key_in(data: Path) -> str:
    """Return the installation's own key as a text; made where there is none yet. Raises what `envelope_in` does."""
    key = _own_key(data).decode(errors="replace").strip()
    if not key:
        raise EnvelopeUnfit("the key is empty")
    return key


def _own_key(data: Path) -> bytes:
    place = data / PLACE
    if not place.exists():
        place.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        _write_whole(place, os.urandom(KEY_BYTES).hex().encode() + b"\n")
    return place.read_bytes()


def _write_whole(place: Path, content: bytes) -> None:
    """Write a file that appears whole; where another process was first, its file stays."""
    trial = place.with_name(f"{place.name}.{os.getpid()}")
    with os.fdopen(os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    with suppress(FileExistsError):
        os.link(trial, place)
    trial.unlink()
