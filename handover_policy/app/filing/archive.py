"""Archive: where a service keeps files: each looked at first, then on disk, then noted."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

import structlog
from sqlalchemy import Engine

from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.clamd import Clamd, ScannerAway
from handover_policy.archive.gate import FileRefused, looked_at
from handover_policy.archive.kinds import kind_of_media_type
from handover_policy.archive.pictures import shown_as
from handover_policy.ledger.database import reading
from handover_policy.ledger.files.holds import is_held
from handover_policy.ledger.files.versions import Bringing, FileVersion, HeldFile, bring_file, hold_file
from handover_policy.ports.blobs import Blobs

LOG = structlog.get_logger("handover.archive")
MEGABYTE = 1024 * 1024
LONGEST_NAME = 200
PICTURES_HELD = 128
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no name shows: controls, marks of direction, ends of lines."""


def unsaid(_company: str, _now: datetime) -> date | None:
    """Return that nobody has said until when files are kept."""
    return None


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of a service; any thread may use it.

    `retained_until` says of a company the last day on which a file must be there that is brought now.
    """

    engine: Engine
    blobs: Blobs
    uploads: UploadSettings
    scanner: Clamd | None = None
    retained_until: Callable[[str, datetime], date | None] = unsaid
    _pictures: dict[tuple[str, str, int], bytes | None] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def most_bytes(self) -> int:
        """The size of one file at most."""
        return self.uploads.max_mb * MEGABYTE

    def keep(self, company: str, content: BinaryIO, name: str, *, any_text: bool = False) -> HeldFile:
        """Return a file as it is kept, once it is on disk and noted.

        Args:
            company: whose it is.
            content: the file; all of it is read.
            name: under which it came; empty where it has none.
            any_text: takes texts of every ending, as they lie in folders of code.

        Raises:
            FileRefused: it is not taken.
            OSError: it could not be written.

        """
        size = content.seek(0, 2)
        if size > self.most_bytes:
            raise FileRefused("too-large", size=size, most=self.most_bytes)
        kind = looked_at(content, name, self.uploads.types, any_text=any_text)
        scanned = self._scanned(company, content)
        kept = self.blobs.put(company, content)
        held = HeldFile(sha256=kept.sha256, size=kept.size, media_type=kind.media_type, scanned=scanned)
        hold_file(self.engine, company, held)
        if not self.blobs.held(company, [held.sha256]):  # it was erased of another, and removed meanwhile
            content.seek(0)
            self.blobs.put(company, content)
        return held

    def _scanned(self, company: str, content: BinaryIO) -> bool:
        """Return whether a scanner found a file clean; without one it is taken, and marked: nobody's act waits for it.

        Raises:
            FileRefused: something was found in it.

        """
        if self.scanner is None:
            return False
        try:
            found = self.scanner.found_in(content)
        except ScannerAway as away:
            LOG.warning("file-unscanned", company=company, why=str(away)[:500])
            return False
        if found is not None:
            raise FileRefused("infected", found=found)
        return True

    def bring(
        self, company: str, held: HeldFile, *, place: str, name: str, person: str, now: datetime, apart: bool = False
    ) -> FileVersion | None:
        """Note that somebody brought a file that is kept to a place, for the ledger too; None where it was there."""
        until = self.retained_until(company, now)
        bringing = Bringing(place=place, name=name, person=person, now=now, retain_until=until, apart=apart)
        made = bring_file(self.engine, company, held, bringing)
        if made is not None:
            self.keep_back(company, place, held.sha256, until)
        return made

    def keep_back(self, company: str, place: str, sha256: str, until: date | None) -> None:
        """Let the store itself refuse to delete what was brought to a place, while it is retained or held."""
        if until is not None:
            self.blobs.retain(company, sha256, until)
        with reading(self.engine) as connection:
            held = is_held(connection, company, place)
        if held:
            self.blobs.hold(company, sha256, held=True)

    def read(self, company: str, sha256: str) -> BinaryIO:
        """Return a file at its beginning; raises what Blobs.open does."""
        return self.blobs.open(company, sha256)

    def picture(self, company: str, held: HeldFile, longest: int) -> bytes | None:
        """Return a file as a picture whose longer side is not longer; None where it is none."""
        kind = kind_of_media_type(held.media_type)
        if kind is None or not kind.picture:
            return None
        wanted = (company, held.sha256, longest)
        with self._lock:
            if wanted in self._pictures:
                return self._pictures[wanted]
        with self.blobs.open(company, held.sha256) as opened:
            made = shown_as(opened, longest)
        with self._lock:
            self._pictures[wanted] = made
            while len(self._pictures) > PICTURES_HELD:
                del self._pictures[next(iter(self._pictures))]
        return made


def plain_name(told: str | None) -> str:
    """Return the name of a file as it is kept and shown: without folders, nothing in it unseen, not too long."""
    last = (told or "").replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each) not in UNSEEN)
    name = " ".join(seen.split())
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return (
        f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
        if dot and len(ending) < LONGEST_NAME // 4
        else (name[:LONGEST_NAME])
    )


def is_picture(media_type: str) -> bool:
    """Return whether files of a media type are shown as pictures."""
    kind = kind_of_media_type(media_type)
    return kind is not None and kind.picture
