"""PlainBlobs, EncryptedBlobs: contents under their digests, on a shelf as they are, or each under a key of its own."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, cast

from handover_policy.archive.sealing import OpenedStream, SealedStream, Unsealable
from handover_policy.archive.wrapping import KEY_BYTES, KeyUnknown, WrappingKeys
from handover_policy.ports.blobs import (
    BlobBroken,
    BlobMissing,
    BlobShelf,
    BlobUnopened,
    DataKeys,
    KeptBlob,
    WrappedKey,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024


class ContentMoved(OSError):
    """Content was another one when it was read again: somebody wrote to the file meanwhile."""


class PlainBlobs:
    """Contents as they are, each named by its digest."""

    def __init__(self, shelf: BlobShelf) -> None:
        """Take where they are kept."""
        self.shelf = shelf

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        """Keep content, read twice from where it stands: for its digest, and to be kept under it."""
        begins, kept = content.tell(), digested(content)
        there = bool(self.shelf.held(company, [kept.sha256]))
        if not there or not self._is_whole(company, kept.sha256):
            content.seek(begins)
            self.shelf.put(company, kept.sha256, cast("BinaryIO", SeenAgain(content, kept.sha256)), anew=there)
        return kept

    def open(self, company: str, sha256: str) -> BinaryIO:
        """Return content at its beginning, once every byte of it was checked."""
        if DIGEST.fullmatch(sha256) is None:
            raise BlobMissing(sha256)
        return checked(self.shelf.open(company, sha256), sha256)

    def held(self, company: str, digests: Collection[str]) -> frozenset[str]:
        """Return which of some digests are kept."""
        return self.shelf.held(company, [each for each in digests if DIGEST.fullmatch(each)])

    def remove(self, company: str, sha256: str) -> None:
        """Let go of content."""
        self.shelf.remove(company, sha256)

    def strays(self, company: str, digests: Collection[str]) -> Iterator[str]:
        """Yield the names of what lies there and is none of some digests."""
        known = frozenset(digests)
        return (each for each in self.shelf.names(company) if each not in known)

    def retain(self, company: str, sha256: str, until: date) -> None:
        """Let the shelf refuse to delete content until a day, where it can."""
        self.shelf.retain(company, sha256, until)

    def hold(self, company: str, sha256: str, *, held: bool) -> None:
        """Let the shelf refuse to delete content while it is held, where it can."""
        self.shelf.hold(company, sha256, held=held)

    def link(self, company: str, sha256: str, name: str, seconds: int) -> str | None:
        """Return an address at which the shelf itself gives content; None where it cannot."""
        return self.shelf.link(company, sha256, name, seconds)

    def _is_whole(self, company: str, sha256: str) -> bool:
        """Return whether content is as it was brought: what broke is put in order when it comes again."""
        try:
            self.open(company, sha256).close()
        except (BlobBroken, BlobMissing):
            return False
        return True


class EncryptedBlobs:
    """Contents each encrypted under a key of its own, which is kept wrapped; what was kept before as it was is read."""

    def __init__(self, shelf: BlobShelf, keys: DataKeys, ring: WrappingKeys) -> None:
        """Take where contents are kept, where their keys are, and what wraps these."""
        self.shelf, self.keys, self.ring = shelf, keys, ring
        self.plain = PlainBlobs(shelf)

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        """Keep content, read twice from where it stands: for its digest, and to be encrypted."""
        begins, kept = content.tell(), digested(content)
        before = self.keys.found(company, [kept.sha256]).get(kept.sha256)
        if before is not None and self._is_whole(company, kept.sha256):
            return kept
        content.seek(begins)
        self._encrypt(company, kept.sha256, content, before)
        return kept

    def open(self, company: str, sha256: str) -> BinaryIO:
        """Return content at its beginning, once every byte of it was decrypted and checked."""
        key = self.keys.found(company, [sha256]).get(sha256)
        return self.plain.open(company, sha256) if key is None else self._opened(company, sha256, key)

    def held(self, company: str, digests: Collection[str]) -> frozenset[str]:
        """Return which of some digests are kept, and their keys with them."""
        keys = self.keys.found(company, digests)
        there = self.shelf.held(company, [each.name for each in keys.values()])
        whole = {sha256 for sha256, key in keys.items() if key.name in there}
        return frozenset(whole) | self.plain.held(company, [each for each in digests if each not in keys])

    def remove(self, company: str, sha256: str) -> None:
        """Let go of content, and destroy its key: not where the shelf refuses, for then it must still be read."""
        key = self.keys.found(company, [sha256]).get(sha256)
        for name in (sha256, *(() if key is None else (key.name,))):
            self.shelf.remove(company, name)
        self.keys.destroy(company, sha256)

    def strays(self, company: str, digests: Collection[str]) -> Iterator[str]:
        """Yield the names of what lies there and is none of some digests."""
        keys = self.keys.found(company, digests)
        known = frozenset(keys[each].name if each in keys else each for each in digests)
        return (each for each in self.shelf.names(company) if each not in known)

    def retain(self, company: str, sha256: str, until: date) -> None:
        """Let the shelf refuse to delete content until a day, where it can."""
        self.shelf.retain(company, self._name(company, sha256), until)

    def hold(self, company: str, sha256: str, *, held: bool) -> None:
        """Let the shelf refuse to delete content while it is held, where it can."""
        self.shelf.hold(company, self._name(company, sha256), held=held)

    def link(self, _company: str, _sha256: str, _name: str, _seconds: int) -> str | None:
        """Return that the shelf cannot give content by itself: it is encrypted there."""
        return None

    def rekey(self, company: str, sha256: str) -> bool:
        """Wrap the key of content by the newest key, or encrypt what was kept as it was; return whether it had to be.

        Raises:
            BlobUnopened: it is wrapped by a key that is not on the ring.
            BlobMissing: there is no such content.
            BlobBroken: content that was kept as it was is not what was brought.

        """
        before = self.keys.found(company, [sha256]).get(sha256)
        if before is None:
            with self.plain.open(company, sha256) as content:
                self._encrypt(company, sha256, content, None)
            return True
        if self.shelf.held(company, [sha256, before.name]) == {sha256, before.name}:
            self.shelf.remove(company, sha256)  # whoever encrypted it was killed before this
        if before.key_id == self.ring.newest:
            return False
        key = WrappedKey(
            name=before.name,
            key_id=self.ring.newest,
            wrapped=self.ring.wrapped(self._key(company, sha256, before), bound(company, sha256)),
        )
        self.keys.keep(company, sha256, key, instead_of=before.name)
        return True

    def _encrypt(self, company: str, sha256: str, content: BinaryIO, before: WrappedKey | None) -> None:
        """Keep content encrypted under a name of its own: of two at one moment the second takes its own away again."""
        data_key, name = os.urandom(KEY_BYTES), f"{sha256}.{secrets.token_hex(8)}"
        seen = cast("BinaryIO", SeenAgain(content, sha256))
        sealed = SealedStream(seen, data_key, bound(company, sha256))
        self.shelf.put(company, name, cast("BinaryIO", io.BufferedReader(sealed, CHUNK)))
        wrapped = self.ring.wrapped(data_key, bound(company, sha256))
        made = WrappedKey(name=name, key_id=self.ring.newest, wrapped=wrapped)
        stands = self.keys.keep(company, sha256, made, instead_of=None if before is None else before.name)
        if stands.name != name:
            self.shelf.remove(company, name)
            return
        for old in (sha256, *(() if before is None else (before.name,))):
            self.shelf.remove(company, old)

    def _opened(self, company: str, sha256: str, key: WrappedKey) -> BinaryIO:
        data_key = self._key(company, sha256, key)
        sealed = self.shelf.open(company, key.name)
        try:
            opened = io.BufferedReader(OpenedStream(sealed, data_key, bound(company, sha256)), CHUNK)
            return checked(cast("BinaryIO", opened), sha256)
        except Unsealable:
            sealed.close()
            raise BlobBroken(sha256) from None

    def _key(self, company: str, sha256: str, key: WrappedKey) -> bytes:
        try:
            return self.ring.unwrapped(key.wrapped, key.key_id, bound(company, sha256))
        except KeyUnknown:
            raise BlobUnopened(sha256, key.key_id) from None

    def _name(self, company: str, sha256: str) -> str:
        key = self.keys.found(company, [sha256]).get(sha256)
        return sha256 if key is None else key.name

    def _is_whole(self, company: str, sha256: str) -> bool:
        try:
            self.open(company, sha256).close()
        except (BlobBroken, BlobMissing):
            return False
        return True


def bound(company: str, sha256: str) -> str:
    """Return what a content and its key are bound to: those of another company, or of another content, are none."""
    return f"{company}\n{sha256}"


def digested(content: BinaryIO) -> KeptBlob:
    """Return what content is, read from where it stands."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return KeptBlob(sha256=digest.hexdigest(), size=size)


def checked(opened: BinaryIO, sha256: str) -> BinaryIO:
    """Return content at its beginning where it is that of a digest; else it is closed, and BlobBroken raised."""
    try:
        if digested(opened).sha256 == sha256:
            opened.seek(0)
            return opened
    except BaseException:
        opened.close()
        raise
    opened.close()
    raise BlobBroken(sha256)


class SeenAgain(io.RawIOBase):
    """Content that is read a second time: where it has become another one its end is never reached."""

    def __init__(self, content: BinaryIO, sha256: str) -> None:
        """Take the content, and the digest that it had."""
        super().__init__()
        self._content, self._sha256, self._digest = content, sha256, hashlib.sha256()

    def readable(self) -> bool:
        """Return that it is read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what comes next; 0 at the end. Raises ContentMoved."""
        into = memoryview(buffer).cast("B")
        chunk = self._content.read(len(into))
        self._digest.update(chunk)
        if not chunk and self._digest.hexdigest() != self._sha256:
            raise ContentMoved(self._sha256)
        into[: len(chunk)] = chunk
        return len(chunk)
