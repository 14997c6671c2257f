"""/sign-in: the ways by which people of a company sign in; off to whoever says who they are, and back from there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
import structlog
from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.reached import people_reached
from handover_policy.app.portal.visitor import Visitor, visitor_of
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings_file.ways import SignInSettings
from handover_policy.texts.texts import Texts
from handover_policy.web.doors import doors_of
from handover_policy.web.pages.answers import PageProblem, as_page, page_answer
from handover_policy.web.pages.enter import own_path, signed_in
from handover_policy.web.pages.signing_in.apps import is_in_app
from handover_policy.web.pages.signing_in.desk import LASTS, SignInDesk
from handover_policy.web.pages.signing_in.provider import Handshake, Identity, SignInFailed, Trouble, new_handshake
from handover_policy.web.pages.visit import spoken_to

LOG = structlog.get_logger("handover.web")
COMPANY = "company"
COOKIE, COOKIE_PATH = "handover_sign_in", "/sign-in"
BACK = "/sign-in/back"
STATUS: Mapping[Trouble, int] = MappingProxyType(
    {
        "away": 502,
        "unreadable": 502,
        "declined": 502,
        "spent": 400,
        "cancelled": 400,
        "stranger": 403,
        "unknown": 403,
        "left": 403,
    }
)
"""Of the page that says what went wrong."""


class _Kept(NamedTuple):
    """What a browser kept while it was away."""

    company: Company
    number: int
    way: SignInSettings
    handshake: Handshake
    path: str


@as_page
async def get_sign_in(request: Request) -> Response:
    """Answer the ways by which people of a company sign in."""
    company = _company(request)
    return _ways(request, company, own_path(request.query_params.get("next", "/")))


@as_page
async def get_start(request: Request) -> Response:
    """Send somebody to whoever says who they are."""
    company = _company(request)
    number = request.path_params["number"]
    if not 0 <= number < len(company.settings.sign_in):
        raise PageProblem("not-found")
    way, made = company.settings.sign_in[number], new_handshake()
    path, desk = own_path(request.query_params.get("next", "/")), _desk(request)
    device = request.headers.get("user-agent", "")
    try:
        address = await to_thread.run_sync(
            desk.provider(way).address_to_go, made, _back(request), device, limiter=desk.limiter
        )
    except SignInFailed as failed:
        return _failed(request, company, way, failed, path)
    kept = {
        "state": made.state,
        "nonce": made.nonce,
        "verifier": made.verifier,
        "company": company.id,
        "way": number,
        "next": path,
    }
    answer = RedirectResponse(address, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
    answer.set_cookie(
        COOKIE,
        orjson.dumps(kept).hex(),
        max_age=LASTS,
        httponly=True,
        secure=_is_secure(request),
        samesite="lax",
        path=COOKIE_PATH,
    )
    return answer


@as_page
async def get_back(request: Request) -> Response:
    """Let in whoever comes back with what this browser left with, once."""
    kept, desk = _kept(request), _desk(request)
    company, way = kept.company, kept.way
    request.state.company, request.state.words = company, spoken_to(request, company)
    if not desk.is_first(kept.handshake.state):
        raise PageProblem("sign-in-old")
    provider = desk.provider(way)
    try:
        code = provider.code_in(request.query_params)
        told = await to_thread.run_sync(provider.who, kept.handshake, _back(request), code, limiter=desk.limiter)
        visitor = await _visitor(request, company, told)
    except SignInFailed as failed:
        answer = _failed(request, company, way, failed, kept.path)
    else:
        answer = await signed_in(request, company, visitor, kept.path)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH)
    return answer


def _ways(request: Request, company: Company, path: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what the page shows
    """Return the page with the ways of a company; the one of the app it is opened in comes first."""
    device, words = request.headers.get("user-agent", ""), request.state.words
    offered = enumerate(company.settings.sign_in)
    ways = [(number, _title(way, words), is_in_app(way.kind, device)) for number, way in offered]
    ways.sort(key=lambda each: not each[2])
    own = f"/sign-in?{urlencode({COMPANY: company.id, 'next': path})}"  # where another language is read
    shown = {"ways": ways, "company_id": company.id, "next": path, "path": own, "trouble": None, "ref": "", **values}
    return page_answer(request, "sign_in.html", words, status=status, now=doors_of(request).service.now(), **shown)


def _title(way: SignInSettings, words: Texts) -> str:
    return way.title or words.say(f"pages_sign_in.titles.{way.kind}")


def _failed(request: Request, company: Company, way: SignInSettings, failed: SignInFailed, path: str) -> Response:
    """Return the page that says what went wrong, and by which people try again; the log says more."""
    LOG.warning("sign-in-failed", company=company.id, kind=way.kind, trouble=failed.trouble, why=str(failed)[:500])
    title, name = _title(way, request.state.words), str(structlog.contextvars.get_contextvars().get("request", ""))
    return _ways(request, company, path, STATUS[failed.trouble], trouble=failed.trouble, title=title, ref=name)


def _company(request: Request) -> Company:
    """Return the company a path asks for; of several it has to be named."""
    companies = doors_of(request).service.companies
    named = request.query_params.get(COMPANY)
    if named is None and len(companies) > 1:
        raise PageProblem("which-company", parameter=COMPANY)
    company = companies.get(named) if named is not None else next(iter(companies.values()))
    if company is None:
        raise PageProblem("not-found")
    request.state.company, request.state.words = company, spoken_to(request, company)
    return company


async def _visitor(request: Request, company: Company, told: Identity) -> Visitor:
    """Return who somebody is to a company.

    Raises:
        SignInFailed: the company does not know them, or they have left: then links alone let them in, for an account
            of the company's may be somebody else's by then.
        PageProblem: a provider named a person, and there is none of that id.

    """
    doors = doors_of(request)
    now = doors.service.now()

    def asked(connection: Connection) -> list[Visitor]:
        view = view_of(connection, company, now)
        people = [told.value] if told.address is None else people_reached(view, told.address, told.value)
        return [visitor for person in people if (visitor := visitor_of(view, person)) is not None]

    found = await doors.read(company, asked)
    here = [visitor for visitor in found if not visitor.private]
    if len(here) == 1:
        return here[0]
    if not found and told.address is None:
        raise PageProblem("not-known", who=told.value)
    account = "" if told.address is None else f" {told.address} {told.value}"
    if here:
        raise SignInFailed(f"{len(here)} people have the address{account}", "unknown")
    raise SignInFailed(f"nobody here has the address{account}", "left" if found else "unknown")


def _kept(request: Request) -> _Kept:
    """Return what this browser left with; raises PageProblem where that is nothing, or something else came back."""
    try:
        told = orjson.loads(bytes.fromhex(request.cookies.get(COOKIE, "")))
        company = doors_of(request).service.companies[str(told["company"])]
        number = int(told["way"])
        handshake = Handshake(**{name: str(told[name]) for name in ("state", "nonce", "verifier")})
        way = company.settings.sign_in[number if number >= 0 else len(company.settings.sign_in)]
        path = own_path(str(told.get("next", "/")))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise PageProblem("sign-in-old") from None
    if not secrets.compare_digest(request.query_params.get("state", "").encode(), handshake.state.encode()):
        raise PageProblem("sign-in-old")
    return _Kept(company, number, way, handshake, path)


def _desk(request: Request) -> SignInDesk:
    desk: SignInDesk = request.app.state.sign_in
    return desk


def _back(request: Request) -> str:
    base = doors_of(request).service.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return base + BACK


def _is_secure(request: Request) -> bool:
    return (doors_of(request).service.settings.public_url or "").startswith("https:")
