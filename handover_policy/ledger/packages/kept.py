"""KeptPackage: the newest package of a case as it was exported; and the decisions that may call for further ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, Engine, bindparam, func, or_, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.packages.tables import PACKAGE_LOOKS, PACKAGES
from handover_policy.ledger.rows.access import COMPANY, upsert
from handover_policy.ledger.tables import LEDGER

AFTER: BindParameter[int] = bindparam("after")
UP_TO: BindParameter[int] = bindparam("up_to")
ROW, LOOK = LEDGER.c, PACKAGE_LOOKS.c
OF_CASES = '%"effect":"case"%'
"""What stands in the text of every decision that makes a case another one."""
BY_THEMSELVES = ("employee.left", "employee.absent", "successor.assigned", "document.uploaded", "profile.updated")
"""Events that may call for a package though they leave the case as it is."""
CLOCK = "clock.ticked"
"""With time somebody's leaving begins that was told ahead, and a last day passes."""
PACKED = PACKAGES.c
NEWEST = select(PACKED.contents, PACKED.sha256, PACKED.size, PACKED.at, PACKED.receiver).where(
    PACKED.company == COMPANY, PACKED.case_id == bindparam("of_case")
)
RECEIVED = (
    select(PACKED.case_id)
    .where(PACKED.company == COMPANY, PACKED.receiver == bindparam("by"), PACKED.at >= bindparam("since"))
    .order_by(PACKED.at.desc())
    .limit(bindparam("most"))
)
LOOKED = select(LOOK.position).where(LOOK.company == COMPANY)
LAST = select(func.max(ROW.position)).where(ROW.company == COMPANY)
TOLD = (
    select(ROW.position, ROW.type, ROW.subject, ROW.decision)
    .where(ROW.company == COMPANY, ROW.position > AFTER, ROW.position <= UP_TO, ROW.kind == "event")
    .where(ROW.outcome == "applied", ROW.decision.is_not(None))
    .where(or_(ROW.type.in_((*BY_THEMSELVES, CLOCK)), ROW.decision.like(OF_CASES)))
    .order_by(ROW.position)
)


class KeptPackage(NamedTuple):
    """A package as it was exported: a digest over what is in it, its SHA-256, its bytes, when, and for whom."""

    contents: str
    sha256: str
    size: int
    at: str
    receiver: str | None


class ToldDecision(NamedTuple):
    """A decision that may call for a package: where it stands, what was told of whom, and its text."""

    position: int
    type: str
    subject: str
    decision: str


def kept_package(connection: Connection, company: str, case: str) -> KeptPackage | None:
    """Return the newest package of a case; None where none was exported."""
    found = connection.execute(NEWEST, {"company": company, "of_case": case}).first()
    return None if found is None else KeptPackage(*found)


def keep_package(engine: Engine, company: str, case: str, package: KeptPackage) -> None:
    """Note which package of a case is the newest."""
    with writing(engine) as connection:
        told = {"company": company, "case_id": case, **package._asdict()}
        connection.execute(upsert(PACKAGES, connection.dialect.name), told)


def packages_for(connection: Connection, company: str, person: str, since: str, most: int) -> Sequence[str]:
    """Return the cases whose newest package is for somebody and was exported since a moment, the newest first."""
    told = {"company": company, "by": person, "since": since, "most": most}
    return connection.execute(RECEIVED, told).scalars().all()


def looked_to(connection: Connection, company: str) -> int:
    """Return the position of the last row that was looked at; 0 where none was."""
    return int(connection.execute(LOOKED, {"company": company}).scalar() or 0)


def note_looked_to(engine: Engine, company: str, position: int) -> None:
    """Note that every package is exported which decisions up to a position call for."""
    with writing(engine) as connection:
        told = {"company": company, "position": position}
        connection.execute(upsert(PACKAGE_LOOKS, connection.dialect.name), told)


def last_position(connection: Connection, company: str) -> int:
    """Return the position of the last row of a ledger; 0 where it has none."""
    return int(connection.execute(LAST, {"company": company}).scalar() or 0)


def decisions_between(connection: Connection, company: str, after: int, up_to: int) -> Sequence[ToldDecision]:
    """Return the decisions beyond a position, up to another, that may call for a package."""
    found = connection.execute(TOLD, {"company": company, "after": after, "up_to": up_to})
    return [ToldDecision(*each) for each in found]
