"""/certificate/{token}: the leaving certificate without an account: nothing is shown before a code is entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.codes import is_carried
from handover_policy.app.portal.own.certificate import OPENED, NotYetDue, certificate_for, is_reachable
from handover_policy.app.render import DocumentDenied, PreparedDocument
from handover_policy.app.sending.private.asking import send_certificate_link, send_code
from handover_policy.app.serving.company import Company
from handover_policy.ledger.codes import LASTS, CodeOf, Purpose, check_code, code_state, codes_at_hand, make_code
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.personal.certificates import CertificateLink, certificate_link
from handover_policy.ledger.personal.openings import note_opening
from handover_policy.render.documents.document import Unfillable
from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable
from handover_policy.texts.texts import Texts
from handover_policy.web.doors import Doors, doors_of
from handover_policy.web.pages.answers import PageProblem, as_page, page_answer
from handover_policy.web.pages.own.saying import said_by
from handover_policy.web.pages.visit import from_own_site, spoken_to

Made = TypeVar("Made")

GONE, UNFIT, LOCKED = 410, 422, 429
FOR: Purpose = "certificate"
AGAIN_AFTER = timedelta(minutes=1)
"""How long a code counts before another one is made: whoever clicks twice gets one."""
DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateVisit:
    """Somebody who came by a link to a certificate: nobody is signed in."""

    request: Request
    doors: Doors
    company: Company
    link: CertificateLink
    words: Texts
    now: datetime
    reachable: bool

    @property
    def code(self) -> CodeOf:
        """The code that is asked for."""
        return CodeOf(self.link.company, self.link.person, FOR)

    @property
    def expired(self) -> bool:
        """Whether the link counts no more."""
        return self.link.until <= self.now.timestamp()


@as_page
async def get_certificate(request: Request) -> Response:
    """Answer the page that asks for a code; whatever opens it beforehand, a chat program say, sends none."""
    visit = await _visit(request)
    return _page(visit, status=GONE if visit.expired else 200)


@as_page
async def post_code_wanted(request: Request) -> Response:
    """Make a code, for the private phone or mail of whose certificate it is."""
    from_own_site(request)
    visit = await _visit(request)
    if visit.expired:
        return _page(visit, status=GONE)
    made = await to_thread.run_sync(lambda: _code(visit))
    if made.locked:
        return _page(visit, status=LOCKED, fault="locked")
    return _page(visit, status=200, sent=True, carried=made.carried, shown=made.shown)


@as_page
async def post_certificate_code(request: Request) -> Response:
    """Answer the certificate to whoever tells the right code, and note that it was opened."""
    from_own_site(request)
    visit = await _visit(request)
    if visit.expired:
        return _page(visit, status=GONE)
    form = await request.form(max_fields=10, max_files=0)
    told = str(form.get("code", "")).strip()
    checked = "missing" if not told else await to_thread.run_sync(lambda: _checked(visit, told))
    if checked != "right":
        return _page(visit, status=LOCKED if checked == "locked" else UNFIT, sent=True, fault=checked)
    content, form_of = await _written(visit)
    engine, link, now = visit.doors.service.engine, visit.link, visit.now
    await to_thread.run_sync(lambda: note_opening(engine, link.company, link.person, by="", what=OPENED, now=now))
    return _document(content, form_of)


@as_page
async def post_link_again(request: Request) -> Response:
    """Send a new link to the private phone or mail that is known, never to the asker; else hr answers who asks."""
    from_own_site(request)
    visit = await _visit(request)
    engine, link, now = visit.doors.service.engine, visit.link, visit.now
    await to_thread.run_sync(lambda: send_certificate_link(engine, visit.company, link.person, link.case, now))
    return _page(visit, status=200, again=True)


async def _visit(request: Request) -> CertificateVisit:
    doors = doors_of(request)
    now, companies = doors.service.now(), doors.service.companies
    request.state.words = spoken_to(request, None)

    def asked(connection: Connection) -> CertificateLink | None:
        return certificate_link(connection, tuple(companies), request.path_params["token"])

    link = await doors.read(next(iter(companies.values())), asked)
    if link is None:
        raise PageProblem("not-found")
    company = companies[link.company]
    words = spoken_to(request, company)
    request.state.company, request.state.words = company, words
    local = now.astimezone(company.run.books.zone_owner.manifest.timezone)
    return CertificateVisit(
        request=request,
        doors=doors,
        company=company,
        link=link,
        words=words,
        now=local,
        reachable=await doors.read(
            company, lambda connection: is_reachable(view_of(connection, company, now), link.person)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A code that was made: whether it is on its way, or none is made for a while; itself, in a demo alone."""

    carried: bool = False
    locked: bool = False
    shown: str = ""


def _code(visit: CertificateVisit) -> _Made:
    service, link = visit.doors.service, visit.link
    envelope = envelope_in(service.settings.data)
    with reading(service.engine) as connection:
        state = code_state(connection, visit.code, visit.now)
    fresh = state.until is not None and state.until > (visit.now + LASTS - AGAIN_AFTER).timestamp()
    if state.locked_until is None and not fresh:
        state = make_code(service.engine, envelope, visit.code, visit.now)
        if state.name:
            send_code(service.engine, visit.company, link.person, state.name, visit.now)
    if state.locked_until is not None:
        return _Made(locked=True)
    with reading(service.engine) as connection:
        carried = is_carried(connection, link.company, link.person, state.name)
        if getattr(visit.request.app.state, "demo", None) is None:
            return _Made(carried=carried)
        kept = codes_at_hand(connection, envelope, link.company, visit.now, link.person)
    return _Made(carried=carried, shown=next((each.code for each in kept if each.purpose == FOR), ""))


def _checked(visit: CertificateVisit, told: str) -> str:
    service = visit.doors.service
    return check_code(service.engine, envelope_in(service.settings.data), visit.code, told, visit.now)


async def _written(visit: CertificateVisit) -> tuple[bytes, str]:
    """Return the certificate as a PDF, as a page where none can be written here, and which of them it is."""
    company, link, now = visit.company, visit.link, visit.now

    def asked(connection: Connection) -> PreparedDocument:
        view = view_of(connection, company, now)
        case = view.state.case(link.case)
        if case is None:
            raise KeyError(link.case)
        return certificate_for(view, case, view.policy.manifest.language)

    try:
        prepared = await visit.doors.read(company, asked)
        try:
            return await to_thread.run_sync(prepared.written, "pdf"), "pdf"
        except (PdfUnavailable, CharactersUnshown):
            return await to_thread.run_sync(prepared.written, "html"), "html"
    except NotYetDue:
        raise PageProblem("unfit", what=visit.words.say("pages_rest.certificate.not-yet")) from None
    except (DocumentDenied, Unfillable, KeyError) as denied:
        raise PageProblem("unfit", what=str(denied)) from None


def _document(content: bytes, form: str) -> Response:
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'inline; filename="leaving-certificate.{form}"',
        "content-security-policy": DOCUMENT_POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, "application/pdf" if form == "pdf" else "text/html; charset=utf-8")


def _page(
    visit: CertificateVisit,
    *,
    status: int,
    sent: bool = False,
    carried: bool = True,
    shown: str = "",
    fault: str = "",
    again: bool = False,
) -> Response:
    return page_answer(
        visit.request,
        "certificate.html",
        visit.words,
        status=status,
        now=visit.now,
        say=said_by(visit.words, visit.now.date()),
        token=visit.request.path_params["token"],
        until=datetime.fromtimestamp(visit.link.until, visit.now.tzinfo),
        expired=visit.expired,
        reachable=visit.reachable,
        sent=sent,
        carried=carried,
        shown=shown,
        fault=fault,
        again=again,
    )
