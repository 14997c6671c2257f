"""Which cases and tasks are asked for, by their ids; and what the ledger tells of a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, Select, literal, or_, select, tuple_

from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.reading.told import IN_TURN, ReadRow, positions_of, within
from handover_policy.ledger.tables import CASES, DELEGATIONS, LEDGER, TASKS, WATCHES
from handover_policy.model.words.states import FINISHED

MOST_KEYS = 1000
"""How many messages one query names."""


class TaskPlace(NamedTuple):
    """Where a task stands: its case, and its place among the tasks of that."""

    case: str
    place: int


class TaskRow(NamedTuple):
    """A task as it is written, and where it stands."""

    at: TaskPlace
    body: str


class Delivery(NamedTuple):
    """How a message on a channel stands; times are seconds since 1970, `instead_of` is the channel that failed."""

    notice: str
    channel: str
    person: str
    state: str
    attempts: int
    address: str | None = None
    provider_id: str | None = None
    code: str | None = None
    reason: str | None = None
    instead_of: str | None = None
    sent_at: float | None = None
    settled_at: float | None = None
    next_attempt: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksAsked:
    """Which tasks are asked for: of a person, in a state, due before a day."""

    person: str | None = None
    state: str | None = None
    due_before: date | None = None


def case_ids(connection: Connection, company: str, after: str, limit: int, state: str | None) -> Sequence[str]:
    """Return the ids of cases behind one, in the order of their characters' numbers; `state` None is any."""
    row = CASES.c
    asked = select(row.id).where(row.company == company, row.id > after).order_by(row.id).limit(limit)
    return connection.execute(asked if state is None else asked.where(row.state == state)).scalars().all()


def tasks_after(
    connection: Connection, company: str, after: TaskPlace | None, limit: int, asked: TasksAsked
) -> Sequence[TaskRow]:
    """Return tasks behind a place, case by case; those of a person are those that may be theirs."""
    found = connection.execute(tasks_asked(company, after, limit, asked))
    return [TaskRow(TaskPlace(case, place), body) for case, place, body in found]


def tasks_asked(company: str, after: TaskPlace | None, limit: int, asked: TasksAsked) -> Select[str, int, str]:
    """Return the query for tasks: unfinished ones where no state is asked for."""
    row, watch = TASKS.c, WATCHES.c
    told = select(row.case_id, row.place, row.body).where(row.company == company)
    if after is not None:
        told = told.where(tuple_(row.case_id, row.place) > tuple_(literal(after.case), literal(after.place)))
    unfinished = row.state.not_in(sorted(FINISHED))
    told = told.where(unfinished if asked.state is None else row.state == asked.state)
    if asked.due_before is not None:
        told = told.where(row.due < asked.due_before.isoformat())
    if asked.person is not None and asked.state in FINISHED:
        named = f'"person":{orjson.dumps(asked.person).decode()}'
        told = told.where(row.body.contains(named, autoescape=True))
    elif asked.person is not None:
        depending = select(watch.case_id).where(watch.company == company, watch.person == asked.person)
        told = told.where(or_(row.person == asked.person, row.case_id.in_(depending)))
    return told.order_by(row.case_id, row.place).limit(limit)


def watched_cases(connection: Connection, company: str, people: Sequence[str]) -> Sequence[str]:
    """Return the ids of the open cases that depend on one of some people, or on whoever lets the first act for them."""
    watch, acting = WATCHES.c, DELEGATIONS.c
    principals = select(acting.principal).where(acting.company == company, acting.delegate == people[0])
    asked = select(watch.case_id).where(
        watch.company == company, or_(watch.person.in_(list(people)), watch.person.in_(principals))
    )
    return connection.execute(asked.distinct()).scalars().all()


def history_of(
    connection: Connection, company: str, case: str, after: int, limit: int
) -> tuple[Sequence[ReadRow], bool]:
    """Return the rows that tell of a case beyond a position, in order, and whether there may be more."""
    asked = history_asked(company, case, after, limit)
    with connection.execute(asked, execution_options=IN_TURN) as found:
        rows, whole = within(map(ReadRow._make, found), lambda row: sum(len((each or "").encode()) for each in row[3:]))
    return rows, not whole or len(rows) == limit


def history_asked(company: str, case: str, after: int, limit: int) -> Select[int, str, str, str | None, str | None]:
    """Return the query for the rows of a case."""
    row, of_case = LEDGER.c, positions_of(company, case, after, limit=limit)
    asked = select(row.position, row.kind, row.received_at, row.body, row.decision)
    told = asked.join(of_case, row.position == of_case.c.position).where(row.company == company)
    return told.order_by(row.position)


def deliveries_of(connection: Connection, company: str, notices: Collection[str]) -> Mapping[str, Sequence[Delivery]]:
    """Return by the key of a message how it stands on each channel."""
    found: dict[str, list[Delivery]] = {}
    row, keys = OUTBOX.c, list(notices)
    for start in range(0, len(keys), MOST_KEYS):
        asked = (
            select(*(row[name] for name in Delivery._fields))
            .where(row.company == company, row.notice.in_(keys[start : start + MOST_KEYS]))
            .order_by(row.notice, row.channel)
        )
        for each in connection.execute(asked):
            found.setdefault(each.notice, []).append(Delivery(*each))
    return found
