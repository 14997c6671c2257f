"""Disks that are full, names that lead elsewhere, two at one moment, holds while files are let go, huge files."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from handover_policy.app.filing.archive import Archive, plain_name
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.content import EncryptedBlobs
from handover_policy.archive.folder import FolderShelf
from handover_policy.archive.wrapping import WrappingKeys
from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.files.holds import HeldThing, held_places, let_go, place_hold
from handover_policy.ledger.files.keys import FileKeys
from handover_policy.ledger.files.versions import versions_at
from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.tables import TABLES
from tests.evidence.archive.stores import KEY, some_bytes

ACME, PLACE = "acme", "upload:E1:own.plan"
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
MEGABYTE = 1024 * 1024
MOST_GROWTH = 24 * MEGABYTE


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = open_database(database)
    TABLES.create_all(made)
    yield made
    made.dispose()


def encrypted(engine: Engine, place: Path) -> Archive:
    """Return an archive whose keys are in the database, as a service has it."""
    blobs = EncryptedBlobs(FolderShelf(place), FileKeys(engine), WrappingKeys([KEY]))
    return Archive(engine, blobs, UploadSettings(max_mb=2000))


def files_in(place: Path) -> list[Path]:
    return [each for each in place.rglob("*") if each.is_file()]


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: what a disk says that is full, for real."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_in_the_middle_of_an_upload_leaves_nothing_half(tmp_path: Path) -> None:
    made = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(made)
    archive, content = encrypted(made, tmp_path / "blobs"), b"text\n" * MEGABYTE
    with no_larger_than(2 * MEGABYTE), pytest.raises(OSError, match=r"[Ff]ile too large"):
        archive.keep(ACME, io.BytesIO(content), "a.txt")
    assert files_in(tmp_path / "blobs") == []
    assert archive.blobs.held(ACME, [hashlib.sha256(content).hexdigest()]) == frozenset()
    held = archive.keep(ACME, io.BytesIO(content), "a.txt")
    with archive.read(ACME, held.sha256) as opened:
        assert opened.read() == content
    made.dispose()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\work\\a.txt", "a.txt"),
        ("a\0b.txt", "ab.txt"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ("\u202egpj.txt", "gpj.txt"),
        ("a/", ""),
    ],
)
def test_a_name_leads_nowhere(told: str, kept: str) -> None:
    assert plain_name(told) == kept


def test_two_uploads_of_one_name_at_once_are_two_versions_each_told(engine: Engine, tmp_path: Path) -> None:
    archive, contents = encrypted(engine, tmp_path / "blobs"), [b"first\n", b"second\n", b"third\n", b"first\n"]

    def bring(content: bytes) -> None:
        held = archive.keep(ACME, io.BytesIO(content), "a.txt")
        archive.bring(ACME, held, place=PLACE, name="a.txt", person="E1", now=NOW)

    with ThreadPoolExecutor(4) as several:
        list(several.map(bring, contents))
    with reading(engine) as connection:
        versions = versions_at(connection, ACME, PLACE)
        marks = connection.execute(select(LEDGER_MARKS.c.id)).fetchall()
    assert [each.version for each in versions] == [each + 1 for each in range(len(versions))]
    assert len(versions) in {3, 4}
    assert len(marks) == len(versions)
    assert len(files_in(tmp_path / "blobs")) == len({each.file.sha256 for each in versions}) == 3
    for each in versions:
        archive.read(ACME, each.file.sha256).close()


def test_a_hold_placed_while_files_are_let_go_waits_and_one_placed_before_is_seen(
    engine: Engine, tmp_path: Path
) -> None:
    archive = encrypted(engine, tmp_path)
    for place in (PLACE, "E1/1:own.files"):
        held = archive.keep(ACME, io.BytesIO(place.encode()), "a.txt")
        archive.bring(ACME, held, place=place, name="a.txt", person="E1", now=NOW)
    placed = threading.Event()

    def hold() -> None:
        with writing(engine) as connection:
            on = HeldThing(kind="person", name="E1")
            place_hold(connection, ACME, on, why="仲裁", by="U-HR", now=NOW)
            placed.set()

    with writing(engine) as connection:
        gone = let_go(connection, ACME, [PLACE], NOW)
        other = threading.Thread(target=hold)
        other.start()
        assert not placed.wait(0.5), "it waits until what is let go is gone"
    other.join()
    assert [each.place for each in gone] == [PLACE]
    with writing(engine) as connection:
        assert held_places(connection, ACME) == {PLACE, "E1/1:own.files"}
        assert let_go(connection, ACME, ["E1/1:own.files"], NOW) == []


class Huge(io.RawIOBase):
    """A file of a size that nobody has to hold: one megabyte again and again, each beginning with its number."""

    def __init__(self, megabytes: int) -> None:
        super().__init__()
        self._filling, self._size, self._place = some_bytes(MEGABYTE - 8), megabytes * MEGABYTE, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        number, start = divmod(self._place, MEGABYTE)
        found = (b"\x89PNG\r\n\x1a\n" if number == 0 else number.to_bytes(8, "big")) + self._filling
        count = min(len(into), MEGABYTE - start, self._size - self._place)
        into[:count] = found[start : start + count]
        self._place += count
        return count


@pytest.mark.parametrize("megabytes", [64, pytest.param(1024, marks=pytest.mark.long)])
def test_a_huge_upload_does_not_grow_memory(megabytes: int, tmp_path: Path) -> None:
    made = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(made)
    archive = encrypted(made, tmp_path / "blobs")
    tracemalloc.start()
    try:
        held = archive.keep(ACME, io.BufferedReader(Huge(megabytes), MEGABYTE), "a.png")
        assert held.size == megabytes * MEGABYTE
        with archive.read(ACME, held.sha256) as opened:
            assert opened.seek(0, os.SEEK_END) == held.size
        assert tracemalloc.get_traced_memory()[1] < MOST_GROWTH
    finally:
        tracemalloc.stop()
    made.dispose()
