"""/me: what is kept of somebody, a copy of it, what they ask for, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.erasing.saying import report_lines, term_said
from handover_policy.app.portal.acting import PageAct, act_id
from handover_policy.app.portal.own.copy import copy_of, zipped
from handover_policy.app.portal.own.kept import PersonalPage, personal_page
from handover_policy.ledger.personal.certificates import add_certificate_link
from handover_policy.ledger.personal.requests import RequestKind, ask
from handover_policy.ledger.sessions import end_session
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.days import moment_text
from handover_policy.web.pages.opening import note_opened
from handover_policy.web.pages.own.devices import device_said
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import ACT, COOKIE, Visit, visiting

UNFIT = 422
PATH = "/me"
KINDS = frozenset({"correction", "deletion"})
COPY = "copy"


@as_page
async def get_me(request: Request) -> Response:
    """Answer what is kept of the reader."""
    visit = await visiting(request)
    return _page(visit, await _shown(visit))


@as_page
async def get_copy(request: Request) -> Response:
    """Answer a copy of everything that is kept of the reader, and note that it was taken."""
    visit = await visiting(request)
    copy = await visit.read(copy_of, visit.visitor, visit.words.language)
    read = getattr(getattr(visit.doors.service, "archive", None), "read", None)
    company = visit.company.id
    reading = None if read is None else lambda sha256: read(company, sha256)
    content = await to_thread.run_sync(lambda: zipped(copy, reading))
    await note_opened(visit, visit.visitor.id, COPY)
    headers = {
        "cache-control": "no-store",
        "content-disposition": 'attachment; filename="personal-data.zip"',
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, "application/zip")


@as_page
async def post_request(request: Request) -> Response:
    """Keep what somebody asks for; hr sees it and answers."""
    visit = await visiting(request)
    form = await visit.form()
    kind, text = str(form.get("kind", "")), str(form.get("text", "")).strip()
    if kind not in KINDS:
        raise PageProblem("not-found")
    if not text:
        return _page(visit, await _shown(visit), status=UNFIT, missing=kind)
    name = act_id(PageAct(name=str(form.get(ACT, "")), by=visit.visitor, type=kind, subject=visit.visitor.id, data={}))
    engine, company, person, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    await to_thread.run_sync(lambda: ask(engine, company, person, cast("RequestKind", kind), text, name=name, now=now))
    return see_other(f"{PATH}?asked=1#requests")


@as_page
async def post_session(request: Request) -> Response:
    """End a session of the reader's own."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    wanted = str(form.get("session", ""))
    found = next((each for each in shown.sessions if each.hash.hex() == wanted), None)
    if found is None:
        raise PageProblem("not-found")
    engine, company, person, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    await to_thread.run_sync(lambda: end_session(engine, company, person, found.hash, now))
    if found.hash == visit.signed.hash:
        answer = see_other("/")
        answer.delete_cookie(COOKIE, path="/")
        return answer
    return see_other(f"{PATH}#sessions")


@as_page
async def post_certificate(request: Request) -> Response:
    """Lead to the reader's own leaving certificate, by a new link; a code is asked for there."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    case = next((each for each in shown.cases if each.id == form.get("case")), None)
    if case is None:
        raise PageProblem("not-found")
    engine, company, person, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    token = await to_thread.run_sync(lambda: add_certificate_link(engine, company, person, case.id, now))
    return see_other(f"/certificate/{token}")


async def _shown(visit: Visit) -> PersonalPage:
    now: datetime = visit.doors.service.now()
    return await visit.read(personal_page, visit.visitor, visit.words.language, now)


def _page(visit: Visit, shown: PersonalPage, *, status: int = 200, missing: str = "") -> Response:
    return own_page(
        visit,
        "me.html",
        status=status,
        names=shown.names,
        shown=shown,
        missing=missing,
        asked=visit.request.query_params.get("asked") == "1",
        told=() if shown.report is None else tuple(report_lines(shown.report, visit.words, to_person=True)),
        rule_said=lambda term: term_said(term, visit.words),
        here_now=visit.signed.hash,
        device=lambda told: device_said(told, visit.words),
        began=lambda each: moment_text(visit.words, datetime.fromisoformat(each.began_at), visit.now),
        here="me",
    )
