"""HeldFile, FileVersion: what the archive holds by content, and who brought it where, version by version."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError

from handover_policy.ledger.database import writing
from handover_policy.ledger.files.gone import wanted_again
from handover_policy.ledger.files.tables import FILE_VERSIONS, FILES
from handover_policy.ledger.files.told import mark_of_file
from handover_policy.ledger.files.whose import whose_at
from handover_policy.ledger.notes.marks import add_marks
from handover_policy.ledger.rows.access import upsert

LOOKS, LOOK_SECONDS = 100, 0.05
"""How often somebody who brings a file that was erased of another waits until it is removed, and for how long."""
TRIES = 20
"""How often somebody who brings a file comes again where others bring theirs at the same moment."""
MOST_AT_ONCE = 500
"""How many digests one query names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file that the archive holds: its SHA-256 in hex, its bytes, and its kind as its content tells it.

    `scanned` says that a virus scanner found it clean.
    """

    sha256: str
    size: int
    media_type: str
    scanned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """A file as somebody brought it somewhere; `version` counts those of the same name there, from 1.

    `retain_until` is the last day on which it must be there, where somebody has said so; `erased_at` when its content
    was let go.
    """

    place: str
    number: int
    version: int
    name: str
    person: str
    at: str
    file: HeldFile
    retain_until: str | None = None
    erased_at: str | None = None

    def told(self) -> dict[str, object]:
        """Return what the ledger keeps of it."""
        return {
            "place": self.place,
            "name": self.name,
            "version": self.version,
            "number": self.number,
            "sha256": self.file.sha256,
            "size": self.file.size,
            "media_type": self.file.media_type,
            "by": self.person,
            "at": self.at,
            "scanned": self.file.scanned,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """Who brings a file where, under which name, when, and until when it must be there.

    `apart`: files of other names there count as others, though they have the same content: of a folder, each is kept.
    """

    place: str
    name: str
    person: str
    now: datetime
    retain_until: date | None = None
    apart: bool = False


def hold_file(engine: Engine, company: str, file: HeldFile) -> None:
    """Note that the archive holds a file; of one that was there nothing changes, but that it was scanned."""
    for left in reversed(range(LOOKS)):
        with writing(engine) as connection:
            if hold_in(connection, company, file, whatever=not left):
                return
        time.sleep(LOOK_SECONDS)


def hold_in(connection: Connection, company: str, file: HeldFile, *, whatever: bool) -> bool:
    """Note within a transaction that the archive holds a file; False while somebody removes what it held before.

    `whatever` notes it even so.
    """
    if not wanted_again(connection, company, file.sha256, whatever=whatever):
        return False
    known = held_files(connection, company, [file.sha256]).get(file.sha256)
    row: dict[str, object] = {
        "company": company,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "scanned": file.scanned or (known is not None and known.scanned),
    }
    connection.execute(upsert(FILES, connection.dialect.name), row)
    return True


def held_files(connection: Connection, company: str, digests: Collection[str]) -> Mapping[str, HeldFile]:
    """Return by digest what the archive holds of some."""
    row, asked, found = FILES.c, list(digests), dict[str, HeldFile]()
    for start in range(0, len(asked), MOST_AT_ONCE):
        told = select(row.sha256, row.size, row.media_type, row.scanned).where(
            row.company == company, row.sha256.in_(asked[start : start + MOST_AT_ONCE])
        )
        for sha256, size, media_type, scanned in connection.execute(told):
            found[sha256] = HeldFile(sha256=sha256, size=size, media_type=media_type, scanned=scanned)
    return found


def bring_file(engine: Engine, company: str, file: HeldFile, bringing: Bringing) -> FileVersion | None:
    """Note that somebody brought a file to a place, for the ledger too; return its version.

    The same content there already makes no new version: None. A name whose newest version is another content gets one,
    also where that content was an older version: it is restored.
    """
    for left in reversed(range(TRIES)):
        try:
            with writing(engine) as connection:
                return bring_in(connection, company, file, bringing)
        except IntegrityError:  # of two at one moment the second comes again, and finds what the first brought
            if not left:
                raise
    raise AssertionError  # pragma: no cover - the loop returns or raises


def bring_in(connection: Connection, company: str, file: HeldFile, bringing: Bringing) -> FileVersion | None:
    """Note within a transaction that somebody brought a file to a place, as `bring_file` does.

    Raises:
        IntegrityError: somebody else brought something there at the same moment.

    """
    row, place, name = FILE_VERSIONS.c, bringing.place, bringing.name
    before = versions_at(connection, company, place, name if bringing.apart else None)
    newest = [each for each in newest_of(before) if each.erased_at is None]
    if any(each.file.sha256 == file.sha256 for each in newest):
        return None
    last = connection.execute(select(func.max(row.number)).where(row.company == company, row.place == place)).scalar()
    named = [each for each in before if each.name == name]
    until = bringing.retain_until
    version = FileVersion(
        place=place,
        number=(last or 0) + 1,
        version=len(named) + 1,
        name=name,
        person=bringing.person,
        at=bringing.now.isoformat(timespec="seconds"),
        file=file,
        retain_until=None if until is None else until.isoformat(),
    )
    connection.execute(FILE_VERSIONS.insert(), _row(company, version))
    was_there = any(each.file.sha256 == file.sha256 for each in named)
    add_marks(
        connection, company, [mark_of_file("restored" if was_there else "brought", whose_at(place), version.told())]
    )
    return version


def _row(company: str, version: FileVersion) -> dict[str, object]:
    whose = whose_at(version.place)
    return {
        "company": company,
        "place": version.place,
        "number": version.number,
        "sha256": version.file.sha256,
        "name": version.name,
        "person": version.person,
        "at": version.at,
        "owner": whose.person,
        "case_id": whose.case,
        "retain_until": version.retain_until,
    }


def versions_at(connection: Connection, company: str, place: str, only: str | None = None) -> Sequence[FileVersion]:
    """Return everything that was brought to a place, or what of it has a name, in the order in which it came."""
    row, held = FILE_VERSIONS.c, FILES.c
    asked = (
        select(row.number, row.name, row.person, row.at, row.retain_until, row.erased_at)
        .add_columns(held.sha256, held.size, held.media_type, held.scanned)
        .join_from(FILE_VERSIONS, FILES, (held.company == row.company) & (held.sha256 == row.sha256))
        .where(row.company == company, row.place == place, *(() if only is None else (row.name == only,)))
        .order_by(row.number)
    )
    counts, found = dict[str, int](), list[FileVersion]()
    for each in connection.execute(asked):
        counts[each.name] = counts.get(each.name, 0) + 1
        found.append(
            FileVersion(
                place=place,
                number=each.number,
                version=counts[each.name],
                name=each.name,
                person=each.person,
                at=each.at,
                file=HeldFile(
                    sha256=each.sha256, size=each.size, media_type=each.media_type, scanned=bool(each.scanned)
                ),
                retain_until=each.retain_until,
                erased_at=each.erased_at,
            )
        )
    return found


def newest_of(versions: Sequence[FileVersion]) -> Sequence[FileVersion]:
    """Return the newest version of each name, in the order in which these came."""
    return sorted({each.name: each for each in versions}.values(), key=lambda each: each.number)


def places_of(connection: Connection, company: str, sha256: str) -> Sequence[str]:
    """Return where a file was brought to."""
    row = FILE_VERSIONS.c
    asked = select(row.place).where(row.company == company, row.sha256 == sha256).distinct().order_by(row.place)
    return connection.execute(asked).scalars().all()
