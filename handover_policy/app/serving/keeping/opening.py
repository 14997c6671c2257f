"""open_anew: a row that a ledger can begin with, and what stands before it erased (store.md, section 2a)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import orjson
from sqlalchemy import Connection

from handover_policy import __version__
from handover_policy.ledger.company import Batch, CompanyLedger
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.keeping.erasing import erase_before, forget_people
from handover_policy.ledger.keeping.state_rows import state_in
from handover_policy.ledger.lease import STATE_FORMAT
from handover_policy.ledger.notes.marks import take_all
from handover_policy.ledger.policy_sets import newest_of
from handover_policy.ledger.rows.register import RowRegister


class NothingDecides(LookupError):
    """A ledger without a row that says what decides cannot begin anew."""


class StillWanted(ValueError):
    """People who cannot be left out of an opening, for they have an open case."""

    def __init__(self, people: Collection[str]) -> None:
        """Take them."""
        super().__init__(f"open cases of {', '.join(sorted(people))}")
        self.people = tuple(sorted(people))


def open_anew(
    ledger: CompanyLedger,
    now: datetime,
    *,
    without: Collection[str] = (),
    kept: Collection[str] = (),
    erase: bool = False,
) -> int:
    """Write an opening: the state and what decides by now; return its position.

    Rows before it are no longer derived, and erased where that is asked for, but for those of open and `kept` cases.

    Args:
        ledger: of the company, for its writer.
        now: the moment.
        without: people past retention, left out with their cases.
        kept: ids of closed cases whose rows stay readable: under hold, or within retention.
        erase: sets what older rows say to nothing.

    Raises:
        StillWanted: somebody to be left out has an open case.
        NothingDecides: no row says what decides.
        LeaseLost: another process writes for the company.

    """
    note_what_waits(ledger, now)
    with ledger.batch() as (batch, register):
        connection, company, opened = batch.connection, ledger.company, list(register.open_cases())
        if wanted := {case.employee for case in opened} & set(without):
            raise StillWanted(wanted)
        register.flush()
        if without:
            forget_people(connection, company, without)
        position = add_opening(batch, register, now)
        if erase:
            erase_before(connection, company, position, {*kept, *(case.id for case in opened)}, without=without)
    if without:
        ledger.forget()
    return position


def add_opening(batch: Batch, register: RowRegister, now: datetime) -> int:
    """Write an opening of the state as the rows of a transaction have it; return its position.

    Raises:
        NothingDecides: no row says what decides.

    """
    body = _body(batch.connection, batch.company, register.agenda_rows.clock_json())
    return batch.add(LedgerEntry(kind="opening", received_at=now, body=body))


def note_what_waits(ledger: CompanyLedger, now: datetime) -> None:
    """Give its leaf to whatever was said by now: it is erased with what was said before."""
    with ledger.batch() as (batch, _):
        take_all(batch, now)


def _body(connection: Connection, company: str, clock: str) -> str:
    """Return what an opening says: the state, what decides, and by which release and format it was written."""
    policy = newest_of(connection, company, "policy")
    if policy is None:
        raise NothingDecides(company)
    state = state_in(connection, company, clock).json()
    body = {"format": STATE_FORMAT, "policy": policy.body, "code": __version__, "state": state}
    return orjson.dumps(body).decode()
