"""hold_files, release_files: legal holds in the database, and in the store itself where it has such."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from handover_policy.app.filing.archive import Archive
from handover_policy.app.filing.finding import versions_found
from handover_policy.ledger.database import writing
from handover_policy.ledger.files.holds import (
    FileHold,
    HeldThing,
    NothingToHold,
    anything_kept,
    held_places,
    lift_hold,
    place_hold,
)


def hold_files(archive: Archive, company: str, on: HeldThing, *, why: str, by: str, now: datetime) -> FileHold:
    """Place a hold; it counts once it is in the database, and then the store is told of each content.

    Raises:
        NothingToHold: nothing is kept that it would be on; perhaps it came too late. No hold is placed.

    """
    with writing(archive.engine) as connection:
        made = place_hold(connection, company, on, why=why, by=by, now=now)
        if not anything_kept(connection, company, on):
            raise NothingToHold(on.name)
        digests = _digests(connection, company, on)
    for each in sorted(digests):
        archive.blobs.hold(company, each, held=True)
    return made


def release_files(archive: Archive, company: str, number: int, *, why: str, by: str, now: datetime) -> FileHold:
    """Lift a hold; the store lets go of each content that no other hold is on.

    Raises:
        NoSuchHold: there is none of this number that stands.

    """
    with writing(archive.engine) as connection:
        lifted = lift_hold(connection, company, number, why=why, by=by, now=now)
        digests = _digests(connection, company, lifted.on) - _held(connection, company)
    for each in sorted(digests):
        archive.blobs.hold(company, each, held=False)
    return lifted


def _digests(connection: Connection, company: str, on: HeldThing) -> set[str]:
    named = {each: on.name if each == on.kind else None for each in ("place", "person", "case")}
    found = versions_found(connection, company, place=named["place"], person=named["person"], case=named["case"])
    return {each.file.sha256 for each in found if each.erased_at is None}


def _held(connection: Connection, company: str) -> set[str]:
    found = set[str]()
    for place in held_places(connection, company):
        found |= _digests(connection, company, HeldThing(kind="place", name=place))
    return found
