"""Blobs: what the service asks of whatever keeps files; BlobShelf, DataKeys: what that is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBlob:
    """Content as it is kept: its SHA-256 in hex names it, `size` is in bytes."""

    sha256: str
    size: int


class BlobMissing(LookupError):
    """No content of that digest is kept."""


class BlobBroken(ValueError):
    """What is kept under a digest is not what was brought: a disk failed, or somebody changed it."""


class BlobUnopened(BlobBroken):
    """What is kept under a digest is encrypted with a key that is not among the settings: `key_id` names it."""

    def __init__(self, sha256: str, key_id: str) -> None:
        """Take the digest and the key's id."""
        super().__init__(f"{sha256} is encrypted with the key {key_id}")
        self.sha256, self.key_id = sha256, key_id


class Blobs(Protocol):
    """Keeps contents of a company under their digests; what was kept once is never changed."""

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        """Keep content, read from where it stands; on disk when this returns. Raises OSError."""

    def open(self, company: str, sha256: str) -> BinaryIO:
        """Return content at its beginning, every byte of it checked.

        Raises BlobMissing, BlobBroken, BlobUnopened, OSError.
        """

    def held(self, company: str, digests: Collection[str]) -> frozenset[str]:
        """Return which of some digests are kept; contents are not looked at."""

    def remove(self, company: str, sha256: str) -> None:
        """Let go of content for ever, and of the key that opens it; what is not there is no error. Raises OSError."""

    def strays(self, company: str, digests: Collection[str]) -> Iterator[str]:
        """Yield the names of everything that lies there and is none of some digests."""

    def retain(self, company: str, sha256: str, until: date) -> None:
        """Let the store itself refuse to delete content until a day, where it can."""

    def hold(self, company: str, sha256: str, *, held: bool) -> None:
        """Let the store itself refuse to delete content while it is held, where it can."""

    def link(self, company: str, sha256: str, name: str, seconds: int) -> str | None:
        """Return an address at which the store itself gives content for some seconds; None where it cannot."""


class BlobShelf(Protocol):
    """Keeps contents of a company under names that are chosen by whoever asks; a name's content is never changed."""

    def put(self, company: str, name: str, content: BinaryIO, *, anew: bool = False) -> None:
        """Keep content, read from where it stands, whole or not at all; what is there stays, unless `anew`."""

    def open(self, company: str, name: str) -> BinaryIO:
        """Return content at its beginning, where one can go to any place of it. Raises BlobMissing, OSError."""

    def held(self, company: str, names: Collection[str]) -> frozenset[str]:
        """Return which of some names are kept."""

    def names(self, company: str) -> Iterator[str]:
        """Yield all names that are kept."""

    def remove(self, company: str, name: str) -> None:
        """Let go of a name's content."""

    def retain(self, company: str, name: str, until: date) -> None:
        """Refuse to delete a name's content until a day, where that can be."""

    def hold(self, company: str, name: str, *, held: bool) -> None:
        """Refuse to delete a name's content while it is held, where that can be."""

    def link(self, company: str, name: str, shown: str, seconds: int) -> str | None:
        """Return an address of content for some seconds, saved under a name; None where there are no such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """The data key of a file, encrypted under the key `key_id`; `name` is that of the content which it opens."""

    name: str
    key_id: str
    wrapped: bytes


class DataKeys(Protocol):
    """Keeps the wrapped data keys of a company's files."""

    def found(self, company: str, digests: Collection[str]) -> Mapping[str, WrappedKey]:
        """Return by digest the keys that there are."""

    def keep(self, company: str, sha256: str, key: WrappedKey, *, instead_of: str | None) -> WrappedKey:
        """Keep a key where there is none, or in the place of one of that name; return the key that stands now."""

    def destroy(self, company: str, sha256: str) -> None:
        """Destroy a key: what it opens is gone for ever."""
