"""Visit: a request for a page, by whom it comes, in which language it is answered."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.portal.overview.contacts import ContactShown, contacts_shown, helper, unreal
from handover_policy.app.portal.visitor import Visitor, visitor_of
from handover_policy.app.serving.company import Company
from handover_policy.explain.words import unmet_in_words
from handover_policy.ledger.sessions import SignedIn, session_of
from handover_policy.model.condition import Unmet
from handover_policy.policy.called import party_title
from handover_policy.texts.texts import Texts, languages, texts
from handover_policy.web.doors import COMPANY, Doors, doors_of
from handover_policy.web.pages.addresses import tabs_of
from handover_policy.web.pages.answers import PageProblem, SignInNeeded, page_answer
from handover_policy.web.pages.naming import Naming

Given = ParamSpec("Given")
Found = TypeVar("Found")

COOKIE, LANGUAGE_COOKIE = "handover_session", "handover_language"
CSRF, ACT = "csrf", "act"
OWN_SITE = frozenset({"same-origin", "none"})
ACT_BYTES = 12
MOST_FIELDS, MOST_FILES = 2_000, 50


@dataclass(slots=True, kw_only=True)
class Visit:
    """A request for a page by somebody who is signed in."""

    request: Request
    doors: Doors
    company: Company
    signed: SignedIn
    visitor: Visitor
    words: Texts
    now: datetime
    own_case: str | None
    contacts: Sequence[ContactShown]
    token: str = field(repr=False)

    @property
    def csrf(self) -> str:
        """What every form of this session brings back: nobody else's page knows it."""
        return csrf_of(self.token)

    def unmet_said(self, several: Iterable[Unmet]) -> str:
        """Return in words what keeps a gate from opening."""
        policy, words = self.company.run.books.zone_owner, self.words
        told = [unmet_in_words(each, lambda party: party_title(policy, party), words) for each in several]
        return words.say("reports.semicolon").join(told)

    async def read(
        self, ask: Callable[Concatenate[View, Given], Found], *given: Given.args, **named: Given.kwargs
    ) -> Found:
        """Return what is found in a view of the company, in one transaction."""
        company, now = self.company, self.now

        def asked(connection: Connection) -> Found:
            return ask(view_of(connection, company, now), *given, **named)

        return await self.doors.read(company, asked)

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        names: Mapping[str, str] | None = None,
        **values: Any,  # noqa: ANN401 - whatever the template shows
    ) -> Response:
        """Return a page, with what every page of somebody signed in shows; `names` tells how people are called."""
        naming = Naming(names or {}, self.company.run.books.zone_owner, self.words, self.now.date())
        frame = {
            "visitor": self.visitor,
            "tabs": tabs_of(self.visitor, self.own_case),
            "csrf": self.csrf,
            "act": secrets.token_urlsafe(ACT_BYTES),
            "naming": naming,
            "help": helper(self.contacts),
            "unreal": unreal(self.contacts),
            "leap": getattr(self.request.app.state, "leaps", {}).pop(self.signed.hash, None),
        }
        return page_answer(self.request, template, self.words, status=status, now=self.now, **{**frame, **values})

    async def form(self) -> FormData:
        """Return what a form of this session was filled with.

        Raises:
            PageProblem: another site's page sent it, or it is none of this session.

        """
        from_own_site(self.request)
        return self.genuine(await self.request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES))

    def genuine(self, told: FormData) -> FormData:
        """Return what a form was filled with, if it is one of this session; raises PageProblem for another."""
        if not hmac.compare_digest(str(told.get(CSRF, "")), self.csrf):
            raise PageProblem("form-old")
        return told


def csrf_of(token: str) -> str:
    """Return what the forms of a session bring back."""
    return hashlib.sha256(f"csrf\n{token}".encode()).hexdigest()


def from_own_site(request: Request) -> None:
    """Let a form pass that a page of ours sent; raises PageProblem for one of another site."""
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise PageProblem("form-foreign")


class _Known(NamedTuple):
    """Who a session is of, the moment in their company's zone, their own case, and who the contacts are."""

    signed: SignedIn
    visitor: Visitor
    now: datetime
    own_case: str | None
    contacts: Sequence[ContactShown]


async def visiting(request: Request) -> Visit:
    """Return who asks for a page.

    Raises:
        SignInNeeded: nobody is signed in on this device, or not any more.
        PageProblem: another company is asked for than the one of who is signed in.
        ApiProblem: the rows cannot be read now (503).

    """
    doors = doors_of(request)
    token, companies = request.cookies.get(COOKIE, ""), doors.service.companies
    if not token:
        raise SignInNeeded
    known = await doors.read(next(iter(companies.values())), _known, companies, token, doors.service.now())
    if known is None:
        raise SignInNeeded
    company = companies[known.signed.company]
    if request.query_params.get(COMPANY, company.id) != company.id:
        raise PageProblem("not-found")
    words = spoken_to(request, company, known.visitor.wanted_language)
    request.state.company, request.state.words, request.state.help = company, words, helper(known.contacts)
    return Visit(
        request=request,
        doors=doors,
        company=company,
        signed=known.signed,
        visitor=known.visitor,
        words=words,
        now=known.now,
        own_case=known.own_case,
        contacts=known.contacts,
        token=token,
    )


def _known(connection: Connection, companies: Mapping[str, Company], token: str, now: datetime) -> _Known | None:
    signed = session_of(connection, tuple(companies), token, now)
    if signed is None:
        return None
    view = view_of(connection, companies[signed.company], now)
    visitor = visitor_of(view, signed.person, signed.kind)
    if visitor is None or (visitor.private and signed.kind == "full"):
        return None  # the end of the employment ends its sessions: from then on there are private links
    # Of those over only that of somebody who has left: whoever was moved, or is hired again, may leave anew.
    counts = ("open", "closed") if visitor.private else ("open",)
    own = [case.id for case in view.state.cases_of(signed.person) if case.state in counts]
    return _Known(signed, visitor, view.now, own[-1] if own else None, contacts_shown(view))


def spoken_to(request: Request, company: Company | None, wanted: str | None = None) -> Texts:
    """Return the words of an answer: in the language chosen on a page, the person's, the browser's, the policy's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    policy = None if company is None else company.run.books.zone_owner.manifest.language
    for told in (chosen, wanted, *_accepted(request.headers), policy):
        if told and told.partition("-")[0] in languages():
            return texts(told)
    return texts(languages()[0])


def _accepted(headers: Mapping[str, str]) -> list[str]:
    return [each.partition(";")[0].strip() for each in headers.get("accept-language", "").split(",")][:5]
