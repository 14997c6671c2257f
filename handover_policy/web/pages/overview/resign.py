"""/resign: what resigning would bring, resigning, and asking to stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.acting import ActUnfit, PageAct
from handover_policy.app.portal.leaving.days_told import DayBounds, day_fault
from handover_policy.app.portal.leaving.resigning import KINDS, Resigning, resignation, resigning, stay_request
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.overview.departing import unfit_day
from handover_policy.web.pages.overview.people import wrong_said
from handover_policy.web.pages.overview.telling import refusal_said, tell, unfit_said
from handover_policy.web.pages.visit import ACT, Visit, visiting

UNFIT, DONE = 422, 200
LONGEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignForm:
    """What somebody filled in."""

    kind: str = KINDS[0]
    last_day: str = ""
    reason: str = ""

    @property
    def day(self) -> date | None:
        """The last day; None where none was filled in, or it is none."""
        try:
            return date.fromisoformat(self.last_day) if self.last_day else None
        except ValueError:
            return None

    def wrong_day(self, visit: Visit) -> str:
        """Return why the last day cannot be, as the page says it; empty where it can."""
        if self.day is None:
            return visit.words.say("pages_resign.wrong-day") if self.last_day else ""
        unfit = day_fault(self.day, DayBounds(today=visit.now.date(), past=False))
        return "" if unfit is None else wrong_said(unfit_day("last_day", unfit, visit), visit.words)


@as_page
async def get_resign(request: Request) -> Response:
    """Answer what resigning would bring, or what has come of it."""
    return await _page(await _employed(request), ResignForm())


@as_page
async def post_resign(request: Request) -> Response:
    """Show what resigning as filled in would bring, or resign."""
    visit = await _employed(request)
    told = await visit.form()
    typed = _typed(told)
    wrong = typed.wrong_day(visit)
    if wrong or told.get("step") == "preview":
        return await _page(visit, typed, status=UNFIT if wrong else DONE)
    act = resignation(_name(told), visit.visitor, typed.kind, typed.day, typed.reason)
    try:
        found = await visit.read(resigning, visit.visitor, act, visit.words)
    except ActUnfit as unfit:
        return await _page(visit, typed, refusal=unfit_said(unfit, visit.words), status=UNFIT)
    if found.standing in {"over", "no-employee"}:
        raise PageProblem("not-yours")
    refusal = found.ahead.refusal if found.ahead is not None else None
    said = refusal_said(refusal, visit) if refusal is not None else await tell(visit, act)
    if said:
        return await _page(visit, typed, refusal=said, status=UNFIT)
    return see_other("/resign")


@as_page
async def post_stay(request: Request) -> Response:
    """Ask to stay."""
    visit = await _employed(request)
    told = await visit.form()
    found = await visit.read(resigning, visit.visitor, _act(visit, ResignForm()), visit.words)
    if found.case is None:
        raise PageProblem("not-yours")
    reason = str(told.get("reason", "")).strip()[:LONGEST]
    said = await tell(visit, stay_request(_name(told), visit.visitor, found.case, reason))
    if said:
        return await _page(visit, ResignForm(reason=reason), refusal=said, status=UNFIT)
    return see_other("/resign")


async def _employed(request: Request) -> Visit:
    """Return the visit of somebody who works here still: who has left comes by a private link, to other pages."""
    visit = await visiting(request)
    if visit.visitor.private:
        raise PageProblem("not-yours")
    return visit


def _typed(told: FormData) -> ResignForm:
    kind = str(told.get("kind", ""))
    return ResignForm(
        kind=kind if kind in KINDS else KINDS[0],
        last_day=str(told.get("last_day", "")).strip()[:20],
        reason=str(told.get("reason", "")).strip()[:LONGEST],
    )


def _name(told: FormData) -> str:
    return str(told.get(ACT, ""))[:100]


def _act(visit: Visit, typed: ResignForm) -> PageAct:
    return resignation("", visit.visitor, typed.kind, typed.day, typed.reason)


async def _page(visit: Visit, typed: ResignForm, *, refusal: str = "", status: int = DONE) -> Response:
    wrong = typed.wrong_day(visit)
    fit = replace(typed, last_day="") if wrong else typed
    try:
        found: Resigning = await visit.read(resigning, visit.visitor, _act(visit, fit), visit.words)
    except ActUnfit as unfit:
        refusal, status = unfit_said(unfit, visit.words), UNFIT
        found = await visit.read(resigning, visit.visitor, _act(visit, ResignForm()), visit.words)
    ahead = found.ahead
    if ahead is not None and ahead.refusal is not None and not refusal:
        refusal = refusal_said(ahead.refusal, visit)
    names = {} if ahead is None else ahead.names
    return visit.page(
        "resign.html",
        status=status,
        names=names,
        found=found,
        ahead=ahead if ahead is not None and ahead.case is not None else None,
        typed=typed,
        wrong_day=wrong,
        kinds=KINDS,
        refusal=refusal,
        dates=found.dates if ahead is None else ahead.dates,
        staying=found.staying,
        not_staying=refusal_said(found.staying.refusal, visit)
        if found.staying is not None and found.staying.refusal is not None
        else "",
        say=SentenceSpeaker(visit.words, visit.now),
        unmet=visit.unmet_said,
        path="/resign",
        here="case",
    )
