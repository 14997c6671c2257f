"""signed_out: the page that asks to sign in again; what was just typed stands on it, and is kept for its person."""

from __future__ import annotations

import hmac
from datetime import datetime

import structlog
from anyio import to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.sending.private.asking import send_link
from handover_policy.ledger.database import is_away
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.personal.drafts import LASTS, Draft, DraftOf, has_draft, keep_draft
from handover_policy.ledger.sessions import SignedIn, once_signed_in
from handover_policy.web.doors import doors_of
from handover_policy.web.pages.answers import SIGNED_OUT, PageProblem, as_page, page_answer, see_other
from handover_policy.web.pages.returning.typed import shown, typed_in
from handover_policy.web.pages.visit import COOKIE, CSRF, OWN_SITE, csrf_of, from_own_site, spoken_to
from handover_policy.web.problems import ApiProblem

LOG = structlog.get_logger("handover.web")
DRAFT_COOKIE = "handover_draft"
KEPT = "/kept"
POST, NAVIGATES = "POST", "navigate"


async def signed_out(request: Request) -> Response:
    """Answer that somebody has to sign in, with what they typed; it is kept where the session was one of ours."""
    doors = doors_of(request)
    ended = await _ended(request)
    company = None if ended is None else doors.service.companies[ended.company]
    request.state.company = company
    words, now = spoken_to(request, company), doors.service.now()
    draft, token = None, None
    # A script shows by itself that nobody is signed in any more, and holds what was filled in.
    by_hand = request.headers.get("sec-fetch-mode", NAVIGATES) == NAVIGATES
    own = request.headers.get("sec-fetch-site", "none") in OWN_SITE
    if request.method == POST and by_hand and own:
        found = await typed_in(request, known=ended is not None)
        if found is not None:
            draft, csrf = found
            genuine = hmac.compare_digest(csrf, csrf_of(request.cookies.get(COOKIE, "")))
            token = await _kept(request, ended, draft, now) if ended is not None and genuine else None
    answer = page_answer(
        request,
        "signed_out.html",
        words,
        status=SIGNED_OUT,
        now=now,
        known=ended is not None,
        typed=() if draft is None else shown(draft.fields),
        files=draft is not None and draft.files,
        kept=token is not None,
        csrf=csrf_of(request.cookies.get(COOKIE, "")) if ended is not None else "",
        next=KEPT if token is not None else request.url.path if request.method != POST else "/",
    )
    if token is not None:
        secure = (doors.service.settings.public_url or "").startswith("https:")
        lasts = int(LASTS.total_seconds())
        answer.set_cookie(DRAFT_COOKIE, token, max_age=lasts, httponly=True, secure=secure, samesite="lax", path="/")
    return answer


@as_page
async def post_again(request: Request) -> Response:
    """Send a new link to whoever was signed in on this device; it is never shown here."""
    from_own_site(request)
    ended = await _ended(request)
    form = await request.form()
    if ended is None:
        return see_other("/")
    if not hmac.compare_digest(str(form.get(CSRF, "")), csrf_of(request.cookies[COOKIE])):
        raise PageProblem("form-old")
    doors = doors_of(request)
    company = doors.service.companies[ended.company]
    request.state.company = company
    now, engine = doors.service.now(), doors.service.engine
    await to_thread.run_sync(lambda: send_link(engine, company, ended.person, now))
    words = spoken_to(request, request.state.company)
    return page_answer(request, "asked_again.html", words, now=now, path="/")


async def draft_waits(request: Request, company: str, person: str) -> bool:
    """Return whether something that somebody typed waits for them on this device."""
    token, doors = request.cookies.get(DRAFT_COOKIE, ""), doors_of(request)
    if not token:
        return False
    now = doors.service.now()
    return await doors.read(doors.service.companies[company], has_draft, DraftOf(company, person), token, now)


async def _ended(request: Request) -> SignedIn | None:
    """Return the session that was, on this device; None where there was none, or nobody can tell now."""
    token, doors = request.cookies.get(COOKIE, ""), doors_of(request)
    companies = doors.service.companies
    if not token or not companies:
        return None

    def asked(connection: Connection) -> SignedIn | None:
        return once_signed_in(connection, tuple(companies), token)

    try:
        return await doors.read(next(iter(companies.values())), asked)
    except ApiProblem:
        return None


async def _kept(request: Request, ended: SignedIn, draft: Draft, now: datetime) -> str | None:
    """Return the token under which a draft was kept; None where it was not: it still stands on the page."""
    service = doors_of(request).service

    def kept() -> str | None:
        envelope = envelope_in(service.settings.data)
        return keep_draft(service.engine, envelope, DraftOf(ended.company, ended.person), draft, now)

    try:
        return await to_thread.run_sync(kept)
    except (SQLAlchemyError, OSError) as error:
        if is_away(error):
            LOG.warning("draft-unwritten", company=ended.company, why=type(error).__name__)
        else:
            LOG.exception("failed", company=ended.company)
        return None
