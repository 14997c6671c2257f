"""look_ahead: when a company's clock is next to tell its time, as its state stands after a batch."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from handover_policy.app.serving.clock import latest
from handover_policy.decide.departing.leaps import something_waits
from handover_policy.ledger.rows.register import RowRegister


class Ahead(NamedTuple):
    """What waits for the clock.

    Args:
        reached: the latest moment told of; None where nothing was told.
        soonest: the first moment beyond now at which the clock is to be told; None where nothing waits.
        late: whether something waits for a moment that is past.

    """

    reached: datetime | None
    soonest: float | None
    late: bool


def look_ahead(register: RowRegister, now: datetime) -> Ahead:
    """Return what waits for the clock.

    An open case for which nothing waits is enough for one clock event a year: after a longer silence whatever is told
    next would be refused as a leap (contract 2.2), a departure too.
    """
    agenda, stamp = register.agenda_rows, now.timestamp()
    first, soonest, reached = agenda.next_wake(), agenda.next_wake(stamp), agenda.reached()
    late, bound = first is not None and first <= stamp, latest(reached)
    if bound is not None and (soonest is None or bound < soonest) and something_waits(register):
        if bound <= stamp:
            late = True
        else:
            soonest = bound
    return Ahead(reached=reached, soonest=soonest, late=late)
