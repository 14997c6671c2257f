"""/sign-in: the ways by which people of a company sign in; off to an identity provider, and back from it."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
import structlog
from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.visitor import Visitor, visitor_of
from handover_policy.app.serving.company import Company
from handover_policy.web.doors import doors_of
from handover_policy.web.pages.answers import PageProblem, as_page, page_answer
from handover_policy.web.pages.enter import own_path, signed_in
from handover_policy.web.pages.oidc import Handshake, SignInFailed, address_to_go, new_handshake, person_of
from handover_policy.web.pages.visit import spoken_to

LOG = structlog.get_logger("handover.web")
COMPANY = "company"
COOKIE, COOKIE_PATH = "handover_oidc", "/sign-in"
LASTS = 600
BACK = "/sign-in/back"


@as_page
async def get_sign_in(request: Request) -> Response:
    """Answer the ways by which people of a company sign in."""
    company = _company(request)
    now = doors_of(request).service.now()
    ways = [(number, way.title) for number, way in enumerate(company.settings.sign_in)]
    path = own_path(request.query_params.get("next", "/"))
    return page_answer(
        request, "sign_in.html", request.state.words, now=now, ways=ways, company_id=company.id, next=path
    )


@as_page
async def get_start(request: Request) -> Response:
    """Send somebody to an identity provider."""
    company = _company(request)
    number = request.path_params["number"]
    if not 0 <= number < len(company.settings.sign_in):
        raise PageProblem("not-found")
    way, made = company.settings.sign_in[number], new_handshake()
    try:
        address = await to_thread.run_sync(address_to_go, way, made, _back(request))
    except SignInFailed as error:
        raise _failed(company, error) from error
    kept = {
        "state": made.state,
        "nonce": made.nonce,
        "verifier": made.verifier,
        "company": company.id,
        "way": number,
        "next": own_path(request.query_params.get("next", "/")),
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
    """Let in whoever comes back from an identity provider with what this browser left with."""
    kept = _kept(request)
    company = doors_of(request).service.companies.get(str(kept.get("company")))
    state = request.query_params.get("state", "")
    if company is None or not secrets.compare_digest(state, str(kept.get("state"))):
        raise PageProblem("sign-in-old")
    request.state.company, request.state.words = company, spoken_to(request, company)
    handshake = Handshake(state=state, nonce=str(kept["nonce"]), verifier=str(kept["verifier"]))
    way = company.settings.sign_in[int(kept["way"])]
    try:
        person = await to_thread.run_sync(
            person_of, way, handshake, _back(request), request.query_params.get("code", "")
        )
    except SignInFailed as error:
        raise _failed(company, error) from error
    visitor = await _visitor(request, company, person)
    if visitor is None or visitor.private:  # who has left comes by a private link: their account here may be another's
        raise PageProblem("not-known", who=person)
    answer = await signed_in(request, company, visitor, own_path(str(kept.get("next", "/"))))
    answer.delete_cookie(COOKIE, path=COOKIE_PATH)
    return answer


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


async def _visitor(request: Request, company: Company, person: str) -> Visitor | None:
    doors = doors_of(request)
    now = doors.service.now()

    def asked(connection: Connection) -> Visitor | None:
        return visitor_of(view_of(connection, company, now), person)

    return await doors.read(company, asked)


def _kept(request: Request) -> dict[str, Any]:
    try:
        told = orjson.loads(bytes.fromhex(request.cookies.get(COOKIE, "")))
    except ValueError:
        raise PageProblem("sign-in-old") from None
    if not isinstance(told, dict) or not {"state", "nonce", "verifier", "company", "way"} <= told.keys():
        raise PageProblem("sign-in-old")
    return told


def _failed(company: Company, error: SignInFailed) -> PageProblem:
    LOG.warning("sign-in-failed", company=company.id, why=str(error)[:500])
    return PageProblem("sign-in-failed")


def _back(request: Request) -> str:
    base = doors_of(request).service.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return base + BACK


def _is_secure(request: Request) -> bool:
    return (doors_of(request).service.settings.public_url or "").startswith("https:")
