"""/requests: what people asked about their personal information, for hr to answer within thirty days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.ledger.personal.requests import PersonalRequest, answer, answered_requests, open_requests
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import Visit, visiting

UNFIT, CHANGED = 422, 409
PATH = "/requests"
MOST_OPEN, MOST_ANSWERED = 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """What waits for an answer, and what was answered last."""

    waiting: Sequence[PersonalRequest]
    answered: Sequence[PersonalRequest]
    names: Mapping[str, str]


def requests_page(view: View) -> RequestsPage:
    """Return what people asked for."""
    company = view.company.id
    waiting = open_requests(view.connection, company, MOST_OPEN)
    answered = answered_requests(view.connection, company, MOST_ANSWERED)
    people = {each.person for each in (*waiting, *answered)} | {each.answered_by for each in answered}
    names = {each: view.called(each) or each for each in people if each is not None}
    return RequestsPage(waiting=waiting, answered=answered, names=names)


@as_page
async def get_requests(request: Request) -> Response:
    """Answer what people asked for."""
    visit = await _by_hr(request)
    return _page(visit, await visit.read(requests_page))


@as_page
async def post_answer(request: Request) -> Response:
    """Answer a request; the second of two who do so is told that it was answered."""
    visit = await _by_hr(request)
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    form = await visit.form()
    name, text = str(form.get("request", "")), str(form.get("answer", "")).strip()
    if not text:
        return _page(visit, await visit.read(requests_page), status=UNFIT, missing=name)
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    done = await to_thread.run_sync(lambda: answer(engine, company, name, text, by=by, now=now))
    if not done:
        return _page(visit, await visit.read(requests_page), status=CHANGED, late=True)
    return see_other(PATH)


async def _by_hr(request: Request) -> Visit:
    visit = await visiting(request)
    if not visit.visitor.reads_all:
        raise PageProblem("not-yours")
    return visit


def _page(visit: Visit, shown: RequestsPage, *, status: int = 200, missing: str = "", late: bool = False) -> Response:
    return own_page(
        visit, "requests.html", status=status, names=shown.names, shown=shown, missing=missing, late=late, here="board"
    )
