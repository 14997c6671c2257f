"""erase_before: bodies of rows that an opening stands for set to nothing, but for those of cases that are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, select, update

from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.people.tables import ADDRESSES, ASKED_FOR
from handover_policy.ledger.personal.tables import CERTIFICATE_LINKS, DRAFTS, OPENINGS, REQUESTS
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import (
    CASE_LINKS,
    CASES,
    DELEGATIONS,
    LEDGER,
    PEOPLE,
    SIGN_IN_LINKS,
    TASKS,
    WATCHES,
)

Name = TypeVar("Name", str, int)
MOST_AT_ONCE = 500
BEFORE: BindParameter[int] = bindparam("before")
HERE: BindParameter[str] = bindparam("here")
PLACE: BindParameter[int] = bindparam("place")
SAY_HOW = ("policy", "code")
"""Kinds of rows that tell of nobody."""
OLDER = (
    select(LEDGER.c.position, LEDGER.c.subject, LEDGER.c.case_id)
    .where(
        LEDGER.c.company == COMPANY,
        LEDGER.c.position < BEFORE,
        LEDGER.c.kind.not_in(SAY_HOW),
        LEDGER.c.salt.is_not(None),  # what was erased before stays as it is
    )
    .order_by(LEDGER.c.position)
)
LINKED = select(CASE_LINKS.c.position).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.case_id.in_(NAMES))
ERASED = (
    update(LEDGER)
    .where(LEDGER.c.company == HERE, LEDGER.c.position == PLACE)
    .values(body=None, decision=None, salt=None, subject=None, case_id=None)
)
UNLINKED = delete(CASE_LINKS).where(CASE_LINKS.c.company == HERE, CASE_LINKS.c.position == PLACE)
UNSENT = delete(OUTBOX).where(OUTBOX.c.company == COMPANY, OUTBOX.c.position.in_(NAMES))
CASES_OF = select(CASES.c.id).where(CASES.c.company == COMPANY, CASES.c.employee.in_(NAMES))
EMPLOYEES = select(CASES.c.employee).where(CASES.c.company == COMPANY, CASES.c.id.in_(NAMES))
GONE_PEOPLE = (
    delete(DRAFTS).where(DRAFTS.c.company == COMPANY, DRAFTS.c.person.in_(NAMES)),
    delete(REQUESTS).where(REQUESTS.c.company == COMPANY, REQUESTS.c.person.in_(NAMES)),
    delete(OPENINGS).where(OPENINGS.c.company == COMPANY, OPENINGS.c.person.in_(NAMES)),
    delete(CERTIFICATE_LINKS).where(CERTIFICATE_LINKS.c.company == COMPANY, CERTIFICATE_LINKS.c.person.in_(NAMES)),
    delete(PEOPLE).where(PEOPLE.c.company == COMPANY, PEOPLE.c.id.in_(NAMES)),
    delete(CASES).where(CASES.c.company == COMPANY, CASES.c.employee.in_(NAMES)),
    delete(DELEGATIONS).where(DELEGATIONS.c.company == COMPANY, DELEGATIONS.c.principal.in_(NAMES)),
    delete(SIGN_IN_LINKS).where(SIGN_IN_LINKS.c.company == COMPANY, SIGN_IN_LINKS.c.person.in_(NAMES)),
    delete(ADDRESSES).where(ADDRESSES.c.company == COMPANY, ADDRESSES.c.person.in_(NAMES)),
    delete(ASKED_FOR).where(ASKED_FOR.c.company == COMPANY, ASKED_FOR.c.person.in_(NAMES)),
)
GONE_CASES = (
    delete(TASKS).where(TASKS.c.company == COMPANY, TASKS.c.case_id.in_(NAMES)),
    delete(WATCHES).where(WATCHES.c.company == COMPANY, WATCHES.c.case_id.in_(NAMES)),
    delete(CASE_LINKS).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.case_id.in_(NAMES)),
)


def forget_people(connection: Connection, company: str, people: Collection[str]) -> None:
    """Take people, their cases, what they delegated and their links out of the state."""
    cases = _found(connection, company, CASES_OF, people)
    for part in _parts(cases):
        for statement in GONE_CASES:
            connection.execute(statement, {"company": company, "names": part})
    for part in _parts(people):
        for statement in GONE_PEOPLE:
            connection.execute(statement, {"company": company, "names": part})


def erase_before(connection: Connection, company: str, position: int, kept_cases: Collection[str]) -> int:
    """Set what older rows say to nothing; position, kind, times and leaf stay. Return how many were erased.

    Args:
        connection: of the transaction.
        company: its id.
        position: of the opening that stands for the rows before it.
        kept_cases: ids of cases whose rows stay readable: open, under hold, or within retention.

    """
    cases = frozenset(kept_cases)
    people = frozenset(_found(connection, company, EMPLOYEES, cases))
    linked = frozenset(_found(connection, company, LINKED, cases))
    older = connection.execute(OLDER, {"company": company, "before": position})
    gone = [
        place
        for place, subject, case in older
        if not (case in cases if case is not None else subject in people) and place not in linked
    ]
    rows = [{"here": company, "place": place} for place in gone]
    if rows:
        connection.execute(ERASED, rows)
        connection.execute(UNLINKED, rows)
    for part in _parts(gone):
        connection.execute(UNSENT, {"company": company, "names": part})
    return len(gone)


def _found(connection: Connection, company: str, asked: Select[Any], names: Iterable[str]) -> list[Any]:
    """Return the first column of what a query finds by names."""
    parts = _parts(names)
    return [row[0] for part in parts for row in connection.execute(asked, {"company": company, "names": part})]


def _parts(names: Iterable[Name]) -> list[list[Name]]:
    whole = list(names)
    return [whole[start : start + MOST_AT_ONCE] for start in range(0, len(whole), MOST_AT_ONCE)]
