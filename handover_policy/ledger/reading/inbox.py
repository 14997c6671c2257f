"""What has come to somebody, and which sheets may wait for them, where too many cases depend on them to read all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, exists, func, select

from handover_policy.ledger.reading.board import IS_UNFINISHED, OBLIGATION
from handover_policy.ledger.reading.cases import TaskPlace
from handover_policy.ledger.tables import DELEGATIONS, TASKS, WATCHES

BEGUN = ("open", "submitted", "confirmed", "returned")


def principals_of(connection: Connection, company: str, person: str) -> Sequence[str]:
    """Return the ids of those who ever let somebody act in their place."""
    row = DELEGATIONS.c
    asked = select(row.principal).where(row.company == company, row.delegate == person).distinct()
    return connection.execute(asked).scalars().all()


def turns_of(
    connection: Connection, company: str, people: Collection[str], limit: int, offset: int
) -> Sequence[TaskPlace]:
    """Return the begun tasks whose turn has come to one of some people, the earliest due first."""
    row = TASKS.c
    told = select(row.case_id, row.place).where(*_come_to(company, people)).order_by(row.due, row.case_id, row.place)
    return [TaskPlace(*each) for each in connection.execute(told.limit(limit).offset(offset))]


def turns_count(connection: Connection, company: str, people: Collection[str]) -> int:
    """Return how many begun tasks have come to one of some people."""
    told = select(func.count()).where(*_come_to(company, people))
    return connection.execute(told).scalar() or 0


def handed_over_to(connection: Connection, company: str, people: Collection[str], most: int) -> Sequence[str]:
    """Return the ids of open cases that depend on one of some people, and in which nothing is left but to sign."""
    watch, row = WATCHES.c, TASKS.c
    left = select(row.place).where(
        row.company == watch.company,
        row.case_id == watch.case_id,
        IS_UNFINISHED,
        ~row.id.contains(OBLIGATION, autoescape=True),
    )
    told = select(watch.case_id).where(watch.company == company, watch.person.in_(sorted(people)), ~exists(left))
    return connection.execute(told.distinct().order_by(watch.case_id).limit(most)).scalars().all()


def _come_to(company: str, people: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    row = TASKS.c
    return row.company == company, row.person.in_(sorted(people)), row.state.in_(BEGUN)
