"""erase_gone: what rows say of people who are past retention set to nothing; what is others' stays as it is.

A row that is theirs alone is erased whole. Of a row that tells of others, too (a tick, say) only the parts go that are
about them: it is shorn, and still proves what is left of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson
from sqlalchemy import Connection, bindparam, delete, func, select, update

from handover_policy.evidence.leaves import shorn
from handover_policy.evidence.row_parts import BODY, effects_part
from handover_policy.ledger.entries import parts_of
from handover_policy.ledger.keeping.erasing import (
    BEFORE,
    ERASED,
    HERE,
    PLACE,
    SAY_HOW,
    UNLINKED,
    UNSENT,
    UNTOLD,
)
from handover_policy.ledger.ledger_rows import COLUMNS, LedgerRow
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.proofs.digests import told_digests
from handover_policy.ledger.proofs.tables import TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import CASE_LINKS, LEDGER
from handover_policy.render.line import line_of

MOST_AT_ONCE = 500
OPENING, DELIVERY, ERASURE = "opening", "delivery", "erasure"
ERASURE_DONE = "erasure.done"
"""The type of rows that tell of an erasure."""
OF_NOBODY = effects_part("")
"""The part of a row that holds what belongs to no case."""
SOME = (
    select(*COLUMNS)
    .where(
        LEDGER.c.company == COMPANY,
        LEDGER.c.position >= bindparam("first"),
        LEDGER.c.position < BEFORE,
        LEDGER.c.kind.not_in((*SAY_HOW, ERASURE)),
        LEDGER.c.salt.is_not(None),
    )
    .order_by(LEDGER.c.position)
    .limit(MOST_AT_ONCE)
)
NEWEST = select(func.max(LEDGER.c.position)).where(
    LEDGER.c.company == COMPANY, LEDGER.c.subject == bindparam("person"), LEDGER.c.kind == "event"
)
LINKS = select(CASE_LINKS.c.position, CASE_LINKS.c.case_id).where(
    CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.position.in_(NAMES)
)
SHORN = (
    update(LEDGER)
    .where(LEDGER.c.company == HERE, LEDGER.c.position == PLACE)
    .values(body=bindparam("said"), decision=bindparam("decided"), salt=bindparam("salts"))
)
UNSENT_OF_NOBODY = delete(OUTBOX).where(
    OUTBOX.c.company == HERE, OUTBOX.c.position == PLACE, OUTBOX.c.case_id.is_(None), OUTBOX.c.item.is_(None)
)
UNSENT_OF_CASE = delete(OUTBOX).where(
    OUTBOX.c.company == HERE, OUTBOX.c.position == PLACE, OUTBOX.c.case_id == bindparam("gone")
)
UNTOLD_HERE = delete(TOLD_DIGESTS).where(
    TOLD_DIGESTS.c.company == HERE, TOLD_DIGESTS.c.position == PLACE, TOLD_DIGESTS.c.sha256 == bindparam("digest")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """People who are past retention, how they are called, and the ids of their cases.

    `names` tells by name at which position something was last told of whoever bears it: later rows that have the name
    in a text tell of somebody else. `held` are cases under a legal hold: what was delivered in them stays whole.
    """

    people: frozenset[str]
    names: Mapping[str, int]
    cases: frozenset[str]
    held: frozenset[str] = frozenset()

    def owns(self, case: str) -> bool:
        """Return whether a case is a departure of one of them."""
        return case in self.cases or unquote(case.rpartition("/")[0]) in self.people

    def is_named_in(self, effect: object, position: int) -> bool:
        """Return whether an effect of no case, in a row, tells of one of them: by id, or by name within a text."""
        names = [name for name, newest in self.names.items() if position <= newest]
        return any(told in self.people or any(name in told for name in names) for told in _texts_in(effect))


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The positions of rows that were erased whole, and of those that lost what was somebody's who is gone.

    `digests` are of files that some of them told of.
    """

    rows: tuple[int, ...]
    shorn: tuple[int, ...]
    digests: frozenset[bytes]


class RowAltered(ValueError):
    """A row of which a part is to go is not as it was written: whoever verifies the ledger sees what it is."""

    def __init__(self, position: int) -> None:
        """Take its position."""
        super().__init__(f"row {position} is not as it was written")
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shears:
    """What one row loses: whole where `parts` is None."""

    row: LedgerRow
    parts: frozenset[str] | None


def newest_told(connection: Connection, company: str, person: str) -> int:
    """Return the position of the newest event about somebody; 0 where there is none."""
    return connection.execute(NEWEST, {"company": company, "person": person}).scalar() or 0


def erase_gone(connection: Connection, company: str, before: int, gone: Gone) -> Erased:
    """Erase what rows older than an opening say of people who are gone, and older openings.

    Args:
        connection: of the transaction.
        company: its id.
        before: position of the opening that stands for the rows before it.
        gone: who is past retention.

    Raises:
        RowAltered: a row of which a part is to go is not as it was written.

    """
    whole, part, digests = list[int](), list[int](), set[bytes]()
    for rows in _pages(connection, company, before):
        links: dict[int, set[str]] = {}
        for position, case in _links(connection, company, rows):
            links.setdefault(position, set()).add(case)
        found = [each for row in rows if (each := _cut(row, gone, links.get(row.position, set()))) is not None]
        digests.update(*(told_digests(each.row.body, each.row.decision) for each in found))
        whole += _erase(connection, company, [each.row.position for each in found if each.parts is None])
        for each in found:
            if each.parts is not None:
                _shear(connection, company, each.row, each.parts, gone)
                part.append(each.row.position)
    connection.execute(UNTOLD, {"company": company, "before": before})
    return Erased(rows=tuple(whole), shorn=tuple(part), digests=frozenset(digests))


def _cut(row: LedgerRow, gone: Gone, linked: Collection[str]) -> _Shears | None:
    """Return what of a row goes; None where nothing does."""
    if row.kind == OPENING:
        return _Shears(row=row, parts=None)
    case, subject = row.case_id, row.subject
    theirs = gone.owns(case) if case is not None else subject in gone.people
    told_to = row.kind == DELIVERY and subject in gone.people and case not in gone.held
    others = any(not gone.owns(each) for each in linked)
    if (theirs and not others) or told_to:
        return _Shears(row=row, parts=None)
    parts = {BODY} if theirs else set()
    if row.decision is not None:
        parts.update(_parts_about(row.position, row.decision, gone))
    return _Shears(row=row, parts=frozenset(parts)) if parts else None


def _parts_about(position: int, decision: str, gone: Gone) -> Iterator[str]:
    """Yield the parts of a decision that are about people who are gone: their cases', and what is of no case."""
    try:
        effects = [(effect, effect.get("case")) for effect in orjson.loads(decision).get("effects") or ()]
    except (ValueError, AttributeError):
        raise RowAltered(position) from None
    for effect, case in effects:
        if gone.is_named_in(effect, position) if case is None else gone.owns(case):
            yield effects_part(case or "")


def _shear(connection: Connection, company: str, row: LedgerRow, parts: Collection[str], gone: Gone) -> None:
    """Take parts of a row away for good."""
    if row.salt is None or row.leaf_of() != row.leaf:
        raise RowAltered(row.position)
    salts = shorn(parts_of(row.position, row.entry), row.salt, parts)
    decision = None if row.decision is None else _without(row.decision, parts)
    body = None if BODY in parts else row.body
    here = {"here": company, "place": row.position}
    connection.execute(SHORN, {**here, "said": body, "decided": decision, "salts": salts})
    left = told_digests(body, decision)
    untold = [{**here, "digest": each} for each in told_digests(row.body, row.decision) if each not in left]
    if untold:
        connection.execute(UNTOLD_HERE, untold)
    if OF_NOBODY in parts:
        connection.execute(UNSENT_OF_NOBODY, here)
    for case in gone.cases:
        if effects_part(case) in parts:
            connection.execute(UNSENT_OF_CASE, {**here, "gone": case})


def _without(decision: str, parts: Collection[str]) -> str:
    """Return a decision without the effects that stand in some parts."""
    told = orjson.loads(decision)
    if told.get("effects"):
        told["effects"] = [each for each in told["effects"] if effects_part(each.get("case") or "") not in parts]
    return line_of(told).decode()


def _erase(connection: Connection, company: str, gone: list[int]) -> list[int]:
    rows = [{"here": company, "place": place} for place in gone]
    if rows:
        connection.execute(ERASED, rows)
        connection.execute(UNLINKED, rows)
        connection.execute(UNSENT, {"company": company, "names": gone})
    return gone


def _pages(connection: Connection, company: str, before: int) -> Iterator[list[LedgerRow]]:
    first = 1
    while True:
        found = connection.execute(SOME, {"company": company, "first": first, "before": before}).fetchall()
        if not found:
            return
        yield [LedgerRow(*row[:10], salt=bytes(row[10]), leaf=bytes(row[11])) for row in found]
        first = found[-1][0] + 1


def _links(connection: Connection, company: str, rows: Iterable[LedgerRow]) -> Iterator[Any]:
    places = [row.position for row in rows]
    yield from connection.execute(LINKS, {"company": company, "names": places})


def _texts_in(value: object) -> Iterator[str]:
    """Yield the texts of a JSON value, however deep they stand; names of keys are none of it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)
