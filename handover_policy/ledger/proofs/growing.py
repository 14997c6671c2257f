"""GrowingLog: the tree over a ledger, as its writer lets it grow: with the rows, in their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, or_, select

from handover_policy.evidence.merkle import Edge, Leaves, subtrees_of
from handover_policy.ledger.proofs.digests import KEY, SHEET, digest_rows
from handover_policy.ledger.proofs.subtrees import GONE, LEAST_LEVEL, hashes_at
from handover_policy.ledger.proofs.tables import LOG_SUBTREES, TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import COMPANIES, LEDGER

Row = dict[str, Any]
MOST_AT_ONCE, MOST_BODIES = 5000, 200
FROM: BindParameter[int] = bindparam("first")
FIRST = select(func.min(LEDGER.c.position)).where(LEDGER.c.company == COMPANY)
END: BindParameter[int] = bindparam("end")
LEAVES = select(LEDGER.c.position, LEDGER.c.leaf).where(
    LEDGER.c.company == COMPANY, LEDGER.c.position >= FROM, LEDGER.c.position < END
)
TELLING = (
    select(LEDGER.c.position, LEDGER.c.kind, LEDGER.c.body, LEDGER.c.decision)
    .where(
        LEDGER.c.company == COMPANY,
        LEDGER.c.position > bindparam("after"),
        or_(LEDGER.c.body.contains(KEY), LEDGER.c.decision.contains(SHEET)),
    )
    .order_by(LEDGER.c.position)
    .limit(MOST_BODIES)
)
NO_SUBTREES = delete(LOG_SUBTREES).where(LOG_SUBTREES.c.company == COMPANY)
NO_DIGESTS = delete(TOLD_DIGESTS).where(TOLD_DIGESTS.c.company == COMPANY)
ALL_COMPANIES = select(COMPANIES.c.company, COMPANIES.c.next_position)


@dataclass(slots=True)
class GrowingLog:
    """The tree of a company's ledger: the position of its first leaf, and the edge at which it grows."""

    first: int
    edge: Edge

    def grown(self, leaves: Iterable[bytes]) -> list[Row]:
        """Take in the leaves of new rows; return those rows of the subtrees that they complete which are kept."""
        return [
            {"level": subtree.level, "number": subtree.number, "hash": made}
            for leaf in leaves
            for subtree, made in self.edge.add(leaf)
            if subtree.level >= LEAST_LEVEL
        ]


def growing_log(connection: Connection, company: str, next_position: int) -> GrowingLog:
    """Return the tree of a ledger as its writer takes it up; made anew where the table has not all of it."""
    first = connection.execute(FIRST, {"company": company}).scalar() or next_position
    size = next_position - first
    subtrees = tuple(subtrees_of(Leaves(0, size)))
    hashes = hashes_at(connection, company, first, subtrees)
    if len(hashes) < len(subtrees):
        return grow_anew(connection, company, next_position)
    return GrowingLog(first, Edge(size, [hashes[each] for each in subtrees]))


def grow_anew(connection: Connection, company: str, next_position: int) -> GrowingLog:
    """Make the tree of a ledger anew from the leaves of its rows, and note the digests that they tell of."""
    connection.execute(NO_SUBTREES, {"company": company})
    log = GrowingLog(connection.execute(FIRST, {"company": company}).scalar() or next_position, Edge())
    for leaves in _leaves(connection, company, log.first, next_position):
        if rows := log.grown(leaves):
            connection.execute(LOG_SUBTREES.insert(), [{"company": company, **each} for each in rows])
    note_digests_anew(connection, company)
    return log


def note_digests_anew(connection: Connection, company: str) -> None:
    """Note the digests of which the rows of a ledger tell, and no others."""
    connection.execute(NO_DIGESTS, {"company": company})
    last = 0
    while told := connection.execute(TELLING, {"company": company, "after": last}).fetchall():
        last = told[-1].position
        if rows := digest_rows([row._asdict() for row in told]):
            connection.execute(TOLD_DIGESTS.insert(), [{"company": company, **each} for each in rows])


def grow_all(connection: Connection) -> None:
    """Make the trees of all companies' ledgers."""
    for company, next_position in connection.execute(ALL_COMPANIES).fetchall():
        grow_anew(connection, company, next_position)


def _leaves(connection: Connection, company: str, first: int, next_position: int) -> Iterator[Sequence[bytes]]:
    """Yield the leaves of a ledger in their order, some thousand at a time."""
    while first < next_position:
        end = min(first + MOST_AT_ONCE, next_position)
        found = connection.execute(LEAVES, {"company": company, "first": first, "end": end})
        leaves = {position: bytes(leaf) for position, leaf in found}
        yield [leaves.get(position, GONE) for position in range(first, end)]
        first = end
