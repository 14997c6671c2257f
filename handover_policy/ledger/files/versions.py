"""HeldFile, FileVersion: what the archive holds by content, and who brought it where, version by version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError

from handover_policy.ledger.database import writing
from handover_policy.ledger.rows.access import upsert
from handover_policy.ledger.tables import FILE_VERSIONS, FILES

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
    """A file as somebody brought it somewhere; `version` counts those of the same name there, from 1."""

    place: str
    number: int
    version: int
    name: str
    person: str
    at: str
    file: HeldFile


def hold_file(engine: Engine, company: str, file: HeldFile) -> None:
    """Note that the archive holds a file; of one that was there nothing changes, but that it was scanned."""
    row: dict[str, object] = {
        "company": company,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
    }
    with writing(engine) as connection:
        known = held_files(connection, company, [file.sha256]).get(file.sha256)
        row["scanned"] = file.scanned or (known is not None and known.scanned)
        connection.execute(upsert(FILES, connection.dialect.name), row)


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


def bring_file(
    engine: Engine, company: str, file: HeldFile, *, place: str, name: str, person: str, now: datetime
) -> None:
    """Note that somebody brought a file to a place; the same content there already makes no new version.

    A name whose newest version is another content gets one, also where that content was an older version.
    """
    for left in reversed(range(TRIES)):
        try:
            with writing(engine) as connection:
                _bring(connection, company, file, place=place, name=name, person=person, now=now)
        except IntegrityError:  # of two at one moment the second comes again, and finds what the first brought
            if not left:
                raise
        else:
            return


def _bring(
    connection: Connection, company: str, file: HeldFile, *, place: str, name: str, person: str, now: datetime
) -> None:
    row = FILE_VERSIONS.c
    newest = newest_of(versions_at(connection, company, place))
    if any(each.file.sha256 == file.sha256 for each in newest):
        return
    last = connection.execute(select(func.max(row.number)).where(row.company == company, row.place == place)).scalar()
    told = {
        "company": company,
        "place": place,
        "number": (last or 0) + 1,
        "sha256": file.sha256,
        "name": name,
        "person": person,
        "at": now.isoformat(timespec="seconds"),
    }
    connection.execute(FILE_VERSIONS.insert(), told)


def versions_at(connection: Connection, company: str, place: str) -> Sequence[FileVersion]:
    """Return everything that was brought to a place, in the order in which it came."""
    row, held = FILE_VERSIONS.c, FILES.c
    asked = (
        select(row.number, row.name, row.person, row.at, held.sha256, held.size, held.media_type, held.scanned)
        .join_from(FILE_VERSIONS, FILES, (held.company == row.company) & (held.sha256 == row.sha256))
        .where(row.company == company, row.place == place)
        .order_by(row.number)
    )
    counts, found = dict[str, int](), list[FileVersion]()
    for number, name, person, at, *content in connection.execute(asked):
        counts[name] = counts.get(name, 0) + 1
        sha256, size, media_type, scanned = content
        file = HeldFile(sha256=sha256, size=size, media_type=media_type, scanned=scanned)
        found.append(
            FileVersion(place=place, number=number, version=counts[name], name=name, person=person, at=at, file=file)
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
