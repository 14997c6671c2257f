"""audit_log: the tree over a ledger made again from its rows, and held against what was written and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from handover_policy.app.proving.audited_checkpoints import AuditedCheckpoints, keys_in
from handover_policy.app.serving.keeping.checking import Difference, altered_in, left_readable
from handover_policy.app.serving.keeping.verify import MOST_SHOWN, CompanyUnknown
from handover_policy.evidence.checkpoints import origin_of
from handover_policy.evidence.judging import CheckpointJudge, LogKey
from handover_policy.evidence.merkle import Edge, Subtree
from handover_policy.evidence.stamps import certificates
from handover_policy.ledger.keeping.erasing import SAY_HOW
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from, stands_at
from handover_policy.ledger.policy_sets import ToldRow, newest_of
from handover_policy.ledger.proofs.checkpoints import checkpoints_of, keys_of, log_standing
from handover_policy.ledger.proofs.digests import TELLING, told_digests, told_in
from handover_policy.ledger.proofs.key_files import SIGNED
from handover_policy.ledger.proofs.subtrees import GONE, LEAST_LEVEL, level_from
from handover_policy.ledger.proofs.tables import TOLD_DIGESTS

MOST_LEVELS = 64
MOST_GONE = 10_000
"""Missing rows beside each other that are named one by one."""
TREE = "log_subtrees"


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
    """What somebody who audits has beside the database.

    Args:
        keys: that they trust.
        checkpoints: that they were sent; notes by the names of their files.
        authorities: certificates (PEM) that vouch for the time stamps of a company's checkpoints, by its id.
        signed: the checkpoint that was signed last where the keys lie, by the company's id.

    """

    keys: Sequence[LogKey] = ()
    checkpoints: Mapping[str, str] = field(default_factory=dict)
    authorities: Mapping[str, bytes] = field(default_factory=dict)
    signed: Mapping[str, str] = field(default_factory=dict)


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
    keys, wrong = keys_in(keys_of(connection, company))
    yield from wrong
    origin = "" if standing is None else origin_of(company, standing.leaf)
    roots = certificates(brought.authorities[company]) if company in brought.authorities else ()
    seen = AuditedCheckpoints(CheckpointJudge(origin, brought.keys or keys), roots)
    for each in checkpoints_of(connection, company):
        found.checkpoints += 1
        yield from seen.written(each)
    for name, note in brought.checkpoints.items():
        yield from seen.given(name, note)
    if company in brought.signed:
        yield from seen.signed_here(f"{SIGNED}/{company}", brought.signed[company])
    edge, tree = Edge(), _Tree(connection, company)
    first = 1 if standing is None else standing.first
    for leaf in _leaves(tree, range(first, next_position), found):
        yield from tree.differences()
        for subtree, made in edge.add(leaf):
            yield from tree.holds(subtree, made)
        yield from seen.at(edge.size, edge.root) if seen.looks_at(edge.size) else ()
    yield from tree.differences()
    yield from tree.left()
    yield from seen.left()


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
        """Yield what stands in the tree for rows that are not there; of very many the first and the last are named."""
        if len(positions) > MOST_GONE:
            self.note(Difference(code="row-missing", table="ledger", row=f"{positions[0]}-{positions[-1]}"))
            return
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
    opening = newest_of(tree.connection, tree.company, "opening")
    digests = _Digests(told_in(tree.connection, tree.company))
    for row in rows_from(tree.connection, tree.company, positions.start):
        if before is None and row.kind != "opening":
            expected = 1
        yield from tree.gone(range(expected, row.position))
        expected, found.rows = row.position + 1, found.rows + 1
        for difference in (*_otherwise(row, before, opening), *digests.of(row)):
            tree.note(difference)
        before = row
        yield row.leaf
    yield from tree.gone(range(expected, positions.stop))
    if expected > positions.stop:
        tree.note(Difference(code="state-otherwise", table="companies", row="", column="next_position"))
    for difference in digests.left():
        tree.note(difference)


def _otherwise(row: LedgerRow, before: LedgerRow | None, opening: ToldRow | None) -> Iterator[Difference]:
    """Yield what is wrong with a row by itself; none says nothing, but those that an opening stands for."""
    if row.salt is not None:
        yield from altered_in(row, before)
        return
    yield from left_readable(row)
    if row.kind in SAY_HOW or opening is None or row.position >= opening.position:
        yield Difference(code="row-altered", table="ledger", row=str(row.position), column="salt")


@dataclass(slots=True)
class _Digests:
    """Which rows tell of files and sheets, as it was written; each looked at once."""

    told: set[tuple[bytes, int]]

    def of(self, row: LedgerRow) -> Iterator[Difference]:
        """Yield the digests that a row tells of, and that are not written."""
        for digest in told_digests(row.body, row.decision) if row.kind in TELLING else ():
            if (digest, row.position) in self.told:
                self.told.remove((digest, row.position))
            else:
                yield _digest("state-missing", digest, row.position)

    def left(self) -> Iterator[Difference]:
        """Yield those that no row tells of."""
        for digest, position in sorted(self.told):
            yield _digest("state-too-many", digest, position)


def _digest(code: str, digest: bytes, position: int) -> Difference:
    return Difference(code=code, table=TOLD_DIGESTS.name, row=f"{digest.hex()} {position}")
