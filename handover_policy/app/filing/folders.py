"""sync_folder: a folder of somebody's work brought to a place in the archive, each file; what is left out is named."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from handover_policy.app.filing.archive import Archive
from handover_policy.archive.content import digested
from handover_policy.archive.gate import FileRefused
from handover_policy.ledger.database import reading
from handover_policy.ledger.files.versions import FileVersion, newest_of, versions_at

GIT = ".git"
LONGEST_NAME = 1000
UNSEEN = frozenset({"Cc", "Cs"})
"""Categories of characters that no name may have: controls, and bytes that are no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file, or folder, that was not brought: its path within the folder, why, and what the sentence of it needs.

    `by_intent`: it is never brought, and nothing is lost by that.
    """

    path: str
    why: str
    params: Mapping[str, object] = field(default_factory=dict)
    by_intent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Where a folder is brought, by whom and when."""

    company: str
    place: str
    person: str
    now: datetime


@dataclass(slots=True)
class Synced:
    """What became of a folder: versions that were made, files that were the same, what was left out."""

    made: list[FileVersion] = field(default_factory=list)
    same: list[FileVersion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    elsewhere: int = 0
    """Names that the archive has and the folder has not any more: each stays in the archive."""


def sync_folder(archive: Archive, folder: Path, into: Into) -> Synced:
    """Bring every file of a folder to a place; a file that is the same as its newest version makes none.

    Links are named and not followed, the folder `.git` is named and left out; what cannot be read, or is refused, is
    named too. A version whose content the archive has lost is kept again.

    Raises:
        OSError: the folder itself cannot be read, or the archive not written.
        SQLAlchemyError: the database failed.

    """
    with reading(archive.engine) as connection:
        newest = {each.name: each for each in newest_of(versions_at(connection, into.company, into.place))}
    found, seen = Synced(), set[str]()
    for path in _files(folder, found):
        name = path.relative_to(folder).as_posix()
        seen.add(name)
        if len(name) > LONGEST_NAME or any(unicodedata.category(each) in UNSEEN for each in name):
            found.left_out.append(LeftOut(path=name, why="name"))
            continue
        try:
            with _opened(path) as content:
                _bring(archive, content, name, into, newest.get(name), found)
        except FileRefused as refused:
            found.left_out.append(LeftOut(path=name, why=refused.code, params=refused.params))
        except _Unreadable as unreadable:
            found.left_out.append(LeftOut(path=name, why="unreadable", params={"reason": str(unreadable)}))
    found.elsewhere = len(newest.keys() - seen)
    return found


class _Unreadable(Exception):
    """A file that cannot be opened, and is not the archive's fault."""


def _bring(  # noqa: PLR0917 - a file, where it goes, and what became of it
    archive: Archive, content: BinaryIO, name: str, into: Into, before: FileVersion | None, found: Synced
) -> None:
    digest = digested(content).sha256
    content.seek(0)
    if before is not None and before.erased_at is None and before.file.sha256 == digest:
        if digest not in archive.blobs.held(into.company, [digest]):
            archive.keep(into.company, content, name, any_text=True)
        found.same.append(before)
        return
    held = archive.keep(into.company, content, name, any_text=True)
    made = archive.bring(into.company, held, place=into.place, name=name, person=into.person, now=into.now, apart=True)
    if made is not None:
        found.made.append(made)


def _files(folder: Path, found: Synced) -> Iterator[Path]:
    """Yield the files of a folder, in their order; what else is there is named."""

    def unreadable(error: OSError) -> None:
        path = Path(error.filename)
        if path == folder:
            raise error
        name = path.relative_to(folder).as_posix()
        found.left_out.append(LeftOut(path=name, why="unreadable", params={"reason": error.strerror or ""}))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        here = Path(place)
        for name in sorted(folders):
            path = here / name
            if name == GIT or path.is_symlink():
                folders.remove(name)
                why = "git" if name == GIT else "link"
                found.left_out.append(LeftOut(path=path.relative_to(folder).as_posix(), why=why, by_intent=True))
        folders.sort()
        for name in sorted(files):
            path = here / name
            kind = path.lstat().st_mode
            if name == GIT or stat.S_ISLNK(kind):
                why = "git" if name == GIT else "link"
                found.left_out.append(LeftOut(path=path.relative_to(folder).as_posix(), why=why, by_intent=True))
            elif not stat.S_ISREG(kind):
                found.left_out.append(LeftOut(path=path.relative_to(folder).as_posix(), why="special"))
            else:
                yield path


def _opened(path: Path) -> BinaryIO:
    """Return a file, which has not become a link meanwhile."""
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    except OSError as error:
        reason = "link" if error.errno == errno.ELOOP else error.strerror or str(error)
        raise _Unreadable(reason) from None
