"""import_ledger: an export written into a database that has no such ledger yet, with the state that follows from it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine

from handover_policy.app.serving.keeping.checking import derived_columns
from handover_policy.app.serving.keeping.export import ExportedRow
from handover_policy.app.serving.keeping.holding import held_alone
from handover_policy.app.serving.keeping.replay import LedgerReplay
from handover_policy.app.serving.keeping.verify import Consequences
from handover_policy.decide.decided import Decided
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.company import SALT_BYTES
from handover_policy.ledger.entries import written_moment
from handover_policy.ledger.keeping.consequences import write_links, write_messages
from handover_policy.ledger.keeping.restoring import set_standing, write_rows
from handover_policy.ledger.keeping.shearing import ERASURE, ERASURE_DONE
from handover_policy.ledger.keeping.state_rows import write_state
from handover_policy.ledger.lease import STATE_FORMAT, Holder
from handover_policy.ledger.ledger_rows import LedgerRow, last_position
from handover_policy.ledger.notes.marks import columns_told
from handover_policy.ledger.policy_sets import keep_contents
from handover_policy.ledger.proofs.growing import grow_anew
from handover_policy.model.events import Event

AT_ONCE = 500


class LedgerThere(ValueError):
    """The database has a ledger of the company already."""


class LedgerBroken(ValueError):
    """An export whose rows do not follow one another, or are other than they were; `position` says where."""

    def __init__(self, position: int, code: str) -> None:
        """Take the position and the code: `gap` or `altered`."""
        super().__init__(f"{code} at {position}")
        self.position, self.code = position, code


def import_ledger(
    engine: Engine, company: str, rows: Iterable[ExportedRow], holder: Holder, *, evaluator: EngineName = "durable"
) -> int:
    """Write the rows of an export as the ledger of a company, in one transaction; return how many.

    Of a whole export decisions, salts and leaves are taken as they are; else they are derived, and salted anew.

    Raises:
        LedgerThere: the company has rows already.
        LedgerBroken: the rows are not those of one ledger, as it was written.
        LedgerUnreadable: a line is no row.
        Undecidable: a row cannot be decided.
        LedgerHeld: another process writes for the company.

    """
    with held_alone(engine, company, holder) as (connection, _):
        if last_position(connection, company):
            raise LedgerThere(company)
        return _written(connection, company, rows, evaluator)


def _written(connection: Connection, company: str, rows: Iterable[ExportedRow], evaluator: EngineName) -> int:
    contents: dict[str, tuple[str, str]] = {}
    replay = LedgerReplay(lambda digest: contents.get(digest, ("", None))[1], engine=evaluator)
    left = Consequences()
    waiting: list[LedgerRow] = []
    count, first = 0, 1
    for row in _following(rows):
        first = row.position if count == 0 else first
        count += 1
        contents.update(row.contents)
        keep_contents(connection, company, row.contents)
        taken = replay.take(row.position, row.kind, row.body)
        if taken is not None:
            left.take(row.position, taken[1])
        waiting.append(_ledger_row(row, replay.newest, taken))
        if len(waiting) == AT_ONCE:
            write_rows(connection, company, waiting)
            waiting.clear()
    write_rows(connection, company, waiting)
    state = replay.state()
    if state is not None:
        write_state(connection, company, state)
        write_links(connection, company, first, left.links)
        write_messages(connection, company, first, left.messages)
        set_standing(connection, company, first + count, state.clock, STATE_FORMAT)
    grow_anew(connection, company, first + count)
    return count


def _following(rows: Iterable[ExportedRow]) -> Iterator[ExportedRow]:
    """Yield rows that follow one another; the first of all, or an opening, begins them."""
    before: int | None = None
    for row in rows:
        begins = before is None and (row.position == 1 or row.kind == "opening")
        if not begins and row.position != (before or 0) + 1:
            raise LedgerBroken(row.position, "gap")
        before = row.position
        yield row


def _ledger_row(row: ExportedRow, newest: str, taken: tuple[Event, Decided] | None) -> LedgerRow:
    """Return a row as the database is to have it."""
    if row.written is not None:
        if row.written.leaf_of() != row.written.leaf:
            raise LedgerBroken(row.position, "altered")
        return row.written
    envelope = (row.position, row.kind, None, None, None, None, None, row.received_at)
    blank = LedgerRow(*envelope, body=row.body, decision=None, salt=None, leaf=b"")
    columns = _told(row, newest) if taken is None else derived_columns(*taken)
    made = blank._replace(**columns, received_at=_moment(row), salt=os.urandom(SALT_BYTES))  # type: ignore[arg-type] # texts
    leaf = made.leaf_of()
    if leaf is None:
        raise LedgerBroken(row.position, "altered")
    return made._replace(leaf=leaf)


def _told(row: ExportedRow, newest: str) -> Mapping[str, str | None]:
    """Return the columns of a row that is no event: what its body, or the policy that it names, tells."""
    if row.kind in {"delivery", "file", "signature"} and row.body is not None:
        return columns_told(row.kind, row.body)
    if row.kind == ERASURE:
        return {"type": ERASURE_DONE}
    return {"policy_digest": newest if row.kind == "policy" else None}


def _moment(row: ExportedRow) -> str:
    """Return when a row was told, as the ledger writes it: whoever makes an export may write moments otherwise."""
    try:
        return written_moment(datetime.fromisoformat(row.received_at))
    except (ValueError, OverflowError):
        raise LedgerBroken(row.position, "altered") from None
