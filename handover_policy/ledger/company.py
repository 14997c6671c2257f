"""CompanyLedger: a company's ledger and state, for its one writer: batches of decisions, each whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, bindparam, select, update

from handover_policy.evidence.leaves import Parts
from handover_policy.ledger.database import writing
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.lease import Lease, LedgerEnd, fence
from handover_policy.ledger.outbox.items import ItemRows, TaskTold
from handover_policy.ledger.outbox.rows import Receiver, Sending, first_rows, waiting_row
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.people.addresses import Reached, write_addresses
from handover_policy.ledger.proofs.digests import digest_rows
from handover_policy.ledger.proofs.growing import GrowingLog, growing_log
from handover_policy.ledger.proofs.tables import LOG_SUBTREES, TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY, HERE, NAMES, Access
from handover_policy.ledger.rows.register import CASES_HELD, PEOPLE_HELD, RowRegister
from handover_policy.ledger.tables import CASE_LINKS, COMPANIES, LEDGER

SALT_BYTES = 16
SOME = select(LEDGER.c.position, LEDGER.c.decision).where(LEDGER.c.company == COMPANY, LEDGER.c.position.in_(NAMES))
STANDS = (
    update(COMPANIES)
    .where(COMPANIES.c.company == HERE)
    .values(next_position=bindparam("next"), clock=bindparam("told"))
)
"""Where the ledger stands after a batch; its row is locked by the fence."""


@dataclass(slots=True)
class Batch:
    """The rows that one transaction adds to a ledger."""

    connection: Connection
    access: Access
    log: GrowingLog
    next_position: int
    channels: frozenset[str] = frozenset()
    receivers: Sequence[Receiver] = ()
    items: ItemRows | None = None
    _stored: dict[int, str | None] = field(default_factory=dict)
    _entries: list[dict[str, Any]] = field(default_factory=list)
    _links: list[dict[str, object]] = field(default_factory=list)
    _sendings: list[dict[str, object]] = field(default_factory=list)
    _reached: list[Reached] = field(default_factory=list)

    def add(
        self,
        entry: LedgerEntry,
        parts: Parts | None = None,
        *,
        touched: Sequence[str] = (),
        sendings: Sequence[Sending] = (),
        effects: Collection[str] = (),
        tasks: Sequence[TaskTold] = (),
        reached: Sequence[Reached] = (),
    ) -> int:
        """Add a row and return its position.

        Args:
            entry: the row.
            parts: those of its decision, where they are at hand.
            touched: the ids of cases that the decision touched without being their own.
            sendings: the messages that it asks for.
            effects: the kinds of its effects.
            tasks: those that it leaves changed, for channels that keep lists of what people have to do.
            reached: where people are reached from now on.

        """
        position = self.next_position
        self.next_position += 1
        self._entries.append(entry.row(position, os.urandom(SALT_BYTES), parts))
        self._links.extend({"case_id": case, "position": position} for case in touched)
        now = entry.received_at.timestamp()
        self._sendings.extend(first_rows(list(sendings), position, self.channels, now))
        if self.items is not None and (tasks or reached):
            told = self.items.sendings(tasks, position, self.items.moved(reached))
            self._sendings.extend(waiting_row(each, position, {each.channel}, now) for each in told)
        if self.receivers and effects:
            self._sendings.extend(self._told_of(position, entry.case, effects, now))
        self._reached.extend(reached)
        return position

    def _told_of(
        self, position: int, case: str | None, effects: Collection[str], now: float
    ) -> Iterator[dict[str, object]]:
        """Yield the rows of a decision for the machines that are told of it."""
        for channel in dict.fromkeys(each.channel for each in self.receivers if each.wants(effects)):
            sending = Sending(notice=f"decision/{position}", channel=channel, person="", case=case)
            yield waiting_row(sending, position, {channel}, now)

    @property
    def company(self) -> str:
        """The company's id."""
        return self.access.company

    def fetch(self, positions: Collection[int]) -> None:
        """Hold the decisions of rows before this batch, in few queries."""
        for position, decision in self.access.rows_of(SOME, positions):
            self._stored[position] = decision

    def decision(self, position: int) -> str | None:
        """Return the decision of a row, of this batch or before it; None where it was erased."""
        if 0 < self.next_position - position <= len(self._entries):
            decision = self._entries[position - self.next_position]["decision"]
            return None if decision is None else str(decision)
        if position not in self._stored:
            self.fetch((position,))
        return self._stored[position]

    def write(self) -> None:
        """Write the rows."""
        self.access.write(LEDGER.insert(), self._entries)
        self.access.write(LOG_SUBTREES.insert(), self.log.grown(each["leaf"] for each in self._entries))
        self.access.write(TOLD_DIGESTS.insert(), digest_rows(self._entries))
        self.access.write(CASE_LINKS.insert(), self._links)
        self.access.write(OUTBOX.insert(), self._sendings)
        write_addresses(self.access, self._reached)


class CompanyLedger:
    """One company's ledger and state, as its writer has them."""

    def __init__(
        self,
        engine: Engine,
        lease: Lease,
        zone: ZoneInfo,
        *,
        people_held: int = PEOPLE_HELD,
        cases_held: int = CASES_HELD,
        channels: frozenset[str] = frozenset(),
        receivers: Sequence[Receiver] = (),
        item_channels: frozenset[str] = frozenset(),
    ) -> None:
        """Take the database, the right to write, the zone whose local days count, and where messages may go.

        `channels` are those that are set up for messages, `receivers` the machines that are told of decisions,
        `item_channels` those that keep lists of what people have to do.
        """
        self.engine, self.lease, self.zone = engine, lease, zone
        self.channels, self.receivers, self.item_channels = channels, receivers, item_channels
        self.access = Access(lease.company)
        self._held = {"people_held": people_held, "cases_held": cases_held}
        self._register: RowRegister | None = None
        self._log: GrowingLog | None = None
        self._alone = threading.Lock()

    @property
    def company(self) -> str:
        """The company's id."""
        return self.lease.company

    def under(self, lease: Lease) -> CompanyLedger:
        """Return the same ledger under a lease taken anew; nothing is held in memory."""
        return CompanyLedger(
            self.engine,
            lease,
            self.zone,
            channels=self.channels,
            receivers=self.receivers,
            item_channels=self.item_channels,
            **self._held,
        )

    @contextmanager
    def batch(self, before_commit: Callable[[], None] = lambda: None) -> Iterator[tuple[Batch, RowRegister]]:
        """Give the rows to add to, and the state to decide by: committed together at the end, or not at all.

        One thread at a time: who comes second waits. After any error what is held in memory is thrown away, for it may
        never have been written.

        Raises:
            LeaseLost: another process writes for the company now.
            SQLAlchemyError: the database failed; nothing of the batch is there.

        """
        with self._alone:
            try:
                with writing(self.engine) as connection:
                    standing = fence(connection, self.lease)
                    self.access.connection = connection
                    register = self._at_hand(standing)
                    items = ItemRows(self.access, sorted(self.item_channels)) if self.item_channels else None
                    log = self._log or growing_log(connection, self.company, standing.next_position)
                    batch = Batch(
                        connection, self.access, log, standing.next_position, self.channels, self.receivers, items
                    )
                    yield batch, register
                    register.flush()
                    batch.write()
                    self._stands(connection, batch.next_position, register)
                    before_commit()
            except BaseException:
                self._register = self._log = None
                raise
            finally:
                self.access.connection = None
            self._log = log
            register.let_go()

    def forget(self) -> None:
        """Forget what is held in memory: its rows were changed beside it."""
        self._register = self._log = None

    def _at_hand(self, standing: LedgerEnd) -> RowRegister:
        if self._register is None:
            self._register = RowRegister(self.zone, self.access, standing.clock, **self._held)
        return self._register

    def _stands(self, connection: Connection, next_position: int, register: RowRegister) -> None:
        told = {"next": next_position, "told": register.agenda_rows.clock_json()}
        connection.execute(STANDS, {"here": self.company, **told})
