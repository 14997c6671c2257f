"""ProvableLog, part_of_case: rows of a ledger proven by its checkpoints, and what of a row one case may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handover_policy.evidence.leaves import HiddenPart, parts_told
from handover_policy.evidence.merkle import Leaves, consistency_ranges, inclusion_ranges, needed, proof_of
from handover_policy.evidence.row_proofs import RowPart, RowProof
from handover_policy.ledger.entries import BODY, DECISION, ENVELOPE, effects_part, parts_of
from handover_policy.ledger.ledger_rows import LedgerRow
from handover_policy.ledger.proofs.checkpoints import LogStanding, leaf_at, log_standing
from handover_policy.ledger.proofs.subtrees import hashes_at

CLOCK, SAY_HOW = "clock.ticked", ("policy", "code")
"""Rows that are about nobody: events by which the clock tells its time, and which policy and release decide."""


class TreeBroken(LookupError):
    """The tree over a ledger lacks something: whoever verifies the ledger names it."""


@dataclass(frozen=True, slots=True)
class ProvableLog:
    """The log of a company within a transaction that sees one state."""

    connection: Connection
    company: str
    standing: LogStanding

    def row(self, position: int, size: int, parts: tuple[RowPart, ...] = ()) -> RowProof | None:
        """Return the proof that a row stands in the log; None where there is no such row.

        Args:
            position: of the row.
            size: of the log, as a checkpoint saw it.
            parts: of the row, where some of it is shown.

        Raises:
            TreeBroken: a hash is missing.

        """
        index = position - self.standing.first
        leaf = leaf_at(self.connection, self.company, position) if 0 <= index < size else None
        if leaf is None:
            return None
        path = self._proven(inclusion_ranges(index, size))
        return RowProof(index=index, size=size, leaf=leaf, path=path, parts=parts)

    def growth(self, old: int, size: int) -> tuple[bytes, ...]:
        """Return the hashes by which the log of a size is seen to go on from what it was at an earlier one.

        Raises:
            IndexError: it never had that size.
            TreeBroken: a hash is missing.

        """
        return self._proven(consistency_ranges(old, size))

    def _proven(self, ranges: Sequence[Leaves]) -> tuple[bytes, ...]:
        hashes = hashes_at(self.connection, self.company, self.standing.first, needed(ranges))
        try:
            return proof_of(ranges, hashes)
        except KeyError as missing:
            raise TreeBroken(f"{self.company}: {missing}") from None


def provable_log(connection: Connection, company: str) -> ProvableLog | None:
    """Return the log of a company; None where it is empty."""
    standing = log_standing(connection, company)
    return None if standing is None else ProvableLog(connection, company, standing)


def part_of_case(row: LedgerRow, case: str) -> tuple[RowPart, ...]:
    """Return a row by its parts, those shown that are about a case: nothing of any other case, nor who has one.

    Of the row of an event of the case all is shown but the effects on other cases; of a clock event what it did to the
    case; of another's event only what it did to the case; all of what says how is decided. A row that was erased has
    no parts; of one that was shorn the erased ones stay hidden.
    """
    salt = row.salt
    if salt is None:
        return ()
    shown = {effects_part(case)}
    if row.case_id == case or (row.case_id is None and (row.type == CLOCK or row.kind in SAY_HOW)):
        shown |= {ENVELOPE, BODY, DECISION}
    try:
        told = parts_told(parts_of(row.position, row.entry), salt)
    except ValueError:  # somebody wrote into what was shorn: whoever verifies the ledger names it
        return ()
    return tuple(each if isinstance(each, HiddenPart) or each.name in shown else HiddenPart(each.hash) for each in told)
