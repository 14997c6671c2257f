"""erase_due: what may go of people is erased, by the writer of their company; the ledger tells that it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

import orjson
from sqlalchemy import Connection, Engine

from handover_policy.app.asking.view import view_of
from handover_policy.app.erasing.report import ErasureReport, due_reports, report_on
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.keeping.opening import add_opening, note_what_waits
from handover_policy.ledger.company import Batch
from handover_policy.ledger.database import SQLITE
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.files.holds import alone_with_files, held_cases
from handover_policy.ledger.keeping.erasing import forget_people
from handover_policy.ledger.keeping.gone_files import release_files, remove_gone
from handover_policy.ledger.keeping.passing import forget_beside, forget_passing
from handover_policy.ledger.keeping.shearing import ERASURE_DONE, Erased, Gone, erase_gone, newest_told
from handover_policy.ledger.keeping.snapshot import take_time
from handover_policy.ledger.rows.register import RowRegister
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.blobs import Blobs

ErasureGround: TypeAlias = Literal["retention-over", "request"]


NOTHING = Erased(rows=(), shorn=(), digests=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDone:
    """What was erased: the reports of whom it concerned, the rows, how many files, and what had served; by kind."""

    reports: Sequence[ErasureReport]
    erased: Erased = NOTHING
    files: int = 0
    passing: Mapping[str, int] = field(default_factory=dict)
    position: int | None = None

    @property
    def people(self) -> int:
        """How many people are gone."""
        return sum(each.all_goes for each in self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Who erases, when, and on which ground."""

    by: str
    at: datetime
    ground: ErasureGround


def erase_due(
    company: Company,
    now: datetime,
    *,
    by: str,
    person: str | None = None,
    first: Callable[[Connection], None] = lambda _: None,
) -> ErasureDone:
    """Erase what may go: of one person, or of everybody of whom nothing needs to be kept any more.

    Whether it may is judged within the transaction that erases: what was held, or began anew, before it stays.

    Args:
        company: for which this process writes.
        now: the moment.
        by: who erases, for the ledger.
        person: of whom alone.
        first: is done in the same transaction, before anything is erased.

    Raises:
        NobodyKnown: there is nobody of this id.
        RowAltered: a row is not as it was written; nothing was erased.
        LeaseLost: another process writes for the company.

    """
    ledger = company.lane.ledger
    note_what_waits(ledger, now)
    with ledger.batch() as (batch, register):
        take_time(batch.connection)
        first(batch.connection)
        alone_with_files(batch.connection, company.id)
        register.flush()
        view = view_of(batch.connection, company, now)
        reports = list(due_reports(view)) if person is None else [report_on(view, person)]
        order = _Order(by=by, at=view.now, ground="retention-over" if person is None else "request")
        done = _erased(batch, register, reports, order)
    ledger.forget()
    return done


def _erased(batch: Batch, register: RowRegister, reports: Sequence[ErasureReport], order: _Order) -> ErasureDone:
    connection, company = batch.connection, batch.company
    passing = Counter[str]()
    for each in reports:
        passing.update(forget_passing(connection, company, each.person, order.at))
    gone = _gone(batch, [each for each in reports if each.all_goes])
    erased, files = NOTHING, 0
    if gone.people:
        forget_people(connection, company, gone.people)
        forget_beside(connection, company, gone.people)
        opening = add_opening(batch, register, order.at)
        erased = erase_gone(connection, company, opening, gone)
        files = release_files(connection, company, gone, erased.digests, order.at)
    if not gone.people and not passing:
        return ErasureDone(reports=reports)
    told = {
        "by": order.by,
        "at": order.at.isoformat(timespec="seconds"),
        "ground": order.ground,
        "people": len(gone.people),
        "cases": len(gone.cases),
        "rows": ranges_of(erased.rows),
        "shorn": ranges_of(erased.shorn),
        "files": files,
        "passing": dict(sorted(passing.items())),
    }
    body = orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()
    position = batch.add(LedgerEntry(kind="erasure", type=ERASURE_DONE, received_at=order.at, body=body))
    return ErasureDone(reports=reports, erased=erased, files=files, passing=passing, position=position)


def _gone(batch: Batch, reports: Sequence[ErasureReport]) -> Gone:
    newest = {each.person: newest_told(batch.connection, batch.company, each.person) for each in reports}
    names: dict[str, int] = {}
    for each in reports:
        names[each.name] = max(names.get(each.name, 0), newest[each.person])
    cases = frozenset(case for each in reports for case in each.cases)
    return Gone(people=frozenset(newest), names=names, cases=cases, held=held_cases(batch.connection, batch.company))


def ranges_of(positions: Sequence[int]) -> list[list[int]]:
    """Return positions as ranges, first and last of each."""
    found: list[list[int]] = []
    for each in sorted(positions):
        if found and found[-1][1] == each - 1:
            found[-1][1] = each
        else:
            found.append([each, each])
    return found


def settle(engine: Engine, blobs: Blobs, company: str) -> None:
    """See to it that nothing that was erased lies on the disk: neither files, nor what the database wrote beside it.

    SQLite writes over what goes; of PostgreSQL the rows that nobody sees any more are given free.

    Raises:
        OSError: a file could not be removed; asked again, the rest is.

    """
    remove_gone(engine, company, blobs.remove)
    if engine.dialect.name == SQLITE:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in TABLES.sorted_tables:
            connection.exec_driver_sql(f"VACUUM {table.name}")
