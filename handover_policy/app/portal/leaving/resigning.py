"""Resigning: what /resign shows: what would come of it, or what has come of it, or why it is not for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.leaving.foreseeing import Departing, departing
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.reading.board import stay_standing
from handover_policy.model.case import Case
from handover_policy.model.words.causes import BY_LEAVER

Standing: TypeAlias = Literal["free", "resigned", "declared", "over", "no-employee"]
KINDS = BY_LEAVER
"""As what somebody may resign: `resignation`, or `employer_fault`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StayShown:
    """A request to stay: when it was made, and whether it was declined."""

    at: datetime
    declined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resigning:
    """How it stands with somebody's resignation.

    `free`: they may resign, and `ahead` is what would come of it; `resigned`: they have; `declared`: the employer
    declared their departure; `over`: the employment is over; `no-employee`: there is none.
    """

    standing: Standing
    case: Case | None = None
    ahead: Departing | None = None
    stay: StayShown | None = None


def resigning(view: View, visitor: Visitor, act: PageAct) -> Resigning:
    """Return how it stands with somebody's resignation; raises ActUnfit where what they filled in makes none."""
    if visitor.employee is None:
        return Resigning(standing="no-employee")
    case = view.state.open_case(visitor.id)
    if case is not None and case.cause != "transfer":
        stay = stay_standing(view.connection, view.company.id, case.id)
        at = None if stay is None else datetime.fromisoformat(stay[0]).astimezone(view.now.tzinfo)
        shown = None if stay is None or at is None else StayShown(at=at, declined=stay[1])
        return Resigning(standing="resigned" if case.cause in BY_LEAVER else "declared", case=case, stay=shown)
    if visitor.private:
        return Resigning(standing="over")
    return Resigning(standing="free", ahead=departing(view, act))


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
