"""Days away: when an absence counts, in a departure that is open as well as for opening one (contract 1 "absence")."""

from __future__ import annotations

from datetime import date, timedelta

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner

ABSENT = "employee.absent"
WAITS = "absence-waits"
ONE_DAY = timedelta(days=1)


def opens_on(book: Rulebook, since: date) -> date:
    """Return the day at whose beginning an absence counts: the one after the last of its workdays away."""
    away = book.policy.manifest.absence_days
    if not isinstance(away, int) or away < 1:
        return since
    return DayReckoner(book.calendar).shift(since - ONE_DAY, Period(count=away, unit="workday")) + ONE_DAY


def wait_for_absence(work: CaseWork, since: date) -> bool:
    """Note an absence in an open departure whose days are not over; return whether it waits.

    Until it counts the departure goes on with the leaver, who may be ill: the tasks stay, and so do the messages.
    """
    opens = opens_on(work.book, since)
    if work.case.leaver_gone or opens <= work.day:
        return False
    work.change(away_since=since, absence_opens=opens)
    work.problem(WAITS, severity="info", since=since.isoformat(), day=opens.isoformat())
    return True


def count_absence(work: CaseWork, since: date) -> None:
    """Go on without the leaver, whose absence counts by now; messages that wait for it go out."""
    work.change(absent=True, absent_since=since, away_since=None, leaver_gone=True)
    work.trigger(ABSENT)
    work.well(WAITS, "")


def is_here_again(work: CaseWork) -> None:
    """Forget an absence that does not count yet: the leaver is back, or has given word of the departure."""
    if work.case.away_since is not None:
        work.change(away_since=None, absence_opens=None)
        work.well(WAITS, "")
