"""Blobs: what the service asks of whatever keeps files; an edge fulfils it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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


class Blobs(Protocol):
    """Keeps contents of a company under their digests; what was kept once is never changed."""

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        """Keep content, read from where it stands; on disk when this returns. Raises OSError."""

    def open(self, company: str, sha256: str) -> BinaryIO:
        """Return content at its beginning, every byte of it checked. Raises BlobMissing, BlobBroken, OSError."""

    def held(self, company: str, digests: Collection[str]) -> frozenset[str]:
        """Return which of some digests are kept; contents are not looked at."""

    def remove(self, company: str, sha256: str) -> None:
        """Let go of content for ever, and first of the key that opens it; what is not there is no error."""
