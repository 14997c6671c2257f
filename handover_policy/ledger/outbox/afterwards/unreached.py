"""note_unreached, unreached: who has no address for a message, told to hr once a case, until somebody has told them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.ledger.outbox.rows import NO_ADDRESS
from handover_policy.ledger.outbox.tables import ACCEPTED, DELIVERED, PORTAL, READ, SENDING, UNREACHED, WAITING

FOUND = UNREACHED.c
ON_ITS_WAY = frozenset({WAITING, SENDING, ACCEPTED, DELIVERED, READ})
LOOKED_AT = 10
"""How many are looked at for each that is shown: some were given an address since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Somebody who has no address on a channel that is set up.

    Args:
        person: who.
        cases: whose messages could not go out; None among them for those of no case.
        at: when that was found last.
        channels: on which, in their order.
        unheard: how many messages go out to them on no other channel: they learn of these by hand alone.

    """

    person: str
    cases: Sequence[str | None]
    at: str
    channels: Sequence[str]
    unheard: int


def note_unreached(connection: Connection, company: str, rows: Sequence[OutboxRow], now: datetime) -> None:
    """Note whom messages did not reach for want of an address; who was told of in a case is not told of again."""
    at = now.isoformat(timespec="seconds")
    whom = dict.fromkeys((row.case_id or "", row.person) for row in rows)
    told = [{"company": company, "case_id": case, "person": person, "at": at} for case, person in whom]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(UNREACHED).on_conflict_do_nothing(index_elements=["company", "case_id", "person"])
    connection.execute(statement, told)


def unreached(connection: Connection, company: str, most: int, groups: Collection[str] = ()) -> Sequence[Unreached]:
    """Return who has no address and was not told by hand yet, those first who learn of something by nothing else.

    Whoever was given an address, so that what could not go out did, is told of no more. What goes to a group, on the
    channels `groups`, reaches nobody in particular.
    """
    asked = select(FOUND.person, FOUND.case_id, FOUND.at).where(FOUND.company == company, FOUND.told_at.is_(None))
    newest = asked.order_by(FOUND.at.desc(), FOUND.person, FOUND.case_id).limit(most * LOOKED_AT)
    cases: dict[str, list[str | None]] = {}
    latest: dict[str, str] = {}
    for person, case, at in connection.execute(newest):
        cases.setdefault(person, []).append(case or None)
        latest.setdefault(person, at)
    found = [
        _standing(connection, company, (each, latest[each]), of_person, groups) for each, of_person in cases.items()
    ]
    shown = [each for each in found if each.channels]
    return sorted(shown, key=lambda each: not each.unheard)[:most]


def told_by_hand(engine: Engine, company: str, person: str, *, by: str, now: datetime) -> bool:
    """Return whether this noted that somebody was told by hand what did not reach them; not where nothing waited."""
    mine = (FOUND.company == company, FOUND.person == person, FOUND.told_at.is_(None))
    told = update(UNREACHED).where(*mine).values(told_at=now.isoformat(timespec="seconds"), told_by=by)
    with writing(engine) as connection:
        return connection.execute(told).rowcount > 0


def _standing(
    connection: Connection, company: str, who: tuple[str, str], cases: Sequence[str | None], groups: Collection[str]
) -> Unreached:
    person, at = who
    asked = select(ROW.notice, ROW.channel, ROW.state, ROW.code, ROW.case_id).where(
        ROW.company == company, ROW.person == person, ROW.channel != PORTAL
    )
    about = or_(ROW.case_id.in_([case for case in cases if case is not None]), ROW.case_id.is_(None))
    found = connection.execute(asked.where(about).order_by(ROW.channel, ROW.position))
    rows = [each for each in found if each.case_id in cases]
    without = [row for row in rows if row.code == NO_ADDRESS]
    carried = {row.notice for row in rows if row.state in ON_ITS_WAY and row.channel not in groups}
    return Unreached(
        person=person,
        cases=[case for case in cases if any(row.case_id == case for row in without)],
        at=at,
        channels=tuple(dict.fromkeys(row.channel for row in without)),
        unheard=len({row.notice for row in without} - carried),
    )
