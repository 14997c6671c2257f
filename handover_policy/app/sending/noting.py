"""NotingMarks: what senders, archive and signers have to say made rows of the ledger, by the company's writer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import reading
from handover_policy.ledger.notes.marks import MOST_MARKS, marks_wait, take_marks

EVERY_SECONDS = 0.5
"""How often it is looked for while events are decided: each look costs a query."""


@dataclass(slots=True)
class NotingMarks:
    """Takes what others have to say into a ledger, now and then; `looked` is when it was last looked for."""

    now: Callable[[], datetime]
    looked: float = field(default=0.0)

    def look(self, ledger: CompanyLedger) -> int:
        """Return how many rows were noted; it raises what a batch does."""
        moment = time.monotonic()
        if moment - self.looked < EVERY_SECONDS:
            return 0
        self.looked = moment
        with reading(ledger.engine) as connection:
            if not marks_wait(connection, ledger.company):
                return 0
        noted = MOST_MARKS
        whole = 0
        while noted == MOST_MARKS:
            with ledger.batch() as (batch, _):
                noted = take_marks(batch, self.now())
            whole += noted
        return whole
