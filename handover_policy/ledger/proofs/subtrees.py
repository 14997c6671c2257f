"""hashes_at: the hashes of subtrees of a ledger's tree: as they were written, small ones made of their leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from sqlalchemy import Connection, TextClause, bindparam, select, text

from handover_policy.evidence.merkle import Subtree, leaf_hash, node_hash
from handover_policy.ledger.proofs.tables import LOG_SUBTREES
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import LEDGER

LEAST_LEVEL = 3
"""Of the subtrees that are written: those of fewer than eight leaves are made of these again, which is as quick."""
GONE = leaf_hash(b"")
"""Stands in a tree for a row that is not there: whoever verifies the ledger names it."""
MOST_AT_ONCE = 1000
LEVEL = (
    select(LOG_SUBTREES.c.number, LOG_SUBTREES.c.hash)
    .where(
        LOG_SUBTREES.c.company == COMPANY,
        LOG_SUBTREES.c.level == bindparam("of_level"),
        LOG_SUBTREES.c.number >= bindparam("first"),
    )
    .order_by(LOG_SUBTREES.c.number)
    .limit(MOST_AT_ONCE)
)
SOME_LEAVES = select(LEDGER.c.position, LEDGER.c.leaf).where(LEDGER.c.company == COMPANY, LEDGER.c.position.in_(NAMES))


def hashes_at(connection: Connection, company: str, first: int, subtrees: Collection[Subtree]) -> dict[Subtree, bytes]:
    """Return the hashes of subtrees; those that ought to be written and are not are left out.

    Args:
        connection: of a transaction that sees one state.
        company: its id.
        first: the position of the row whose leaf is the first of the tree.
        subtrees: which; few enough for one query, as a proof has them.

    """
    found: dict[Subtree, bytes] = {}
    written = [each for each in subtrees if each.level >= LEAST_LEVEL]
    small = {each: _positions(each, first) for each in subtrees if each.level < LEAST_LEVEL}
    if written:
        named = {f"level_{place}": each.level for place, each in enumerate(written)}
        named |= {f"number_{place}": each.number for place, each in enumerate(written)}
        for level, number, made in connection.execute(_some(len(written)), {"company": company, **named}):
            found[Subtree(level, number)] = bytes(made)
    if small:
        names = [position for each in small.values() for position in each]
        rows = connection.execute(SOME_LEAVES, {"company": company, "names": names})
        leaves = {position: bytes(leaf) for position, leaf in rows}
        found |= {each: _whole([leaves.get(at, GONE) for at in positions]) for each, positions in small.items()}
    return found


def level_from(connection: Connection, company: str, level: int) -> Iterator[tuple[int, bytes]]:
    """Yield the subtrees of a level as they were written: their numbers from the left, and their hashes."""
    first = 0
    while True:
        found = connection.execute(LEVEL, {"company": company, "of_level": level, "first": first}).fetchall()
        for number, made in found:
            yield number, bytes(made)
        if len(found) < MOST_AT_ONCE:
            return
        first = found[-1][0] + 1


def _positions(subtree: Subtree, first: int) -> range:
    """Return the positions of the rows whose leaves a subtree covers."""
    begin = first + (subtree.number << subtree.level)
    return range(begin, begin + (1 << subtree.level))


def _whole(leaves: list[bytes]) -> bytes:
    """Return the hash of a complete subtree by its leaves."""
    while len(leaves) > 1:
        leaves = [node_hash(left, right) for left, right in zip(leaves[::2], leaves[1::2], strict=True)]
    return leaves[0]


@cache
def _some(count: int) -> TextClause:
    """Return the query for so many subtrees, each named by level and number.

    It is made of a query for each: of one for all SQLite thinks that reading every subtree there is were less.
    """
    one = f"SELECT level, number, hash FROM {LOG_SUBTREES.name} WHERE company = :company"  # noqa: S608 - our own
    each = (f"{one} AND level = :level_{place} AND number = :number_{place}" for place in range(count))
    return text(" UNION ALL ".join(each))
