"""ask, answer: what people ask about their personal information, answered by hr within thirty days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Select, func, select, update

from handover_policy.ledger.database import writing
from handover_policy.ledger.personal.tables import REQUESTS
from handover_policy.ledger.rows.access import upsert

RequestKind: TypeAlias = Literal["correction", "deletion", "certificate-link"]
ANSWERED_WITHIN = timedelta(days=30)
LONGEST_TEXT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRequest:
    """What somebody asked for, and the answer where there is one."""

    id: str
    person: str
    kind: str
    text: str
    at: datetime
    answered_at: datetime | None
    answer: str | None
    answered_by: str | None

    @property
    def due(self) -> datetime:
        """By when it is to be answered."""
        return self.at + ANSWERED_WITHIN


def ask(engine: Engine, company: str, person: str, kind: RequestKind, text: str, *, name: str, now: datetime) -> None:
    """Keep what somebody asks for, in a transaction of its own."""
    with writing(engine) as connection:
        request_in(connection, company, person, kind, text, name=name, now=now)


def request_in(
    connection: Connection, company: str, person: str, kind: RequestKind, text: str, *, name: str, now: datetime
) -> None:
    """Keep what somebody asks for; `name` is drawn when the page was made, so that a second click asks nothing more."""
    row = {
        "company": company,
        "id": name,
        "person": person,
        "kind": kind,
        "text": text[:LONGEST_TEXT],
        "at": now.isoformat(timespec="seconds"),
        "answered_at": None,
        "answer": None,
        "answered_by": None,
    }
    known = select(REQUESTS.c.id).where(REQUESTS.c.company == company, REQUESTS.c.id == name)
    if connection.execute(known).first() is None:
        connection.execute(upsert(REQUESTS, connection.dialect.name), row)


def answer(engine: Engine, company: str, name: str, text: str, *, by: str, now: datetime) -> bool:
    """Return whether this answered a request; not one that somebody answered before."""
    with writing(engine) as connection:
        return answer_in(connection, company, name, text, by=by, now=now)


def answer_in(connection: Connection, company: str, name: str, text: str, *, by: str, now: datetime) -> bool:
    """Return whether this answered a request, in a transaction that does more."""
    row = REQUESTS.c
    told = update(REQUESTS).where(row.company == company, row.id == name, row.answered_at.is_(None))
    values = {"answered_at": now.isoformat(timespec="seconds"), "answer": text[:LONGEST_TEXT], "answered_by": by}
    return connection.execute(told.values(**values)).rowcount == 1


def requests_of(connection: Connection, company: str, person: str) -> Sequence[PersonalRequest]:
    """Return what somebody asked for, the newest first."""
    asked = _asked(company).where(REQUESTS.c.person == person).order_by(REQUESTS.c.at.desc(), REQUESTS.c.id)
    return [_request(each) for each in connection.execute(asked)]


def open_requests(connection: Connection, company: str, most: int) -> Sequence[PersonalRequest]:
    """Return what is not answered yet, what is due first before all else."""
    asked = _asked(company).where(REQUESTS.c.answered_at.is_(None)).order_by(REQUESTS.c.at, REQUESTS.c.id)
    return [_request(each) for each in connection.execute(asked.limit(most))]


def count_open(connection: Connection, company: str) -> int:
    """Return how many requests are not answered yet."""
    row = REQUESTS.c
    asked = select(func.count()).where(row.company == company, row.answered_at.is_(None))
    return int(connection.execute(asked).scalar() or 0)


def answered_requests(connection: Connection, company: str, most: int) -> Sequence[PersonalRequest]:
    """Return what was answered last."""
    asked = _asked(company).where(REQUESTS.c.answered_at.is_not(None)).order_by(REQUESTS.c.answered_at.desc())
    return [_request(each) for each in connection.execute(asked.limit(most))]


def _asked(company: str) -> Select[Any]:
    row = REQUESTS.c
    names = (row.id, row.person, row.kind, row.text, row.at, row.answered_at, row.answer, row.answered_by)
    return select(*names).where(row.company == company)


def _request(row: Any) -> PersonalRequest:  # noqa: ANN401 - a row of the query above
    name, person, kind, text, at, answered_at, told, by = row
    return PersonalRequest(
        id=name,
        person=person,
        kind=kind,
        text=text,
        at=datetime.fromisoformat(at),
        answered_at=None if answered_at is None else datetime.fromisoformat(answered_at),
        answer=told,
        answered_by=by,
    )
