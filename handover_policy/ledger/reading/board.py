"""What a board shows of the cases somebody may see: counted by the database in one go, the bodies of few alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy import literal_column as literally

from handover_policy.ledger.tables import CASES, LEDGER, PEOPLE, TASKS, UNFINISHED

OBLIGATION = ":obligation."
CERTIFICATE, FINAL_PAY = ":obligation.certificate", ":obligation.final_pay"
DECLINED = "withdrawal.declined"
MOST_AT_ONCE = 500
IS_OPEN: ColumnElement[bool] = literally("cases.state = 'open'")
"""By literals, as the indexes of open cases, of unfinished tasks and of requests have them."""
IS_UNFINISHED: ColumnElement[bool] = literally(f"({UNFINISHED.replace('state', 'tasks.state')})")
ASKS: ColumnElement[bool] = literally("(ledger.type = 'withdrawal.requested' AND ledger.outcome = 'applied')")


class PagePart(NamedTuple):
    """How many rows of a list, and behind how many."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Which cases somebody may see: of a company, and `under` somebody those of their people; days that count."""

    company: str
    today: date
    soon: date
    under: str | None = None


class OpenCase(NamedTuple):
    """An open case; how many of its tasks are late, how many of the handover unfinished.

    `duties` are those of the employer that are due soon or late, `first_duty` the due day of the first of them.
    """

    id: str
    employee: str
    last_day: str | None
    name: str | None
    department: str | None
    late: int
    handover: int
    duties: int
    certificates: int
    payments: int
    first_duty: str | None


class StayRow(NamedTuple):
    """A request to stay: its case, and the row of the ledger that tells of it."""

    case: str
    position: int
    received_at: str
    body: str | None


def open_on_board(connection: Connection, seen: Sight) -> Sequence[OpenCase]:
    """Return the open cases somebody may see, in no order."""
    return [OpenCase(*each) for each in connection.execute(open_asked(seen))]


def open_asked(
    seen: Sight,
) -> Select[str, str, str | None, str | None, str | None, int, int, int, int, int, str | None]:
    """Return the query for the open cases somebody may see."""
    tasks = _counted(seen)
    counts = (tasks.c[name] for name in ("late", "handover", "duties", "certificates", "payments"))
    told = select(
        CASES.c.id,
        CASES.c.employee,
        CASES.c.last_day,
        PEOPLE.c.name,
        PEOPLE.c.department,
        *(func.coalesce(each, 0) for each in counts),
        tasks.c.first_duty,
    )
    joined = CASES.join(PEOPLE, _theirs(), isouter=True).join(tasks, tasks.c.case_id == CASES.c.id, isouter=True)
    return told.select_from(joined).where(*_visible(seen), IS_OPEN)


def over_on_board(
    connection: Connection, seen: Sight, words: Sequence[str], department: str, part: PagePart
) -> tuple[int, Sequence[str]]:
    """Return how many cases are over of those somebody may see, and the ids of some, the latest first."""
    told = select(CASES.c.id).select_from(CASES.join(PEOPLE, _theirs(), isouter=True))
    told = told.where(*_visible(seen), CASES.c.state != "open")
    if department:
        told = told.where(PEOPLE.c.department == department)
    for word in words:
        named = (func.lower(PEOPLE.c.name), func.lower(CASES.c.employee))
        told = told.where(or_(*(each.contains(word, autoescape=True) for each in named)))
    count = connection.execute(select(func.count()).select_from(told.subquery())).scalar() or 0
    page = told.order_by(CASES.c.last_day.desc(), CASES.c.id).limit(part.limit).offset(part.offset)
    return count, connection.execute(page).scalars().all()


def bodies_of(connection: Connection, company: str, cases: Collection[str]) -> Sequence[str]:
    """Return the bodies of cases, without their tasks."""
    names, row, found = list(cases), CASES.c, list[str]()
    for start in range(0, len(names), MOST_AT_ONCE):
        told = select(row.body).where(row.company == company, row.id.in_(names[start : start + MOST_AT_ONCE]))
        found.extend(connection.execute(told).scalars())
    return found


def asked_to_stay(connection: Connection, seen: Sight, most: int) -> Sequence[StayRow]:
    """Return the newest request to stay of each open case that nobody has declined, the oldest first."""
    return [StayRow(*each) for each in connection.execute(stays_asked(seen, most))]


def stays_asked(seen: Sight, most: int) -> Select[Any]:
    """Return the query for the newest request to stay of each open case that nobody has declined."""
    row = LEDGER.c
    of_case = and_(row.company == CASES.c.company, row.case_id == CASES.c.id)
    newest = select(func.max(row.position).label("position")).join_from(CASES, LEDGER, of_case)
    newest = newest.where(*_visible(seen), IS_OPEN, ASKS, ~_declined()).group_by(CASES.c.id)
    found = newest.subquery()
    told = select(row.case_id, row.position, row.received_at, row.body).join(found, found.c.position == row.position)
    return told.where(row.company == seen.company).order_by(row.position).limit(most)


def reports_of(company: str, manager: str) -> Select[str]:
    """Return the query for the ids of everybody who reports to somebody, directly or through others."""
    row = PEOPLE.c
    direct = select(row.id).where(row.company == company, row.manager == manager).cte("reports", recursive=True)
    reports = direct.union(select(row.id).where(row.company == company, row.manager == direct.c.id))
    return select(reports.c.id).where(reports.c.id != manager)


def _declined() -> ColumnElement[bool]:
    """Return whether a request to stay was declined after it was made."""
    later = LEDGER.alias("answers")
    ours = (later.c.company == LEDGER.c.company, later.c.case_id == LEDGER.c.case_id)
    after = (later.c.position > LEDGER.c.position, later.c.type == DECLINED, later.c.outcome == "applied")
    return exists(select(later.c.position).where(*ours, *after).correlate(LEDGER))


def _counted(seen: Sight) -> Subquery:
    """Return by case what OpenCase counts of its tasks."""
    row = TASKS.c
    duty = row.id.contains(OBLIGATION, autoescape=True)
    due = and_(row.due <= seen.soon.isoformat(), duty)
    told = select(
        row.case_id.label("case_id"),
        _how_many(row.due < seen.today.isoformat()).label("late"),
        _how_many(~duty).label("handover"),
        _how_many(due).label("duties"),
        _how_many(and_(due, row.id.endswith(CERTIFICATE, autoescape=True))).label("certificates"),
        _how_many(and_(due, row.id.endswith(FINAL_PAY, autoescape=True))).label("payments"),
        func.min(case((due, row.due))).label("first_duty"),
    )
    return told.where(row.company == seen.company, IS_UNFINISHED).group_by(row.case_id).subquery()


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _theirs() -> ColumnElement[bool]:
    return and_(PEOPLE.c.company == CASES.c.company, PEOPLE.c.id == CASES.c.employee)


def _visible(seen: Sight) -> tuple[ColumnElement[bool], ...]:
    """Return which cases somebody may see: all of the company, or of those who report to them, through others too."""
    ours = CASES.c.company == seen.company
    return (ours,) if seen.under is None else (ours, CASES.c.employee.in_(reports_of(seen.company, seen.under)))


def stay_standing(connection: Connection, company: str, of: str) -> tuple[str, bool] | None:
    """Return when somebody asked to stay at last, and whether that was declined; None where they never did."""
    row = LEDGER.c
    ours = (row.company == company, row.case_id == of, row.outcome == "applied")
    told = select(row.type, row.received_at).where(*ours, row.type.in_(("withdrawal.requested", DECLINED)))
    found = [(str(kind), at) for kind, at in connection.execute(told.order_by(row.position))]
    asked = [at for kind, at in found if kind != DECLINED]
    return (asked[-1], found[-1][0] == DECLINED) if asked else None
