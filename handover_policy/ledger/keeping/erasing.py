"""erase_before: bodies of rows that an opening stands for set to nothing, but for those of cases that are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from urllib.parse import unquote

from sqlalchemy import BindParameter, Connection, Delete, Select, bindparam, delete, select, update

from handover_policy.ledger.outbox.private import IS_PRIVATE
from handover_policy.ledger.outbox.tables import (
    CHANNEL_RATES,
    OUTBOX,
    SENDING,
    UNDELIVERABLE,
    UNREACHED,
    WAITING,
)
from handover_policy.ledger.packages.tables import PACKAGES
from handover_policy.ledger.people.tables import ADDRESSES, ASKED_FOR
from handover_policy.ledger.personal.tables import CERTIFICATE_LINKS, DRAFTS, OPENINGS, REQUESTS
from handover_policy.ledger.proofs.tables import TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import (
    CASE_LINKS,
    CASES,
    CODES,
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
GONE = "erased"
"""Why a message to somebody who is past retention is not sent any more."""
DELIVERY = "delivery"
SAY_HOW = ("policy", "code")
"""Kinds of rows that tell of nobody."""
OLDER = (
    select(LEDGER.c.position, LEDGER.c.kind, LEDGER.c.subject, LEDGER.c.case_id)
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
SAYS_NOTHING = select(LEDGER.c.position).where(
    LEDGER.c.company == COMPANY, LEDGER.c.position < BEFORE, LEDGER.c.salt.is_(None)
)
UNTOLD = delete(TOLD_DIGESTS).where(
    TOLD_DIGESTS.c.company == COMPANY,
    TOLD_DIGESTS.c.position < BEFORE,
    TOLD_DIGESTS.c.position.in_(SAYS_NOTHING),
)
UNSENT = delete(OUTBOX).where(OUTBOX.c.company == COMPANY, OUTBOX.c.position.in_(NAMES))
CASES_OF = select(CASES.c.id).where(CASES.c.company == COMPANY, CASES.c.employee.in_(NAMES))
EMPLOYEES = select(CASES.c.employee).where(CASES.c.company == COMPANY, CASES.c.id.in_(NAMES))
GONE_PEOPLE = (
    delete(DRAFTS).where(DRAFTS.c.company == COMPANY, DRAFTS.c.person.in_(NAMES)),
    delete(REQUESTS).where(REQUESTS.c.company == COMPANY, REQUESTS.c.person.in_(NAMES)),
    delete(OPENINGS).where(OPENINGS.c.company == COMPANY, OPENINGS.c.person.in_(NAMES)),
    delete(CERTIFICATE_LINKS).where(CERTIFICATE_LINKS.c.company == COMPANY, CERTIFICATE_LINKS.c.person.in_(NAMES)),
    delete(CODES).where(CODES.c.company == COMPANY, CODES.c.person.in_(NAMES)),
    delete(UNREACHED).where(UNREACHED.c.company == COMPANY, UNREACHED.c.person.in_(NAMES)),
    delete(OUTBOX).where(OUTBOX.c.company == COMPANY, OUTBOX.c.person.in_(NAMES), IS_PRIVATE),
    delete(PEOPLE).where(PEOPLE.c.company == COMPANY, PEOPLE.c.id.in_(NAMES)),
    delete(CASES).where(CASES.c.company == COMPANY, CASES.c.employee.in_(NAMES)),
    delete(DELEGATIONS).where(DELEGATIONS.c.company == COMPANY, DELEGATIONS.c.principal.in_(NAMES)),
    delete(SIGN_IN_LINKS).where(SIGN_IN_LINKS.c.company == COMPANY, SIGN_IN_LINKS.c.person.in_(NAMES)),
    delete(ADDRESSES).where(ADDRESSES.c.company == COMPANY, ADDRESSES.c.person.in_(NAMES)),
    delete(ASKED_FOR).where(ASKED_FOR.c.company == COMPANY, ASKED_FOR.c.person.in_(NAMES)),
)
UNREACHABLE = (
    update(OUTBOX)
    .where(OUTBOX.c.company == HERE, OUTBOX.c.person.in_(NAMES), OUTBOX.c.state.in_((WAITING, SENDING)))
    .values(state=UNDELIVERABLE, code=GONE, next_attempt=None, claimed_by=None, claimed_until=None),
    update(OUTBOX)
    .where(OUTBOX.c.company == HERE, OUTBOX.c.person.in_(NAMES))
    .values(address=None, provider_id=None, reason=None),
    update(PACKAGES).where(PACKAGES.c.company == HERE, PACKAGES.c.receiver.in_(NAMES)).values(receiver=None),
)
"""What is forgotten of messages and packages to people that others' cases ask for."""
GONE_CASES = (
    delete(TASKS).where(TASKS.c.company == COMPANY, TASKS.c.case_id.in_(NAMES)),
    delete(WATCHES).where(WATCHES.c.company == COMPANY, WATCHES.c.case_id.in_(NAMES)),
    delete(CASE_LINKS).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.case_id.in_(NAMES)),
    delete(UNREACHED).where(UNREACHED.c.company == COMPANY, UNREACHED.c.case_id.in_(NAMES)),
    delete(PACKAGES).where(PACKAGES.c.company == COMPANY, PACKAGES.c.case_id.in_(NAMES)),
)
BUCKETS = select(CHANNEL_RATES.c.bucket).where(CHANNEL_RATES.c.company == COMPANY)
NO_BUCKETS = delete(CHANNEL_RATES).where(CHANNEL_RATES.c.company == COMPANY, CHANNEL_RATES.c.bucket.in_(NAMES))


def forget_people(connection: Connection, company: str, people: Collection[str]) -> None:
    """Take people, their cases, what they delegated and their links out of the state, and where they were reached.

    How their messages stood is still known, where the decision that asked for one is kept; not where they went.
    """
    cases = _found(connection, company, CASES_OF, people)
    for part in _parts(cases):
        for statement in GONE_CASES:
            connection.execute(statement, {"company": company, "names": part})
    for part in _parts(people):
        for statement in GONE_PEOPLE:
            connection.execute(statement, {"company": company, "names": part})
        for forgotten in UNREACHABLE:
            connection.execute(forgotten, {"here": company, "names": part})
    gone = frozenset(people)
    buckets = connection.execute(BUCKETS, {"company": company}).scalars()
    _delete(connection, company, NO_BUCKETS, [each for each in buckets if each.rpartition("\n")[2] in gone])


def erase_before(
    connection: Connection,
    company: str,
    position: int,
    kept_cases: Collection[str],
    *,
    without: Collection[str] = (),
) -> int:
    """Set what older rows say to nothing; position, kind, times and leaf stay. Return how many were erased.

    Args:
        connection: of the transaction.
        company: its id.
        position: of the opening that stands for the rows before it.
        kept_cases: ids of cases whose rows stay readable: open, under hold, or within retention.
        without: people past retention: of what was delivered to them in others' cases nothing stays readable, for it
            says where they were reached.

    """
    cases = frozenset(kept_cases)
    people = frozenset(_found(connection, company, EMPLOYEES, cases))
    linked = frozenset(_found(connection, company, LINKED, cases))
    left_out = frozenset(without)
    older = connection.execute(OLDER, {"company": company, "before": position})
    gone = [
        place
        for place, kind, subject, case in older
        if (not (case in cases if case is not None else subject in people) and place not in linked)
        or (kind == DELIVERY and subject in left_out and not _is_own(case, subject))
    ]
    rows = [{"here": company, "place": place} for place in gone]
    if rows:
        connection.execute(ERASED, rows)
        connection.execute(UNLINKED, rows)
    _delete(connection, company, UNSENT, gone)
    connection.execute(UNTOLD, {"company": company, "before": position})
    return len(gone)


def _is_own(case: str | None, person: str) -> bool:
    """Return whether a case is somebody's own departure: what is kept of it is kept whole."""
    return case is not None and unquote(case.rpartition("/")[0]) == person


def _delete(connection: Connection, company: str, statement: Delete, names: Iterable[Name]) -> None:
    for part in _parts(names):
        connection.execute(statement, {"company": company, "names": part})


def _found(connection: Connection, company: str, asked: Select[Any], names: Iterable[str]) -> list[Any]:
    """Return the first column of what a query finds by names."""
    parts = _parts(names)
    return [row[0] for part in parts for row in connection.execute(asked, {"company": company, "names": part})]


def _parts(names: Iterable[Name]) -> list[list[Name]]:
    whole = list(names)
    return [whole[start : start + MOST_AT_ONCE] for start in range(0, len(whole), MOST_AT_ONCE)]
