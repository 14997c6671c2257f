"""RowRegister: the state of a company's fold over rows, written when a batch of events is decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from zoneinfo import ZoneInfo

from handover_policy.decide.state.register import Register
from handover_policy.ledger.rows.access import Access
from handover_policy.ledger.rows.agenda import NO_CLOCK, AgendaRows
from handover_policy.ledger.rows.cases import CaseRows
from handover_policy.ledger.rows.people import PeopleRows
from handover_policy.ledger.rows.seen import SeenRows

PEOPLE_HELD, CASES_HELD = 20_000, 2_000
"""How many people and cases are held in memory between two batches."""


class RowRegister(Register):
    """A register whose four tables are rows of a database; it knows nobody but by them.

    It is thrown away where a transaction fails: what it holds may never have been written.
    """

    CASES: ClassVar[type[CaseRows]] = CaseRows

    def __init__(
        self,
        zone: ZoneInfo,
        access: Access,
        clock: str = NO_CLOCK,
        *,
        people_held: int = PEOPLE_HELD,
        cases_held: int = CASES_HELD,
    ) -> None:
        """Take how rows are reached, and what the company's clock has told."""
        self.person_rows = PeopleRows(access, people_held)
        self.case_rows = self.CASES(access, cases_held)
        self.seen_rows = SeenRows(access)
        self.agenda_rows = AgendaRows(access, self.person_rows, self.case_rows, clock)
        super().__init__(
            zone, people=self.person_rows, cases=self.case_rows, seen=self.seen_rows, agenda=self.agenda_rows
        )

    def fetch(self, keys: Collection[bytes], subjects: Collection[str]) -> None:
        """Hold what the next events are about, in few queries: keys of events, and ids of people."""
        self.seen_rows.fetch(keys)
        self.person_rows.fetch(subjects)
        self.person_rows.fetch_delegations(subjects)
        self.case_rows.fetch_of(subjects)

    def watching(self, person: str) -> tuple[str, ...]:
        """Return the ids of the open cases in which a person holds, or might hold, a step; whoever asks reads them."""
        names = super().watching(person)
        self.case_rows.fetch(names)
        return names

    def flush(self) -> None:
        """Write what the events have changed."""
        self.person_rows.flush()
        self.case_rows.flush()
        self.seen_rows.flush()

    def let_go(self) -> None:
        """Let go of what was read first; nothing may wait to be written."""
        self.person_rows.let_go()
        self.case_rows.let_go()
        self.seen_rows.let_go()
        if len(self._outlooks) > self.case_rows.most:  # of a case that is read again none counts any more
            self._outlooks = {name: each for name, each in self._outlooks.items() if self.case_rows.holds(name)}
