"""hashes_at: the hashes of subtrees of a ledger's tree as they were written, those of single leaves with their rows."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, tuple_

from handover_policy.evidence.merkle import Subtree
from handover_policy.ledger.proofs.tables import LOG_SUBTREES
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import LEDGER

SOME_LEAVES = select(LEDGER.c.position, LEDGER.c.leaf).where(LEDGER.c.company == COMPANY, LEDGER.c.position.in_(NAMES))


def hashes_at(connection: Connection, company: str, first: int, subtrees: Collection[Subtree]) -> dict[Subtree, bytes]:
    """Return the hashes of subtrees; those that are not there are left out.

    Args:
        connection: of a transaction that sees one state.
        company: its id.
        first: the position of the row whose leaf is the first of the tree.
        subtrees: which; few enough for one query, as a proof has them.

    """
    found: dict[Subtree, bytes] = {}
    inner = [tuple(each) for each in subtrees if each.level]
    leaves = [first + each.number for each in subtrees if not each.level]
    if inner:
        for level, number, made in connection.execute(_some(), {"company": company, "subtrees": inner}):
            found[Subtree(level, number)] = bytes(made)
    if leaves:
        for position, leaf in connection.execute(SOME_LEAVES, {"company": company, "names": leaves}):
            found[Subtree(0, position - first)] = bytes(leaf)
    return found


@cache
def _some() -> Select[Any]:
    """Return the query for subtrees by level and number; it is only whole with them."""
    row = LOG_SUBTREES.c
    pairs = tuple_(row.level, row.number).in_(bindparam("subtrees", expanding=True))
    return select(row.level, row.number, row.hash).where(row.company == COMPANY, pairs)
