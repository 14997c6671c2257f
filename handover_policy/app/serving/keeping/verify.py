"""verify_ledger: a ledger folded again in memory, and every row, decision and state compared with what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Engine

from handover_policy import __version__
from handover_policy.app.serving.deciding import sendings_of, touched_by
from handover_policy.app.serving.keeping.checking import (
    Difference,
    altered_event,
    altered_in,
    left_readable,
    seen_by_key,
    state_differences,
)
from handover_policy.app.serving.keeping.replay import LedgerReplay, Undecidable
from handover_policy.app.serving.keeping.sets import digest_of
from handover_policy.decide.decided import Decided
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.keeping.consequences import Link, OutboxMessage, links_from, messages_from
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.keeping.state_rows import Row, StateRows, state_in
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from, stands_at
from handover_policy.ledger.policy_sets import contents_of, newest_of, texts_of

MOST_SHOWN = 100


class CompanyUnknown(LookupError):
    """The database holds no ledger of a company."""


@dataclass(slots=True)
class Verified:
    """What a verification found: how many rows and decisions it looked at, and the first differences of all."""

    rows: int = 0
    last: int = 0
    decisions: int = 0
    count: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        """Take in a difference."""
        self.count += 1
        if len(self.differences) < MOST_SHOWN:
            self.differences.append(difference)


@dataclass(slots=True)
class Consequences:
    """What decisions leave beside the ledger."""

    messages: set[OutboxMessage] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)

    def take(self, position: int, decided: Decided) -> None:
        """Take in a decision."""
        self.links |= {Link(case, position) for case in touched_by(decided)}
        for each in sendings_of(decided):
            self.messages.add(OutboxMessage(each.notice, each.channel, position, each.person, each.case))


def verify_ledger(engine: Engine, company: str, *, evaluator: EngineName = "durable") -> Verified:
    """Return what of a company's ledger and state is other than it was written, or than it is derived.

    Rows before the newest opening are looked at as they stand; those from it on are decided again.

    Raises:
        CompanyUnknown: there is no ledger of the company.

    """
    with snapshot(engine) as connection:
        stands = stands_at(connection, company)
        if stands is None:
            raise CompanyUnknown(company)
        next_position, clock = stands
        found = Verified()
        for difference in _differences(connection, company, found, state_in(connection, company, clock), evaluator):
            found.note(difference)
        if found.last != next_position - 1:
            row = str(next_position - 1)
            found.note(Difference(code="row-missing", table="ledger", row=row))
        for digest, (_, text) in contents_of(connection, company).items():
            if digest_of(text) != digest:
                found.note(Difference(code="row-altered", table="policy_sets", row=digest, column="content"))
    return found


def _differences(
    connection: Connection, company: str, found: Verified, state: StateRows, evaluator: EngineName
) -> Iterator[Difference]:
    opening = newest_of(connection, company, "opening")
    first = 1 if opening is None else opening.position
    replay = LedgerReplay(texts_of(connection, company), engine=evaluator)
    left, seen = Consequences(), seen_by_key(state)
    before: LedgerRow | None = None
    stuck = False
    for row in rows_from(connection, company, 1):
        begins = before is None and row.kind == "opening"
        for position in range(row.position if begins else found.last + 1, row.position):
            yield Difference(code="row-missing", table="ledger", row=str(position))
        found.rows, found.last = found.rows + 1, row.position
        if row.position < first or stuck:
            yield from altered_in(row, before) if row.salt is not None else left_readable(row)
        else:
            try:
                yield from _derived(replay, row, before, left, seen)
                found.decisions += row.kind == "event"
            except Undecidable as error:
                stuck = True
                yield from altered_in(row, before)
                yield _undecidable(row, error)
        before = row
    derived = None if stuck else replay.state()
    if derived is not None:
        yield from state_differences(derived, state)
        yield from _left_differences(connection, company, first, left)


def _derived(
    replay: LedgerReplay, row: LedgerRow, before: LedgerRow | None, left: Consequences, seen: dict[bytes, Row]
) -> Iterator[Difference]:
    """Yield what is wrong with a row, decided again."""
    taken = replay.take(row.position, row.kind, row.body)
    if taken is None:
        yield from altered_in(row, before)
        if row.kind in {"policy", "opening"}:
            for version, (told, here) in replay.digests.items():
                params = {"version": version, "then": told, "now": here}
                yield Difference(
                    code="policy-otherwise", table="ledger", row=str(row.position), column="body", params=params
                )
        return
    event, decided = taken
    left.take(row.position, decided)
    for difference in altered_event(row, before, event, decided, seen):
        made_by = {"then": replay.code, "now": __version__}
        yield replace(difference, params=made_by) if difference.code == "derived-otherwise" else difference


def _undecidable(row: LedgerRow, error: Undecidable) -> Difference:
    return Difference(code=error.code, table="ledger", row=str(row.position), column="body", params={"why": error.why})


def _left_differences(connection: Connection, company: str, first: int, left: Consequences) -> Iterator[Difference]:
    for table, wanted, there in (
        ("outbox", left.messages, messages_from(connection, company, first)),
        ("case_links", left.links, links_from(connection, company, first)),
    ):
        for each in sorted(wanted - there):
            yield Difference(code="state-missing", table=table, row=" ".join(map(str, each)))
        for each in sorted(there - wanted):
            yield Difference(code="state-too-many", table=table, row=" ".join(map(str, each)))
