"""FileHold, place_hold, lift_hold, held_places: legal holds on files, and letting files go where none stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.files.tables import FILE_HOLDS, FILE_VERSIONS
from handover_policy.ledger.files.told import mark_of_file
from handover_policy.ledger.files.versions import FileVersion, versions_at
from handover_policy.ledger.files.whose import Whose, whose_at
from handover_policy.ledger.notes.marks import add_marks
from handover_policy.ledger.tables import CASES, PEOPLE

HoldKind: TypeAlias = Literal["place", "person", "case"]
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4711, hashtext(:company))")
ROW, HELD = FILE_VERSIONS.c, FILE_HOLDS.c


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldThing:
    """What a hold is on: a place, everything of a person, or of a case."""

    kind: HoldKind
    name: str

    @property
    def whose(self) -> Whose:
        """Whose it is."""
        if self.kind == "person":
            return Whose(self.name, None)
        return whose_at(self.name if self.kind == "place" else f"case:{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHold:
    """A hold: who placed it and why, and who lifted it."""

    number: int
    on: HeldThing
    why: str
    by: str
    at: str
    lifted_by: str | None = None
    lifted_at: str | None = None
    lifted_why: str | None = None


class NothingToHold(LookupError):
    """Nothing is kept that a hold would be on: there never was, or it came too late and everything was erased."""


class NoSuchHold(LookupError):
    """There is no hold of a number, or it was lifted before."""


def alone_with_files(connection: Connection, company: str) -> None:
    """Wait, within a transaction that writes, until nobody else places a hold or lets files go; until it ends.

    Whoever lets files go calls this first and then looks for holds: one that is placed meanwhile waits, and finds the
    files gone; one that was placed before is seen. On SQLite a transaction that writes is alone by itself.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(ONE_AT_A_TIME, {"company": company})


def place_hold(connection: Connection, company: str, on: HeldThing, *, why: str, by: str, now: datetime) -> FileHold:
    """Place a hold, told in the ledger too: nothing of what it is on is let go while it stands."""
    alone_with_files(connection, company)
    last = connection.execute(select(func.max(HELD.number)).where(HELD.company == company)).scalar()
    made = FileHold(number=(last or 0) + 1, on=on, why=why, by=by, at=now.isoformat(timespec="seconds"))
    row = {"number": made.number, "kind": on.kind, "name": on.name, "why": why}
    row |= {"placed_by": by, "placed_at": made.at}
    connection.execute(FILE_HOLDS.insert(), {"company": company, **row})
    told = {"hold": made.number, "on": on.kind, "name": on.name, "why": why, "by": by, "at": made.at}
    add_marks(connection, company, [mark_of_file("held", on.whose, told)])
    return made


def anything_kept(connection: Connection, company: str, on: HeldThing) -> bool:
    """Return whether anything is kept that a hold would be on: a hold on what was erased before came too late.

    Asked within the transaction that places it: whoever erases waits for that, or was before it.
    """
    row, person = FILE_VERSIONS.c, on.whose.person
    fits = {"place": row.place == on.name, "person": row.owner == on.name, "case": row.case_id == on.name}[on.kind]
    files = select(row.number).where(row.company == company, row.erased_at.is_(None), fits)
    people = select(PEOPLE.c.id).where(PEOPLE.c.company == company, PEOPLE.c.id == person)
    cases = select(CASES.c.id).where(CASES.c.company == company, CASES.c.id == on.whose.case)
    asked = [files, cases if on.whose.case is not None else people]
    return any(connection.execute(each.limit(1)).first() is not None for each in asked)


def lift_hold(connection: Connection, company: str, number: int, *, why: str, by: str, now: datetime) -> FileHold:
    """Lift a hold, told in the ledger too.

    Raises:
        NoSuchHold: there is none of this number that stands.

    """
    alone_with_files(connection, company)
    found = next((each for each in holds_of(connection, company, standing=True) if each.number == number), None)
    if found is None:
        raise NoSuchHold(number)
    at = now.isoformat(timespec="seconds")
    here = (HELD.company == company, HELD.number == number)
    connection.execute(FILE_HOLDS.update().where(*here).values(lifted_by=by, lifted_at=at, lifted_why=why))
    told = {"hold": number, "on": found.on.kind, "name": found.on.name, "why": why, "by": by, "at": at}
    add_marks(connection, company, [mark_of_file("released", found.on.whose, told)])
    return FileHold(
        number=number, on=found.on, why=found.why, by=found.by, at=found.at, lifted_by=by, lifted_at=at, lifted_why=why
    )


def holds_of(connection: Connection, company: str, *, standing: bool) -> Sequence[FileHold]:
    """Return the holds of a company in the order in which they were placed; `standing`: those that stand alone."""
    told = select(*(each for each in FILE_HOLDS.c if each.name != "company")).where(HELD.company == company)
    asked = told.where(HELD.lifted_at.is_(None)) if standing else told
    return [
        FileHold(
            number=row.number,
            on=HeldThing(kind=row.kind, name=row.name),
            why=row.why,
            by=row.placed_by,
            at=row.placed_at,
            lifted_by=row.lifted_by,
            lifted_at=row.lifted_at,
            lifted_why=row.lifted_why,
        )
        for row in connection.execute(asked.order_by(HELD.number))
    ]


def is_held(connection: Connection, company: str, place: str) -> bool:
    """Return whether a hold is on a place, on whose it is, or on its case."""
    whose = whose_at(place)
    on = {HeldThing(kind="place", name=place), HeldThing(kind="person", name=whose.person)}
    on |= set() if whose.case is None else {HeldThing(kind="case", name=whose.case)}
    return any(each.on in on for each in holds_of(connection, company, standing=True))


def held_places(connection: Connection, company: str) -> frozenset[str]:
    """Return the places whose files are under a hold."""
    asked = select(ROW.place).where(ROW.company == company, _is_held(company)).distinct()
    return frozenset(connection.execute(asked).scalars())


def held_cases(connection: Connection, company: str) -> frozenset[str]:
    """Return the cases that a hold is on, or on files of: nothing of what the ledger tells of them is erased."""
    holds = holds_of(connection, company, standing=True)
    people = {each.on.name for each in holds if each.on.kind == "person"}
    asked = select(CASES.c.id).where(CASES.c.company == company, CASES.c.employee.in_(people))
    named = {each.on.whose.case for each in holds if each.on.whose.case is not None}
    return frozenset(connection.execute(asked).scalars()) | named


def retain_longer(connection: Connection, company: str, place: str, until: date) -> None:
    """Keep what is at a place until a day at least; a later day that was said before stays."""
    here = (ROW.company == company, ROW.place == place, ROW.erased_at.is_(None))
    sooner = or_(ROW.retain_until.is_(None), ROW.retain_until < until.isoformat())
    connection.execute(FILE_VERSIONS.update().where(*here, sooner).values(retain_until=until.isoformat()))


def let_go(
    connection: Connection, company: str, places: Collection[str], now: datetime, *, tell: bool = True
) -> Sequence[FileVersion]:
    """Mark the versions at places as erased, but for those under a hold or within retention.

    `tell` says whether the ledger tells of each: not where somebody is forgotten, for each row would name them again.
    Returns those that were; whoever asked destroys contents that no other version has, once this is committed.
    """
    alone_with_files(connection, company)
    held, today, at = held_places(connection, company), now.date().isoformat(), now.isoformat(timespec="seconds")
    gone = [
        each
        for place in sorted(set(places) - held)
        for each in versions_at(connection, company, place)
        if each.erased_at is None and (each.retain_until is None or each.retain_until < today)
    ]
    for each in gone:
        here = (ROW.company == company, ROW.place == each.place, ROW.number == each.number)
        connection.execute(FILE_VERSIONS.update().where(*here).values(erased_at=at))
    told = ({"place": each.place, "number": each.number, "sha256": each.file.sha256, "at": at} for each in gone)
    marks = [mark_of_file("erased", whose_at(str(each["place"])), each) for each in told]
    add_marks(connection, company, marks if tell else ())
    return gone


def _is_held(company: str) -> ColumnElement[bool]:
    """Return the condition under which a version is under a hold."""
    fits = or_(
        and_(HELD.kind == "place", HELD.name == ROW.place),
        and_(HELD.kind == "person", HELD.name == ROW.owner),
        and_(HELD.kind == "case", HELD.name == ROW.case_id),
    )
    return select(HELD.number).where(HELD.company == company, HELD.lifted_at.is_(None), fits).exists()
