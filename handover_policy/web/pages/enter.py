"""/enter/{token}: a link lets its person in; the page shows a button, and only the button uses the link up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.overview.contacts import contacts_shown, helper
from handover_policy.app.portal.visitor import Visitor, visitor_of
from handover_policy.app.sending.private.asking import send_link
from handover_policy.app.serving.company import Company
from handover_policy.ledger.links import SignInLink, link_of, use_link
from handover_policy.ledger.sessions import SessionKind, add_session, end_session
from handover_policy.texts.texts import languages
from handover_policy.web.doors import doors_of
from handover_policy.web.pages.answers import PageProblem, as_page, page_answer, see_other
from handover_policy.web.pages.returning.signed_out import KEPT, draft_waits
from handover_policy.web.pages.visit import COOKIE, LANGUAGE_COOKIE, from_own_site, spoken_to, visiting

REMEMBERED = 3 * 24 * 3600
"""Seconds for which a device knows whose session there was: longer than it counts, to keep what they typed."""
A_YEAR = 365 * 24 * 3600
LONGEST_ONCE = timedelta(days=31)
"""No link that lets in once lives longer than this; those a demo prints do."""


@as_page
async def get_enter(request: Request) -> Response:
    """Answer the page with the button; whatever opens it beforehand, a chat program say, uses nothing up."""
    link, visitor, now = await _link(request)
    until = datetime.fromtimestamp(link.until, UTC).astimezone(now.tzinfo)
    words = request.state.words
    again = _again(request, link)
    return page_answer(request, "enter.html", words, now=now, name=visitor.name, until=until, again=again)


@as_page
async def post_enter(request: Request) -> Response:
    """Let the person of a link in, on the device that asks first."""
    from_own_site(request)
    link, visitor, now = await _link(request)
    doors, token = doors_of(request), request.path_params["token"]
    again = _again(request, link)
    used = await to_thread.run_sync(lambda: use_link(doors.service.engine, link, token, now, again=again))
    if not used:
        raise PageProblem("link-used")
    return await signed_in(request, doors.service.companies[link.company], visitor, "/")


@as_page
async def post_enter_again(request: Request) -> Response:
    """Send a new link in the place of one that is used or past: nobody who has the old one is ever shown it.

    The answer is the same whether it was sent or not: whoever holds somebody's old link learns nothing of them. In a
    demo it signs in at once.
    """
    from_own_site(request)
    link, visitor, now = await _found(request)
    service = doors_of(request).service
    company = service.companies[link.company]
    if _again(request, link):
        return await signed_in(request, company, visitor, "/")
    await to_thread.run_sync(lambda: send_link(service.engine, company, link.person, service.now()))
    return page_answer(request, "asked_again.html", request.state.words, now=now, path="/")


async def signed_in(request: Request, company: Company, visitor: Visitor, path: str) -> Response:
    """Return the answer by which somebody is signed in on this device, and goes on with a page."""
    service, device = doors_of(request).service, request.headers.get("user-agent", "")
    kind: SessionKind = "private" if visitor.private else "full"
    session = await to_thread.run_sync(
        lambda: add_session(service.engine, company.id, visitor.id, service.now(), kind=kind, device=device)
    )
    waits = await draft_waits(request, company.id, visitor.id)
    answer = see_other(KEPT if waits else path)
    secure = (service.settings.public_url or "").startswith("https:")
    answer.set_cookie(COOKIE, session, max_age=REMEMBERED, httponly=True, secure=secure, samesite="lax", path="/")
    return answer


@as_page
async def post_leave(request: Request) -> Response:
    """End the session at hand."""
    visit = await visiting(request)
    await visit.form()
    signed = visit.signed
    engine, now = visit.doors.service.engine, visit.now
    await to_thread.run_sync(lambda: end_session(engine, signed.company, signed.person, signed.hash, now))
    answer = see_other("/")
    answer.delete_cookie(COOKIE, path="/")
    return answer


@as_page
async def get_language(request: Request) -> Response:
    """Go on in another language, on the page from which it was chosen."""
    language = request.path_params["language"]
    if language not in languages():
        raise PageProblem("not-found")
    answer = see_other(own_path(request.query_params.get("next", "/")))
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, httponly=True, samesite="lax", path="/")
    return answer


def own_path(told: str) -> str:
    """Return a path of this service; `/` for whatever leads elsewhere."""
    fit = told.startswith("/") and not told.startswith(("//", "/\\")) and all(each.isprintable() for each in told)
    return told if fit else "/"


def _again(request: Request, link: SignInLink) -> bool:
    """Return whether a link may be used again and again: in a demo those it was begun with, which live for years."""
    if getattr(request.app.state, "demo", None) is None:
        return False
    return link.until > (doors_of(request).service.now() + LONGEST_ONCE).timestamp()


async def _link(request: Request) -> tuple[SignInLink, Visitor, datetime]:
    """Return the link of a path, whose it is, and the moment in the company's zone; a problem where it counts not."""
    link, visitor, local = await _found(request)
    if link.until <= local.timestamp():
        raise PageProblem("link-expired")
    if link.used and not _again(request, link):
        raise PageProblem("link-used")
    return link, visitor, local


async def _found(request: Request) -> tuple[SignInLink, Visitor, datetime]:
    """Return the link of a path, whether it still counts or not; a problem where there is none."""
    doors = doors_of(request)
    now, companies = doors.service.now(), doors.service.companies
    request.state.words = spoken_to(request, None)

    def asked(connection: Connection) -> tuple[SignInLink, Visitor | None, datetime] | None:
        link = link_of(connection, tuple(companies), request.path_params["token"])
        if link is None:
            return None
        view = view_of(connection, companies[link.company], now)
        request.state.help = helper(contacts_shown(view))
        return link, visitor_of(view, link.person), view.now

    found = await doors.read(next(iter(companies.values())), asked)
    if found is None:
        raise PageProblem("not-found")
    link, visitor, local = found
    if visitor is None:
        raise PageProblem("not-found")
    company = companies[link.company]
    request.state.company, request.state.words = company, spoken_to(request, company, visitor.wanted_language)
    return link, visitor, local
