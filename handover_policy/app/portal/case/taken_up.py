"""taken_up: a case as the rules see it now, to ask them who may act and when silence counts; nothing of it is kept."""

from __future__ import annotations

from handover_policy.app.asking.view import View
from handover_policy.decide.carrying import take_up
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.moment import moment_of
from handover_policy.model.case import Case
from handover_policy.model.events import ClockTicked, Event


def taken_up(view: View, case: Case) -> CaseWork:
    """Return the work on a case at the moment of a view; it has decided nothing yet."""
    now = view.now.replace(microsecond=0)
    looked = Event(
        source="portal",
        id="look",
        type="clock.ticked",
        subject="*",
        time=now,
        written_time=now.isoformat(),
        data={},
        digest=b"",
        told=ClockTicked(),
    )
    return take_up(moment_of(view.state, view.company.run.books, looked), case, moved=True)
