"""back_up: the database of a service, its keys and its files copied into a folder while it runs."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from handover_policy.ledger.database import SQLITE
from handover_policy.ledger.keeping.dumping import dump

DATABASE, DUMP = "handover.db", "handover.dump"
KEYS, BLOBS = "keys", "blobs"
COMING = "coming"
"""What is still being written of files: no row tells of it."""


class BackupThere(FileExistsError):
    """The folder holds something already: a backup never overwrites another."""


def back_up(address: str, data: Path, folder: Path, blobs: Path | None = None) -> tuple[Path, ...]:
    """Copy a service's database, its keys and its files into a folder; return what was written.

    SQLite is copied at one moment, whoever writes to it; PostgreSQL is dumped by its own program. Files come after it:
    each lies on disk before a row tells of it, so none is missing that the copy tells of.

    Args:
        address: of the database.
        data: the service's folder.
        folder: in which the copies are made; missing or empty.
        blobs: the folder of files; by default within `data`.

    Raises:
        BackupThere: the folder is not empty.
        DumpFailed: PostgreSQL's program is not there, or failed.
        OSError: something cannot be read or written.
        sqlite3.Error: the database cannot be read.

    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if next(folder.iterdir(), None) is not None:
        raise BackupThere(f"{folder} is not empty")
    url = make_url(address)
    if url.get_backend_name() == SQLITE:
        written = folder / DATABASE
        copy_sqlite(Path(str(url.database)), written)
    else:
        written = folder / DUMP
        dump(address, written)
    written.chmod(0o600)
    beside = {KEYS: data / KEYS, BLOBS: blobs or data / BLOBS}
    there = {name: place for name, place in beside.items() if place.is_dir()}
    for name, place in there.items():
        shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns(COMING))
    return (written, *(folder / name for name in there))


def copy_sqlite(there: Path, copy: Path) -> None:
    """Copy a database of SQLite as it stands at one moment, and see that the copy is whole."""
    read_only = f"{there.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        (found,) = target.execute("PRAGMA quick_check").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"{there}: {found}")
