"""Rows of the ledger as they are read back: one, the feed of decisions, and which ids stand for other content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import orjson
from sqlalchemy import Connection, Select, Subquery, and_, select, union

from handover_policy.ledger.tables import CASE_LINKS, COMPANIES, LEDGER, SEEN_EVENTS

Found = TypeVar("Found")
EVENT = "event"
WINDOW = 2_000
"""How many positions one query looks at, so that none runs through a whole ledger."""
MOST_LOOKED_AT = 20_000
"""How many positions one question looks at in vain; the next one goes on behind them."""

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of rows that one answer holds, unless the first one alone has more."""
IN_TURN: Mapping[str, int] = MappingProxyType({"yield_per": 25})
"""How rows are fetched that may be more than an answer holds: some at a time."""


class ReadRow(NamedTuple):
    """A row of the ledger; body and decision are None where they were erased."""

    position: int
    kind: str
    received_at: str
    body: str | None
    decision: str | None


class Feed(NamedTuple):
    """Decisions by position, and the last position that was looked at."""

    rows: Sequence[tuple[int, str]]
    last: int


def row_at(connection: Connection, company: str, position: int) -> ReadRow | None:
    """Return a row; None where there is none at the position."""
    row = LEDGER.c
    asked = select(row.position, row.kind, row.received_at, row.body, row.decision)
    found = connection.execute(asked.where(row.company == company, row.position == position)).first()
    return None if found is None else ReadRow(*found)


def next_position(connection: Connection, company: str) -> int:
    """Return the position that the next row will have."""
    found = connection.execute(select(COMPANIES.c.next_position).where(COMPANIES.c.company == company)).scalar()
    return 1 if found is None else int(found)


def last_received(connection: Connection, company: str) -> datetime | None:
    """Return when the last event of a ledger was received; None where it has none."""
    row = LEDGER.c
    asked = select(row.received_at).where(row.company == company, row.kind == EVENT)
    found = connection.execute(asked.order_by(row.position.desc()).limit(1)).scalar()
    return None if found is None else datetime.fromisoformat(found)


def decisions_after(
    connection: Connection, company: str, after: int, limit: int, *, effect: str | None = None, case: str | None = None
) -> Feed:
    """Return decisions beyond a position, in their order.

    Args:
        connection: a transaction.
        company: whose they are.
        after: the position they follow.
        limit: how many at most; fewer where they are large.
        effect: the kind of effect each is to have; None for any.
        case: the case each is to have touched; None for any.

    """
    end = next_position(connection, company) - 1
    last, until = after, min(end, after + MOST_LOOKED_AT)
    while last < until:
        upto = min(last + WINDOW, until)
        asked = decisions_between(company, last, upto, limit, case=case, effect=effect)
        with connection.execute(asked, execution_options=IN_TURN) as answer:
            rows, whole = within(answer, lambda row: len(row[1].encode()))
        found = [(position, told) for position, told in rows if effect is None or has_effect(told, effect, case)]
        last = upto if whole and len(rows) < limit else rows[-1][0]
        if found:
            return Feed(found, last)
    return Feed((), last)


def within(rows: Iterable[Found], bytes_of: Callable[[Found], int]) -> tuple[Sequence[Found], bool]:
    """Return the first rows that fit into one answer, at least one, and whether they are all."""
    found, room = list[Found](), MOST_BYTES
    for row in rows:
        room -= bytes_of(row)
        if found and room < 0:
            return found, False
        found.append(row)
    return found, True


def decisions_between(
    company: str, after: int, upto: int, limit: int, *, case: str | None, effect: str | None
) -> Select[int, str]:
    """Return the query for decisions of a stretch; of an effect those whose text names one of its kind."""
    row = LEDGER.c
    asked = select(row.position, row.decision)
    if case is not None:
        of_case = positions_of(company, case, after, upto=upto)
        asked = asked.join(of_case, row.position == of_case.c.position)
    told = (row.company == company, row.position > after, row.position <= upto)
    asked = asked.where(*told, row.kind == EVENT, row.decision.is_not(None))
    if effect is not None:
        asked = asked.where(row.decision.contains(f'"effect":"{effect}"', autoescape=True))
    return asked.order_by(row.position).limit(limit)


def positions_of(company: str, case: str, after: int, *, upto: int | None = None, limit: int | None = None) -> Subquery:
    """Return the positions beyond one whose rows are of a case or touched it, the first ones by the index of each."""
    own, link = LEDGER.c, CASE_LINKS.c
    ours = select(own.position).where(own.company == company, own.case_id == case, own.position > after)
    others = select(link.position).where(link.company == company, link.case_id == case, link.position > after)
    if upto is not None:
        ours, others = ours.where(own.position <= upto), others.where(link.position <= upto)
    both = union(ours, others).order_by("position")
    return (both if limit is None else both.limit(limit)).subquery()


def has_effect(decision: str, effect: str, case: str | None = None) -> bool:
    """Return whether a decision has an effect of a kind, on a case where one is named."""
    told: Mapping[str, object] = orjson.loads(decision)
    effects = told.get("effects")
    return any(
        each["effect"] == effect and (case is None or each["case"] == case)
        for each in (effects if isinstance(effects, list) else ())
    )


def taken_otherwise(connection: Connection, company: str, asked: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Return those of the keys under which events with other content stand."""
    seen = SEEN_EVENTS.c
    rows = connection.execute(
        select(seen.key, seen.content).where(
            and_(seen.company == company, seen.key.in_(list(asked)), seen.refused.is_(False))
        )
    )
    return frozenset(bytes(key) for key, content in rows if asked[bytes(key)] != bytes(content))
