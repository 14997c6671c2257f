"""Unfitting days: a start after the end, a last day before the notice, a year that is a slip (contract 2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.employment import MOST_DAYS
from handover_policy.model.case import Case

USUAL_DELAY = 31
"""Within how many days a death, or that somebody has left, is told of."""


def note_unfitting(work: CaseWork) -> None:
    """Note which days of a case do not fit each other; each is told once, and again only after it was mended."""
    if work.case.state == "withdrawn":
        return
    for reason, day, other in _pairs(work):
        if day is None:
            work.well("days-do-not-fit", reason)
        else:
            work.problem("days-do-not-fit", reason, reason=reason, day=day.isoformat(), other=other.isoformat())


def note_early_leaving(work: CaseWork, on: date, last_day: date) -> None:
    """Note that somebody is told to have left before the last day of a case that is closed: nothing else changes."""
    day, other = on.isoformat(), last_day.isoformat()
    work.problem("days-do-not-fit", f"left-early:{day}", reason="left-early", day=day, other=other)


def _told_afterwards(case: Case) -> bool:
    return case.cause == "death" or case.left_on is not None


def _pairs(work: CaseWork) -> Iterator[tuple[str, date | None, date]]:
    """Yield each reason with the two days that do not fit, the first None where they do."""
    case, hired = work.case, work.employee.hired_on
    end, begun = case.last_day, case.absent_since
    yield "start-after-end", hired if end is not None and hired > end else None, end or hired
    early = end is not None and (case.arrival - end).days > (USUAL_DELAY if _told_afterwards(case) else 0)
    yield "before-arrival", end if early else None, case.arrival
    far = end is not None and (end - case.arrival).days > MOST_DAYS
    yield "far-ahead", end if far else None, case.arrival
    yield "absent-before-start", begun if begun is not None and begun < hired else None, hired
    left = case.left_on
    yield (
        "left-before-arrival",
        left if left is not None and left < min(case.arrival, end or left) else None,
        case.arrival,
    )
