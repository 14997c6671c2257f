"""Rows of the ledger as they are read back: one, the feed of decisions, and which ids stand for other content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, and_, or_, select

from handover_policy.ledger.tables import CASE_LINKS, COMPANIES, LEDGER, SEEN_EVENTS

EVENT = "event"
AT_ONCE = 200
"""How many rows of the feed are read at a time."""
MOST_LOOKED_AT = 5_000
"""How many rows one question of a filtered feed looks at; the next one goes on behind them."""


class LedgerRow(NamedTuple):
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


def row_at(connection: Connection, company: str, position: int) -> LedgerRow | None:
    """Return a row; None where there is none at the position."""
    row = LEDGER.c
    asked = select(row.position, row.kind, row.received_at, row.body, row.decision)
    found = connection.execute(asked.where(row.company == company, row.position == position)).first()
    return None if found is None else LedgerRow(*found)


def next_position(connection: Connection, company: str) -> int:
    """Return the position that the next row will have."""
    found = connection.execute(select(COMPANIES.c.next_position).where(COMPANIES.c.company == company)).scalar()
    return 1 if found is None else int(found)


def decisions_after(
    connection: Connection, company: str, after: int, limit: int, *, effect: str | None = None, case: str | None = None
) -> Feed:
    """Return decisions beyond a position, in their order.

    Args:
        connection: a transaction.
        company: whose they are.
        after: the position they follow.
        limit: how many at most.
        effect: the kind of effect each is to have; None for any.
        case: the case each is to have touched; None for any.

    """
    end = next_position(connection, company) - 1
    found: list[tuple[int, str]] = []
    last, looked_at = after, 0
    while last < end and len(found) < limit and looked_at < MOST_LOOKED_AT:
        rows = connection.execute(_decisions(company, last, case, effect), {"most": AT_ONCE}).fetchall()
        looked_at += AT_ONCE
        for position, decision in rows:
            last = position
            if effect is None or has_effect(decision, effect, case):
                found.append((position, decision))
                if len(found) == limit:
                    return Feed(found, last)
        if len(rows) < AT_ONCE:
            last = end
    return Feed(found, max(last, after))


def _decisions(company: str, after: int, case: str | None, effect: str | None):  # type: ignore[no-untyped-def] # noqa: ANN202
    row = LEDGER.c
    asked = (
        select(row.position, row.decision)
        .where(row.company == company, row.position > after, row.kind == EVENT, row.decision.is_not(None))
        .order_by(row.position)
        .limit(AT_ONCE)
    )
    if case is not None:
        linked = select(CASE_LINKS.c.position).where(CASE_LINKS.c.company == company, CASE_LINKS.c.case_id == case)
        asked = asked.where(or_(row.case_id == case, row.position.in_(linked)))
    if effect is not None:
        asked = asked.where(row.decision.contains(f'"effect":"{effect}"', autoescape=True))
    return asked


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
