"""/requests: what people asked about their personal information, for hr to answer within thirty days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.erasing.carrying_out import erase_due, settle
from handover_policy.app.erasing.report import ErasureReport, NobodyKnown, report_on
from handover_policy.app.erasing.saying import report_lines
from handover_policy.app.serving.told import Overloaded, Unwritten, WrittenElsewhere
from handover_policy.ledger.keeping.shearing import RowAltered
from handover_policy.ledger.personal.requests import (
    PersonalRequest,
    answer,
    answer_in,
    answered_requests,
    open_requests,
)
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import Visit, visiting

UNFIT, CHANGED = 422, 409
PATH = "/requests"
DELETION = "deletion"
MOST_OPEN, MOST_ANSWERED = 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """What waits for an answer, and what was answered last; by the id of a request for deletion what may go."""

    waiting: Sequence[PersonalRequest]
    answered: Sequence[PersonalRequest]
    names: Mapping[str, str]
    reports: Mapping[str, ErasureReport]


class AnsweredBefore(Exception):
    """Somebody else was quicker: nothing is answered, or erased, twice."""


def requests_page(view: View) -> RequestsPage:
    """Return what people asked for."""
    company = view.company.id
    waiting = open_requests(view.connection, company, MOST_OPEN)
    answered = answered_requests(view.connection, company, MOST_ANSWERED)
    people = {each.person for each in (*waiting, *answered)} | {each.answered_by for each in answered}
    names = {each: view.called(each) or each for each in people if each is not None}
    asked = [each for each in waiting if each.kind == DELETION]
    reports = {each.id: report_on(view, each.person) for each in asked if view.state.employee(each.person) is not None}
    return RequestsPage(waiting=waiting, answered=answered, names=names, reports=reports)


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
    try:
        await _answered(visit, name, text)
    except AnsweredBefore:
        return _page(visit, await visit.read(requests_page), status=CHANGED, late=True)
    except RowAltered as altered:
        return _page(visit, await visit.read(requests_page), status=CHANGED, altered=altered.position)
    return see_other(PATH)


async def _answered(visit: Visit, name: str, text: str) -> None:
    """Answer a request; what may go of whoever asked for deletion goes in the same transaction.

    Raises:
        AnsweredBefore: somebody else has answered it.
        RowAltered: a row of the ledger is not as it was written; nothing was erased, or answered.
        PageProblem: this process cannot write for the company now.

    """
    engine, company, by, now = visit.doors.service.engine, visit.company, visit.visitor.id, visit.now
    shown = await visit.read(requests_page)
    report = shown.reports.get(name)
    if report is None:
        if not await to_thread.run_sync(lambda: answer(engine, company.id, name, text, by=by, now=now)):
            raise AnsweredBefore
        return

    def answers(connection: Connection) -> None:
        if not answer_in(connection, company.id, name, text, by=by, now=now):
            raise AnsweredBefore

    def erased() -> None:
        erase_due(company, now, by=by, person=report.person, first=answers)

    try:
        await asyncio.wrap_future(company.lane.do(erased))
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise PageProblem("busy") from None
    except NobodyKnown:
        raise AnsweredBefore from None
    await to_thread.run_sync(lambda: settle(engine, visit.doors.service.archive.blobs, company.id))


async def _by_hr(request: Request) -> Visit:
    visit = await visiting(request)
    if not visit.visitor.reads_all:
        raise PageProblem("not-yours")
    return visit


def _page(
    visit: Visit, shown: RequestsPage, *, status: int = 200, missing: str = "", late: bool = False, altered: int = 0
) -> Response:
    return own_page(
        visit,
        "requests.html",
        status=status,
        names=shown.names,
        shown=shown,
        missing=missing,
        late=late,
        altered=altered,
        told=lambda report: report_lines(report, visit.words),
        here="board",
    )
