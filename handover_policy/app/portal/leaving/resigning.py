"""Resigning: what /resign shows: what would come of it, or what has come of it, or why it is not for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct, event_of, foreseen
from handover_policy.app.portal.acts.consequences import ActConsequences, changes_of
from handover_policy.app.portal.case.reasons import Reasons
from handover_policy.app.portal.case.sayings import saying
from handover_policy.app.portal.case.told import told_of
from handover_policy.app.portal.leaving.dates import LeavingDate, leaving_dates
from handover_policy.app.portal.leaving.foreseeing import Departing, departing
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.reading.board import stay_standing
from handover_policy.model.case import Case
from handover_policy.model.decision import Refusal
from handover_policy.model.words.causes import BY_LEAVER
from handover_policy.texts.texts import Texts

Standing: TypeAlias = Literal["free", "resigned", "declared", "over", "no-employee"]
KINDS = BY_LEAVER
"""As what somebody may resign: `resignation`, or `employer_fault`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StayShown:
    """A request to stay: when it was made, whether it was declined, and by whom it is answered, as people call them."""

    at: datetime
    declined: bool
    people: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StayingAhead:
    """What asking to stay would lead to, or why the rules refuse it."""

    effect: ActConsequences | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resigning:
    """How it stands with somebody's resignation.

    `free`: they may resign, and `ahead` is what would come of it; `resigned`: they have; `declared`: the employer
    declared their departure; `over`: the employment is over; `no-employee`: there is none. `staying` is what asking to
    stay would lead to.
    """

    standing: Standing
    case: Case | None = None
    ahead: Departing | None = None
    stay: StayShown | None = None
    dates: Sequence[LeavingDate] = ()
    staying: StayingAhead | None = None


def resigning(view: View, visitor: Visitor, act: PageAct, words: Texts) -> Resigning:
    """Return how it stands with somebody's resignation; raises ActUnfit where what they filled in makes none."""
    if visitor.employee is None:
        return Resigning(standing="no-employee")
    case = view.state.open_case(visitor.id)
    if case is not None and case.cause != "transfer":
        stay = stay_standing(view.connection, view.company.id, case.id)
        at = None if stay is None else datetime.fromisoformat(stay[0]).astimezone(view.now.tzinfo)
        shown = (
            None if stay is None or at is None else StayShown(at=at, declined=stay[1], people=_answering(view, case))
        )
        if case.cause not in BY_LEAVER:
            return Resigning(standing="declared", case=case, stay=shown)
        dates = leaving_dates(case, Reasons(view, case, told_of(view, case.id), words))
        staying = staying_ahead(view, visitor, case, words)
        return Resigning(standing="resigned", case=case, stay=shown, dates=dates, staying=staying)
    if visitor.private:
        return Resigning(standing="over")
    return Resigning(standing="free", ahead=departing(view, act, words))


def _answering(view: View, case: Case) -> Sequence[str]:
    """Return how those are called who answer a request to stay: the manager, and hr."""
    employee = view.state.employee(case.employee)
    manager = None if employee is None else employee.attributes.get("manager")
    people = [manager] if isinstance(manager, str) and manager != case.employee else []
    people += [each.id for each in view.policy.manifest.contacts.get("hr", ())[:1]]
    return tuple(view.called(each) or each for each in dict.fromkeys(people))


def staying_ahead(view: View, visitor: Visitor, case: Case, words: Texts) -> StayingAhead:
    """Return what asking to stay would lead to."""
    act = stay_request("", visitor, case, "")
    decided = foreseen(view, event_of(view.company, act, view.now).event)
    if decided.decision.refusal is not None:
        return StayingAhead(refusal=decided.decision.refusal)
    changes = changes_of(view, case, decided, words)
    return StayingAhead(effect=ActConsequences(changes=changes, stays=saying("effect.stays-asking"), undone=False))


def resignation(name: str, visitor: Visitor, kind: str, last_day: date | None, reason: str) -> PageAct:
    """Return the act by which somebody resigns."""
    data: dict[str, object] = {"form": "system", "cause": kind}
    if last_day is not None:
        data["requested_last_day"] = last_day.isoformat()
    if reason:
        data["reason"] = reason
    return PageAct(name=name, by=visitor, type="resignation.submitted", subject=visitor.id, data=data)


def stay_request(name: str, visitor: Visitor, case: Case, reason: str) -> PageAct:
    """Return the act by which somebody asks to stay."""
    data: Mapping[str, object] = {"case": case.id, **({"reason": reason} if reason else {})}
    return PageAct(name=name, by=visitor, type="withdrawal.requested", subject=visitor.id, data=data)
