"""SealedStream, OpenedStream: content encrypted piece by piece (AES-256-GCM), each bound to its place and to the last.

What is written is a head (MAGIC, the size of a piece) and the pieces, each with its tag. A piece's nonce is its number
and whether it is the last: pieces that are left out, swapped, repeated or cut off are found. A data key is drawn for
one content and used for no other, so that no nonce comes twice. Every piece is bound to the name it was sealed for.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"HPAE\x01"
PIECE, TAG = 1024 * 1024, 16
SIZE_BYTES, NUMBER_BYTES = 4, 11
HEAD = MAGIC + PIECE.to_bytes(SIZE_BYTES, "big")


class Unsealable(ValueError):
    """What is read was sealed with another key or for another name, or was altered."""


def nonce_of(number: int, *, last: bool) -> bytes:
    """Return the nonce of a piece."""
    return number.to_bytes(NUMBER_BYTES, "big") + bytes([last])


class SealedStream(io.RawIOBase):
    """Content as it is kept: read from where it stands, sealed as it is read."""

    def __init__(self, content: BinaryIO, key: bytes, name: str) -> None:
        """Take the content, its key, and the name that it is bound to."""
        super().__init__()
        self._content, self._cipher, self._bound = content, AESGCM(key), HEAD + name.encode()
        self._ahead: bytes | None = _whole_piece(content)
        self._number, self._made = 0, HEAD

    def readable(self) -> bool:
        """Return that it is read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what comes next; 0 at the end."""
        into = memoryview(buffer).cast("B")
        if not self._made and self._ahead is not None:
            piece, following = self._ahead, _whole_piece(self._content)
            nonce = nonce_of(self._number, last=not following)
            self._made = self._cipher.encrypt(nonce, piece, self._bound)
            self._ahead, self._number = following or None, self._number + 1
        count = min(len(into), len(self._made))
        into[:count] = self._made[:count]
        self._made = self._made[count:]
        return count


class OpenedStream(io.RawIOBase):
    """Content that was sealed, from any place of it; a piece at a time is in memory."""

    def __init__(self, sealed: BinaryIO, key: bytes, name: str) -> None:
        """Take what is kept, its key, and the name that it is bound to.

        Raises:
            Unsealable: it does not begin as what was sealed does.

        """
        super().__init__()
        self._sealed, self._cipher, self._bound = sealed, AESGCM(key), HEAD + name.encode()
        kept = sealed.seek(0, io.SEEK_END) - len(HEAD)
        sealed.seek(0)
        if sealed.read(len(HEAD)) != HEAD or kept < TAG:
            raise Unsealable("no sealed content")
        self._count = max(1, -(-kept // (PIECE + TAG)))
        self.size = kept - self._count * TAG
        self._place, self._held, self._piece = 0, -1, b""

    def readable(self) -> bool:
        """Return that it is read."""
        return True

    def seekable(self) -> bool:
        """Return that one can go to any place of it."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, begins + offset)
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what comes next; 0 at the end. Raises Unsealable."""
        into = memoryview(buffer).cast("B")
        number, start = divmod(self._place, PIECE)
        if self._place >= self.size and self._held >= 0:
            return 0
        piece = self._opened(min(number, self._count - 1))
        if self._place >= self.size:
            return 0
        count = min(len(into), len(piece) - start)
        into[:count] = piece[start : start + count]
        self._place += count
        return count

    def close(self) -> None:
        """Close it, and what it reads."""
        if not self.closed:
            self._sealed.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        if number != self._held:
            self._sealed.seek(len(HEAD) + number * (PIECE + TAG))
            sealed = self._sealed.read(PIECE + TAG)
            try:
                nonce = nonce_of(number, last=number == self._count - 1)
                self._piece, self._held = self._cipher.decrypt(nonce, sealed, self._bound), number
            except (InvalidTag, ValueError):
                raise Unsealable(f"piece {number}") from None
        return self._piece


def _whole_piece(content: BinaryIO) -> bytes:
    """Return the next piece: shorter than a whole one only where the content ends."""
    found = bytearray()
    while len(found) < PIECE and (more := content.read(PIECE - len(found))):
        found += more
    return bytes(found)
