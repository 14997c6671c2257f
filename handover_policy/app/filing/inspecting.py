"""inspect_archive: whether every version has its content, each is what was brought, and the ledger tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from handover_policy.app.filing.archive import Archive
from handover_policy.ledger.database import reading
from handover_policy.ledger.files.tables import FILE_VERSIONS, FILES
from handover_policy.ledger.files.versions import FileVersion, versions_at
from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.blobs import BlobBroken, BlobMissing, BlobUnopened

KIND, BRINGS = "file", frozenset({"file.brought", "file.restored"})
TOLD = ("name", "sha256", "by", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFault:
    """Something that is wrong in the archive.

    Args:
        code: what: `missing`, `broken`, `unopened` of content; `untold`, `otherwise`, `row-missing` of a version and
            the row of the ledger that tells of it; `stray` of what lies there and belongs to nothing.
        what: the digest, or the name of what lies there.
        place: where it was brought to; empty of what was brought nowhere.
        name: under which name.
        version: its number of that name.
        by: who brought it.
        at: when.
        detail: what else is known: the id of a key, the columns that differ.

    """

    code: str
    what: str
    place: str = ""
    name: str = ""
    version: int = 0
    by: str = ""
    at: str = ""
    detail: str = ""


@dataclass(slots=True)
class Inspected:
    """How many versions and contents were looked at."""

    versions: int = 0
    contents: int = 0


def inspect_archive(archive: Archive, company: str, counted: Inspected) -> Iterator[ArchiveFault]:
    """Yield what is wrong in a company's archive: every content is read, to its last byte.

    Raises:
        SQLAlchemyError: the database failed.
        OSError: what keeps contents is away.

    """
    with reading(archive.engine) as connection:
        versions = list(_versions(connection, company))
        known = set(connection.execute(select(FILES.c.sha256).where(FILES.c.company == company)).scalars())
        told = dict(_told(connection, company))
        silent = _silenced(connection, company)
    counted.versions = len(versions)
    yield from _against_the_log(versions, told, silent=silent)
    standing = [each for each in versions if each.erased_at is None]
    erased = {each.file.sha256 for each in versions} - {each.file.sha256 for each in standing}
    by_digest: dict[str, list[FileVersion]] = {each: [] for each in sorted(known - erased)}
    for each in standing:
        by_digest.setdefault(each.file.sha256, []).append(each)
    for digest, brought in by_digest.items():
        counted.contents += 1
        yield from _content(archive, company, digest, brought)
    for stray in archive.blobs.strays(company, list(by_digest)):
        yield ArchiveFault(code="stray", what=stray)


def _content(archive: Archive, company: str, digest: str, brought: Sequence[FileVersion]) -> Iterator[ArchiveFault]:
    """Yield what is wrong with a content, once for each version that has it."""
    detail = ""
    try:
        archive.blobs.open(company, digest).close()
    except BlobMissing:
        code = "missing"
    except BlobUnopened as unopened:
        code, detail = "unopened", unopened.key_id
    except BlobBroken:
        code = "broken"
    else:
        return
    if not brought:
        yield ArchiveFault(code=code, what=digest, detail=detail)
    for each in brought:
        yield _fault(code, each, detail)


def _against_the_log(
    versions: Sequence[FileVersion], told: Mapping[tuple[str, int], Mapping[str, Any]], *, silent: bool
) -> Iterator[ArchiveFault]:
    left = dict(told)
    for each in versions:
        body = left.pop((each.place, each.number), None)
        if body is None:
            if not silent:  # what was erased from the ledger tells of nothing any more
                yield _fault("untold", each)
            continue
        here = each.told()
        others = tuple(name for name in TOLD if body.get(name) != here[name])
        if others:
            yield _fault("otherwise", each, ", ".join(others))
    for (place, number), body in left.items():
        if body.get("erased"):
            continue
        told_by, at = str(body.get("by", "")), str(body.get("at", ""))
        name, version = str(body.get("name", "")), int(body.get("version", number))
        what = str(body.get("sha256", ""))
        yield ArchiveFault(code="row-missing", what=what, place=place, name=name, version=version, by=told_by, at=at)


def _fault(code: str, version: FileVersion, detail: str = "") -> ArchiveFault:
    return ArchiveFault(
        code=code,
        what=version.file.sha256,
        place=version.place,
        name=version.name,
        version=version.version,
        by=version.person,
        at=version.at,
        detail=detail,
    )


def _versions(connection: Connection, company: str) -> Iterator[FileVersion]:
    row = FILE_VERSIONS.c
    places = connection.execute(select(row.place).where(row.company == company).distinct().order_by(row.place))
    for place in places.scalars().all():
        yield from versions_at(connection, company, place)


def _told(connection: Connection, company: str) -> Iterator[tuple[tuple[str, int], Mapping[str, Any]]]:
    """Yield what the ledger tells of versions, what still waits to be written among it."""
    row, mark = LEDGER.c, LEDGER_MARKS.c
    told = select(row.type, row.body).where(row.company == company, row.kind == KIND, row.body.is_not(None))
    waiting = select(mark.type, mark.body).where(mark.company == company, mark.kind == KIND)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for rows in (connection.execute(told.order_by(row.position)), connection.execute(waiting.order_by(mark.id))):
        for kind, body in rows:
            said = orjson.loads(body)
            if kind in BRINGS:
                found[said["place"], said["number"]] = said
            elif kind == "file.erased":
                found.setdefault((said["place"], said["number"]), dict(said))["erased"] = True
    return iter(found.items())


def _silenced(connection: Connection, company: str) -> bool:
    """Return whether rows of files were erased from the ledger."""
    row = LEDGER.c
    asked = select(row.position).where(row.company == company, row.kind == KIND, row.body.is_(None)).limit(1)
    return connection.execute(asked).first() is not None
