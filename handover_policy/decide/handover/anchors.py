"""days_of, step_anchors: the days that the time expressions of a case count from."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.model.words.anchors import Days, anchor_days


def step_anchors(work: CaseWork, start: date | None = None) -> dict[str, date | None]:
    """Return the days that time expressions of steps may start from."""
    return days_of(work, last_day=work.case.last_day or work.case.plan_day, start=start)


def days_of(
    work: CaseWork,
    *,
    last_day: date | None,
    event: date | None = None,
    start: date | None = None,
    due: date | None = None,
) -> dict[str, date | None]:
    """Return the day of every anchor; what belongs to no event counts from the arrival where it names the event."""
    told = Days(
        arrival=work.case.arrival,
        last_day=last_day,
        event=event or work.case.arrival,
        start=start,
        due=due,
        severance=work.case.severance_since,
    )
    return anchor_days(told)
