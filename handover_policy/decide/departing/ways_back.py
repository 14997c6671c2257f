"""Ways back: a departure taken back, somebody who is here again, the wish to stay (contract 2.4)."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.departing.away import is_here_again
from handover_policy.decide.handover.acts import cancel_all
from handover_policy.decide.handover.authority import must_speak_for_employer
from handover_policy.decide.handover.planning import replan
from handover_policy.model.events_of_cases import (
    DepartureWithdrawn,
    EmployeeReturned,
    ResignationWithdrawn,
    WithdrawalDeclined,
    WithdrawalRequested,
)
from handover_policy.model.words.causes import WITHOUT_LEAVER

REPORTED = frozenset({"employee.absent", "employee.left"})
"""Events that report somebody as gone: who opened a case by one of them gave no notice."""


def withdraw_resignation(work: CaseWork, told: ResignationWithdrawn) -> None:
    """Take a resignation back until the end of its last day; the employer agrees."""
    if work.case.opened_by != "resignation.submitted":
        raise Refused("wrong-state", reason="not-resigned", cause=work.case.cause)
    _not_ended(work)
    must_speak_for_employer(work, told)
    _withdraw(work)


def withdraw_departure(work: CaseWork, told: DepartureWithdrawn) -> None:
    """Take back a departure that was declared, or that an absence opened, until the end of its last day."""
    if work.case.opened_by == "resignation.submitted":
        raise Refused("wrong-state", reason="resigned", cause=work.case.cause)
    _not_ended(work)
    must_speak_for_employer(work, told)
    _withdraw(work)


def come_back(work: CaseWork, told: EmployeeReturned) -> None:
    """End an absence, or a departure reported by mistake; a case with another cause goes on with the leaver."""
    case = work.case
    if told.on > work.event.time.astimezone(work.book.zone).date():
        raise Refused("out-of-order", reason="ahead", day=told.on.isoformat())
    if not (case.absent or case.away_since is not None or case.left_on is not None or case.cause in WITHOUT_LEAVER):
        raise Refused("wrong-state", reason="not-away")
    mistaken = case.opened_by in REPORTED or case.cause == "death"
    if not mistaken and case.last_day is not None and work.day > case.last_day:
        raise Refused("wrong-state", reason="ended", last_day=case.last_day.isoformat())
    must_speak_for_employer(work, told)
    if mistaken or case.cause in WITHOUT_LEAVER:
        _withdraw(work)
        return
    is_here_again(work)
    work.change(leaver_gone=False, absent=False, absent_since=None, absence_opens=None, left_on=None)
    replan(work, always=True)


def ask_to_stay(work: CaseWork, told: WithdrawalRequested) -> None:  # noqa: ARG001 - one shape for all
    """Change nothing: manager and hr decide."""
    if work.case.cause == "death":
        raise Refused("wrong-state", reason="other-cause", cause=work.case.cause)
    _not_ended(work)


def decline_stay(work: CaseWork, told: WithdrawalDeclined) -> None:
    """Change nothing: the leaver is told that manager or hr do not agree, and why."""
    must_speak_for_employer(work, told)


def _not_ended(work: CaseWork) -> None:
    """Refuse what comes after the end of the employment."""
    case = work.case
    if case.last_day is not None and work.day > case.last_day:
        raise Refused("wrong-state", reason="ended", last_day=case.last_day.isoformat())
    if case.left_on is not None:
        raise Refused("wrong-state", reason="left", day=case.left_on.isoformat())


def _withdraw(work: CaseWork) -> None:
    """End a case: open tasks and obligations are cancelled, claims with them."""
    cancel_all(work)
    is_here_again(work)
    gone = {"leaver_gone": False, "absent": False, "absent_since": None, "absence_opens": None, "left_on": None}
    work.change(state="withdrawn", **gone)
