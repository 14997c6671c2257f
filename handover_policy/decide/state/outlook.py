"""Outlook: what is known of an open case beside it, so that an event touches one task instead of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee


@dataclass(slots=True, kw_only=True)
class Outlook:
    """What was worked out of a case when it was put back; it counts for that very case and no other.

    Nothing here is part of the state: what is missing is worked out again, and comes out the same.

    Args:
        case: the case, as it was put back.
        book: the rules it was decided by; others may count once its day of notice has moved.
        here: the rules in force then, whose contacts counted.
        employee: the employee, as they were then.
        until: until when neither time nor the people it depends on change anything of it; None where that is unknown.
        planned: whether every unfinished task stands as it would be planned by the people there are now.
        gates: what its gates were decided on.
        unfinished: the ids of its unfinished handover tasks, in their order.
        total: how many handover tasks it has.
        moving: by task, the day on which time alone moves it.
        sending: by task, the moment of its next message.

    """

    case: Case
    book: Rulebook
    here: Rulebook
    employee: Employee
    until: datetime | None
    planned: bool
    gates: tuple[object, ...] | None
    unfinished: tuple[str, ...]
    total: int
    moving: dict[str, date]
    sending: dict[str, datetime]
