"""FolderBlobs: contents in a folder, each in a file named by its SHA-256 that nobody may write."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from handover_policy.ports.blobs import BlobBroken, BlobMissing, KeptBlob

DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024
FOLDER_MODE, FILE_MODE = 0o700, 0o444
SHELF_DIGITS = 2
COMING = "coming"
"""The folder of what is still being written, beside the shelves: a rename within one file system is all or nothing."""


class FolderBlobs:
    """Contents in a folder: `<company>/<first two digits>/<digest>`; any thread may use it, and several processes."""

    def __init__(self, place: Path) -> None:
        """Take the folder; it is made once something is kept."""
        self.place = place

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        """Keep content, read from where it stands: written aside, on disk, then named, never half there."""
        aside = _made(self.place / company / COMING) / secrets.token_hex(16)
        try:
            kept = _written(aside, content)
            target = self._shelf(company, kept.sha256)
            if not _is_whole(target, kept):
                _made(target.parent)
                os.replace(aside, target)  # noqa: PTH105 - both are paths of ours
                _settle(target.parent)
            return kept
        finally:
            aside.unlink(missing_ok=True)

    def open(self, company: str, sha256: str) -> BinaryIO:
        """Return content at its beginning, once every byte of it was checked."""
        target = self._file(company, sha256)
        try:
            if target is None:
                raise BlobMissing(sha256)
            opened = target.open("rb")
        except FileNotFoundError:
            raise BlobMissing(sha256) from None
        if _digest(opened) != sha256:
            opened.close()
            raise BlobBroken(sha256)
        opened.seek(0)
        return opened

    def held(self, company: str, digests: Collection[str]) -> frozenset[str]:
        """Return which of some digests are kept."""
        files = ((each, self._file(company, each)) for each in digests)
        return frozenset(each for each, file in files if file is not None and file.is_file())

    def remove(self, company: str, sha256: str) -> None:
        """Remove content from the disk; there may be none. Raises OSError."""
        target = self._file(company, sha256)
        if target is not None and target.exists():
            target.unlink()
            _settle(target.parent)

    def _file(self, company: str, sha256: str) -> Path | None:
        """Return where content of a digest lies; None where it is no digest."""
        return self._shelf(company, sha256) if DIGEST.fullmatch(sha256) else None

    def _shelf(self, company: str, sha256: str) -> Path:
        return self.place / company / sha256[:SHELF_DIGITS] / sha256


def _written(aside: Path, content: BinaryIO) -> KeptBlob:
    """Write content to a new file and to the disk, and return what it is."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as written:
        while chunk := content.read(CHUNK):
            written.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        written.flush()
        os.fsync(written.fileno())
    return KeptBlob(sha256=digest.hexdigest(), size=size)


def _is_whole(file: Path, kept: KeptBlob) -> bool:
    """Return whether a file holds content as it should: what broke is put in order when it comes again."""
    try:
        with file.open("rb") as opened:
            return os.fstat(opened.fileno()).st_size == kept.size and _digest(opened) == kept.sha256
    except FileNotFoundError:
        return False


def _digest(opened: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := opened.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _made(folder: Path) -> Path:
    """Return a folder that only its owner can look into, made with those above it where they are missing."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return folder


def _settle(folder: Path) -> None:
    """Bring what a folder lists to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
