"""audit_log: the tree over a ledger made again from its rows, and held against what was written and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from handover_policy.app.proving.checkpointing import log_keys
from handover_policy.app.serving.keeping.checking import Difference, altered_in, left_readable
from handover_policy.app.serving.keeping.verify import MOST_SHOWN, CompanyUnknown
from handover_policy.evidence.checkpoints import origin_of
from handover_policy.evidence.judging import CheckpointJudge, JudgedCheckpoint, LogKey
from handover_policy.evidence.merkle import Edge, Subtree
from handover_policy.evidence.stamps import Stamp, StampUnfit, read_stamp
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from, stands_at
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, checkpoints_of, keys_of, log_standing
from handover_policy.ledger.proofs.subtrees import GONE, LEAST_LEVEL, level_from

MOST_LEVELS = 64
TABLE, TREE, GIVEN = "log_checkpoints", "log_subtrees", "checkpoint"


@dataclass(slots=True)
class Audited:
    """What an audit found: how many rows and checkpoints it looked at, and the first differences of all."""

    rows: int = 0
    checkpoints: int = 0
    count: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        """Take in a difference."""
        self.count += 1
        if len(self.differences) < MOST_SHOWN:
            self.differences.append(difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What somebody who audits has kept outside: keys that they trust, and checkpoints that they were sent."""

    keys: Sequence[LogKey] = ()
    checkpoints: Mapping[str, str] = field(default_factory=dict)
    """Notes by the names of their files."""


NOTHING_BROUGHT = Brought()


def audit_log(engine: Engine, company: str, brought: Brought = NOTHING_BROUGHT) -> Audited:
    """Return what of a company's log is other than it was written and signed.

    Who holds the database and the key can write another log and sign it: only a checkpoint that was kept outside
    reveals that.

    Raises:
        CompanyUnknown: there is no ledger of the company.

    """
    found = Audited()
    with snapshot(engine) as connection:
        stands = stands_at(connection, company)
        if stands is None:
            raise CompanyUnknown(company)
        for difference in _differences(connection, company, stands[0], found, brought):
            found.note(difference)
    return found


def _differences(
    connection: Connection, company: str, next_position: int, found: Audited, brought: Brought
) -> Iterator[Difference]:
    standing = log_standing(connection, company)
    if standing is None:
        return
    judge = CheckpointJudge(origin_of(company, standing.leaf), brought.keys or log_keys(keys_of(connection, company)))
    roots: dict[int, list[tuple[str, str, bytes]]] = {}
    for each in checkpoints_of(connection, company):
        found.checkpoints += 1
        yield from _judged(judge, each, roots)
    for name, note in brought.checkpoints.items():
        outside = CheckpointJudge(judge.origin, judge.keys).judge(note)
        yield from _faults(GIVEN, name, outside)
        _expect(roots, GIVEN, name, outside)
    edge, tree = Edge(), _Tree(connection, company)
    for leaf in _leaves(tree, range(standing.first, next_position), found):
        yield from tree.differences()
        for subtree, made in edge.add(leaf):
            yield from tree.holds(subtree, made)
        for table, row, root in roots.pop(edge.size, ()) if edge.size in roots else ():
            if root != edge.root:
                yield Difference(code="log-forked", table=table, row=row)
    yield from tree.differences()
    yield from tree.left()
    for size in sorted(roots):
        for table, row, _ in roots[size]:
            yield Difference(code="log-shorter", table=table, row=row)


def _judged(
    judge: CheckpointJudge, written: WrittenCheckpoint, roots: dict[int, list[tuple[str, str, bytes]]]
) -> Iterator[Difference]:
    """Yield what is wrong with a checkpoint by itself, and note what root it says."""
    stamp: Stamp | None = None
    row = str(written.place)
    if written.stamp is not None:
        try:
            stamp = read_stamp(written.stamp, written.note.encode())
        except StampUnfit:
            yield Difference(code="stamp-unfit", table=TABLE, row=row, column="stamp")
    judged = judge.judge(written.note, None if stamp is None else stamp.at)
    yield from _faults(TABLE, row, judged)
    _expect(roots, TABLE, row, judged)


def _faults(table: str, row: str, judged: JudgedCheckpoint) -> Iterator[Difference]:
    for fault in judged.faults:
        yield Difference(code=fault, table=table, row=row)


def _expect(roots: dict[int, list[tuple[str, str, bytes]]], table: str, row: str, judged: JudgedCheckpoint) -> None:
    """Note which root a checkpoint says that the log had at a size; one of another log says nothing of this one."""
    told = judged.checkpoint
    if told is not None and "checkpoint-of-another-log" not in judged.faults:
        roots.setdefault(told.size, []).append((table, row, told.root))


@dataclass(slots=True)
class _Tree:
    """The subtrees as they were written, level by level, each looked at once; and what was found of rows meanwhile."""

    connection: Connection
    company: str
    _levels: dict[int, Iterator[tuple[int, bytes]]] = field(default_factory=dict)
    _ahead: dict[int, tuple[int, bytes] | None] = field(default_factory=dict)
    _noted: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        """Take in what is wrong with a row."""
        self._noted.append(difference)

    def gone(self, positions: range) -> Iterator[bytes]:
        """Yield what stands in the tree for rows that are not there."""
        for position in positions:
            self.note(Difference(code="row-missing", table="ledger", row=str(position)))
            yield GONE

    def differences(self) -> Iterator[Difference]:
        """Yield what was taken in, once."""
        noted, self._noted = self._noted, []
        yield from noted

    def holds(self, subtree: Subtree, made: bytes) -> Iterator[Difference]:
        """Yield what is wrong with a subtree that was made again."""
        if subtree.level < LEAST_LEVEL:
            return
        written = self._next(subtree.level)
        while written is not None and written[0] < subtree.number:
            yield self._other(subtree.level, written[0])
            written = self._next(subtree.level)
        if written is None or written[0] > subtree.number:
            self._ahead[subtree.level] = written
            yield self._other(subtree.level, subtree.number)
        elif written[1] != made:
            yield self._other(subtree.level, subtree.number)

    def left(self) -> Iterator[Difference]:
        """Yield the subtrees that no rows stand behind."""
        for level in range(LEAST_LEVEL, MOST_LEVELS):
            while (written := self._next(level)) is not None:
                yield self._other(level, written[0])

    def _next(self, level: int) -> tuple[int, bytes] | None:
        if level in self._ahead:
            return self._ahead.pop(level)
        if level not in self._levels:
            self._levels[level] = level_from(self.connection, self.company, level)
        return next(self._levels[level], None)

    def _other(self, level: int, number: int) -> Difference:
        return Difference(code="tree-otherwise", table=TREE, row=f"{level} {number}")


def _leaves(tree: _Tree, positions: range, found: Audited) -> Iterator[bytes]:
    """Yield the leaves of all rows; each is made again of what the row says, where it says it still."""
    expected = positions.start
    before: LedgerRow | None = None
    for row in rows_from(tree.connection, tree.company, positions.start):
        yield from tree.gone(range(expected, row.position))
        expected, found.rows = row.position + 1, found.rows + 1
        for difference in altered_in(row, before) if row.salt is not None else left_readable(row):
            tree.note(difference)
        before = row
        yield row.leaf
    yield from tree.gone(range(expected, positions.stop))
