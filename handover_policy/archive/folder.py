"""FolderShelf, FolderBlobs: contents in a folder, each in a file that nobody may write."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from handover_policy.archive.content import PlainBlobs
from handover_policy.ports.blobs import BlobMissing

CHUNK = 1024 * 1024
FOLDER_MODE, FILE_MODE = 0o700, 0o444
SHELF_DIGITS = 2
COMING = "coming"
"""The folder of what is still being written, beside the shelves: a rename within one file system is all or nothing."""
LEFT_SECONDS = 24 * 3600
"""After which what is still being written was left behind."""


class FolderShelf:
    """Contents in a folder: `<company>/<first two of a name>/<name>`; any thread may use it, and several processes."""

    def __init__(self, place: Path) -> None:
        """Take the folder; it is made once something is kept."""
        self.place = place

    def put(self, company: str, name: str, content: BinaryIO, *, anew: bool = False) -> None:
        """Keep content: written aside, on disk, then named, never half there."""
        target = self._file(company, name)
        if not anew and target.is_file():
            return
        aside = _made(self.place / company / COMING) / secrets.token_hex(16)
        try:
            _write(aside, content)
            _made(target.parent)
            os.replace(aside, target)  # noqa: PTH105 - both are paths of ours
            _settle(target.parent)
        finally:
            aside.unlink(missing_ok=True)

    def open(self, company: str, name: str) -> BinaryIO:
        """Return content at its beginning."""
        try:
            return self._file(company, name).open("rb")
        except FileNotFoundError:
            raise BlobMissing(name) from None

    def held(self, company: str, names: Collection[str]) -> frozenset[str]:
        """Return which of some names are kept."""
        return frozenset(each for each in names if self._file(company, each).is_file())

    def names(self, company: str) -> Iterator[str]:
        """Yield all names that are kept, and what was left behind half written."""
        for folder in _listed(self.place / company):
            for file in _listed(folder):
                if folder.name != COMING:
                    yield file.name
                elif time.time() - file.stat().st_mtime > LEFT_SECONDS:
                    yield f"{COMING}/{file.name}"

    def remove(self, company: str, name: str) -> None:
        """Let go of a name's content, on disk when this returns."""
        target = self._file(company, name)
        if target.exists():
            target.unlink()
            _settle(target.parent)

    def retain(self, _company: str, _name: str, _until: date) -> None:
        """Do nothing: a folder cannot refuse its owner."""

    def hold(self, _company: str, _name: str, *, held: bool) -> None:
        """Do nothing: a folder cannot refuse its owner."""

    def link(self, _company: str, _name: str, _shown: str, _seconds: int) -> str | None:
        """Return that nobody reaches a folder by an address."""
        return None

    def _file(self, company: str, name: str) -> Path:
        return self.place / company / name[:SHELF_DIGITS] / name


class FolderBlobs(PlainBlobs):
    """Contents in a folder as they are: `<company>/<first two digits>/<digest>`."""

    def __init__(self, place: Path) -> None:
        """Take the folder; it is made once something is kept."""
        super().__init__(FolderShelf(place))


def _write(aside: Path, content: BinaryIO) -> None:
    """Write content to a new file and to the disk."""
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as written:
        while chunk := content.read(CHUNK):
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())


def _listed(folder: Path) -> list[Path]:
    """Return what is in a folder, in order; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


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
