"""versions_found, version_named: versions in the archive by place, person, case, name and number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from handover_policy.ledger.files.tables import FILE_VERSIONS
from handover_policy.ledger.files.versions import FileVersion, versions_at


def versions_found(
    connection: Connection, company: str, *, place: str | None, person: str | None, case: str | None
) -> Sequence[FileVersion]:
    """Return the versions at a place, of a person, of a case; all where none is named, place by place."""
    row = FILE_VERSIONS.c
    told = (
        *(() if place is None else (row.place == place,)),
        *(() if person is None else (row.owner == person,)),
        *(() if case is None else (row.case_id == case,)),
    )
    asked = select(row.place).where(row.company == company, *told).distinct().order_by(row.place)
    places = connection.execute(asked).scalars().all()
    return [each for at in places for each in versions_at(connection, company, at)]


def version_named(
    connection: Connection, company: str, place: str, name: str, version: int | None
) -> FileVersion | None:
    """Return a version of a name at a place, the newest where none is named; None where there is none."""
    found = versions_at(connection, company, place, name)
    if version is None:
        return found[-1] if found else None
    return next((each for each in found if each.version == version), None)
