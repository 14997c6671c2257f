"""Leaps: an event far ahead of everything told before is a slip in a year, and spoils nothing (contract 2.2)."""

from __future__ import annotations

from handover_policy.decide.casework import Refused
from handover_policy.decide.departing.employment import leap
from handover_policy.decide.moment import Moment
from handover_policy.decide.state.register import Register
from handover_policy.model.case import Case


def no_leap(moment: Moment, case: Case | None = None) -> None:
    """Refuse an event that would move a case, or an absence that waits to be one, too far ahead."""
    days = leap(moment.register, moment.event.time, case)
    if days:
        raise Refused("out-of-order", reason="leap", days=days, time=moment.day.isoformat())


def something_waits(register: Register) -> bool:
    """Return whether a slip could spoil something: a case is open, or an absence waits to open one."""
    return bool(register.case_table.open_by_id()) or register.people_table.an_absence_waits()
