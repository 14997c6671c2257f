"""WrappingKeys: the key that wraps the data keys of files, and the older ones that still open them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES, NONCE_BYTES, ID_BYTES = 32, 12, 8
WRAPPING, NAMING = b"handover-policy files 1", b"handover-policy files id 1"
LEAST = 16
"""Characters of a key at least."""


class KeyUnknown(LookupError):
    """A data key is wrapped by a key that is not on the ring, or was altered."""

    def __init__(self, key_id: str) -> None:
        """Take the key's id."""
        super().__init__(key_id)
        self.key_id = key_id


class WrappingKeys:
    """Keys by their ids: the first wraps, each of them unwraps."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys as they were written, the newest first."""
        self._keys = {key_id(each): _derived(each, WRAPPING, KEY_BYTES) for each in keys}
        self.newest = next(iter(self._keys))

    def wrapped(self, key: bytes, name: str) -> bytes:
        """Return a data key wrapped by the newest key, for a name that must be told again."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._keys[self.newest]).encrypt(nonce, key, name.encode())

    def unwrapped(self, wrapped: bytes, by: str, name: str) -> bytes:
        """Return a data key that was wrapped for a name.

        Raises:
            KeyUnknown: the key that wrapped it is not on the ring, or what is read was altered.

        """
        if by not in self._keys:
            raise KeyUnknown(by)
        try:
            return AESGCM(self._keys[by]).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise KeyUnknown(by) from None


def key_id(key: str) -> str:
    """Return the id of a key: it tells nothing of the key."""
    return _derived(key, NAMING, ID_BYTES).hex()


def _derived(key: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(key.strip().encode())
