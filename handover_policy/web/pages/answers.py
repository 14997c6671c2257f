"""page_answer: a page as an answer, from its template; and the problems that are pages themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from handover_policy.app.serving.company import Company
from handover_policy.ledger.database import is_away
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.addresses import case_path, person_path, task_path
from handover_policy.web.pages.days import day_html, day_text, moment_text, size_text
from handover_policy.web.pages.sayings import digests_short, said
from handover_policy.web.pages.static_files import static_url
from handover_policy.web.paths import shown
from handover_policy.web.problems import ApiProblem

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

LOG = structlog.get_logger("handover.web")
TEMPLATES = Path(__file__).parent / "templates"
STATUS = MappingProxyType(
    {
        "not-found": 404,
        "not-yours": 403,
        "not-known": 403,
        "sign-in-old": 400,
        "which-company": 400,
        "not-theirs": 403,
        "form-old": 403,
        "form-foreign": 403,
        "unfit": 422,
        "too-large": 413,
        "link-used": 410,
        "link-expired": 410,
        "changed": 409,
        "locked": 429,
        "failed": 500,
        "busy": 503,
    }
)
"""Every problem that is a page, and its status."""
HEADERS = MappingProxyType(
    {
        "cache-control": "no-store",
        "content-security-policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
)
SEE_OTHER = 303
SIGNED_OUT = 401


class PageProblem(Exception):
    """A page is not answered as asked; `code` is one of STATUS, `params` fill its sentences."""

    def __init__(self, code: str, **params: object) -> None:
        """Take a code of STATUS, and what fills its sentences."""
        super().__init__(code)
        self.code, self.params = code, params


class SignInNeeded(Exception):
    """Nobody is signed in on this device, or not any more."""


class AskedBack(Exception):
    """Something is asked before what was asked for is done; `page` asks it, and holds what was filled in."""

    def __init__(self, page: Response) -> None:
        """Take the page that asks."""
        super().__init__()
        self.page = page


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_url
    made.filters["size"] = size_text
    made.filters["digests"] = digests_short
    made.filters["channel"] = channel_text
    return made


def channel_text(channel: str, words: Texts) -> str:
    """Return how people call a channel."""
    key = f"words.channels.{channel}"
    return words.say(key) if words.has(key) else channel


ENVIRONMENT = _environment()


def page_answer(
    request: Request,
    template: str,
    words: Texts,
    *,
    status: int = 200,
    now: datetime,
    **values: Any,  # noqa: ANN401 - whatever a template shows
) -> Response:
    """Return a page from a template.

    Args:
        request: the request.
        template: its name in the folder of templates.
        words: the language it is written in.
        status: of the answer.
        now: the moment, in any zone.
        values: what the template shows.

    """
    content = ENVIRONMENT.get_template(template).render({**_frame(request, words, now), **values})
    return Response(content, status, dict(HEADERS), "text/html; charset=utf-8")


def _frame(request: Request, words: Texts, now: datetime) -> dict[str, Any]:
    """Return what every template may show."""
    company: Company | None = getattr(request.state, "company", None)
    there = company or next(iter(request.app.state.doors.service.companies.values()), None)
    now = now if there is None else now.astimezone(there.run.books.zone_owner.manifest.timezone)
    return {
        "t": lambda key, **params: words.say(f"pages.{key}", **params),
        "filled": lambda key, **params: Markup(words.area("pages")[key]).format(**params),  # noqa: S704 - ours
        "html": Markup,
        "said": lambda key, **params: said(words, key, **params),
        "words": words,
        "now": now,
        "today": now.date(),
        "day": cache(lambda day: day_html(words, day, now.date())),  # a list names the same days again and again
        "day_text": lambda day: day_text(words, day, now.date()),
        "moment": lambda moment: moment_text(words, moment, now),
        "path": request.url.path,
        "called": None if company is None else company.run.books.zone_owner.manifest.company or company.id,
        "help": getattr(request.state, "help", None) or (None if company is None else help_of(company)),
        "demo": getattr(request.app.state, "demo", None) is not None,
        "case_path": case_path,
        "person_path": person_path,
        "task_path": task_path,
        "visitor": None,
        "ways_in": any(each.settings.sign_in for each in request.app.state.doors.service.companies.values()),
        "unreal": (),
        "leap": None,
        "csrf": "",
    }


def help_of(company: Company) -> Any:  # noqa: ANN401 - a contact of the policy, or None
    """Return who is asked where somebody cannot go on: the first of the policy's contact hr."""
    return next(iter(company.run.books.zone_owner.manifest.contacts.get("hr", ())), None)


def see_other(path: str) -> Response:
    """Return the answer after an act: the page to go on with, so that going back repeats nothing."""
    return RedirectResponse(path, SEE_OTHER, {"cache-control": "no-store", "referrer-policy": "no-referrer"})


def as_page(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint whose problems are pages."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except AskedBack as asked:
            return asked.page
        except SignInNeeded:
            from handover_policy.web.pages.returning.signed_out import signed_out  # noqa: PLC0415 - each needs the other

            return await signed_out(request)
        except PageProblem as problem:
            return _problem(request, problem.code, STATUS[problem.code], **problem.params)
        except ApiProblem as problem:
            return _problem(request, _code_of(problem), problem.status)
        except (ClientDisconnect, HTTPException):
            raise
        except Exception as error:
            code = "busy" if is_away(error) else "failed"
            if code == "failed":
                LOG.exception("failed", path=shown(request.url.path))
            else:
                LOG.warning("away", path=shown(request.url.path), why=type(error).__name__)
            return _problem(request, code, STATUS[code])

    return answered


def _code_of(problem: ApiProblem) -> str:
    """Return by which page a problem of the API is told."""
    if problem.status >= STATUS["busy"]:
        return "busy"
    return "failed" if problem.status >= STATUS["failed"] else "not-found"


def _problem(request: Request, code: str, status: int, **params: object) -> Response:
    from handover_policy.web.pages.visit import spoken_to  # noqa: PLC0415 - each needs the other

    company = getattr(request.state, "company", None)
    words = getattr(request.state, "words", None) or spoken_to(request, company)
    now = request.app.state.doors.service.now()
    ref = getattr(request.state, "name", "") if status >= STATUS["failed"] else ""
    return page_answer(request, "problem.html", words, status=status, now=now, code=code, params=params, ref=ref)
