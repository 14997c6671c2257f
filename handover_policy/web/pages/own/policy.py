"""/policy: the policy in force in plain words, older versions, what changed, and the handbook to print."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.own.policy import PolicyPage, changes_page, policy_page, printed_policy
from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable
from handover_policy.web.pages.answers import HEADERS, PageProblem, as_page
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import Visit, visiting

VERSION = "version"
PRINTED_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)


@as_page
async def get_policy(request: Request) -> Response:
    """Answer a version of the policy in plain words."""
    visit = await visiting(request)
    shown = await _shown(visit)
    return own_page(visit, "policy.html", shown=shown, book=shown.handbook, here="policy")


@as_page
async def get_changes(request: Request) -> Response:
    """Answer what is different between a version and the one before it."""
    visit = await visiting(request)
    wanted = request.query_params.get(VERSION, "")
    company, language, today = visit.company, visit.words.language, visit.now.date()
    shown = await to_thread.run_sync(lambda: changes_page(company, language, today, wanted))
    if shown is None:
        raise PageProblem("not-found")
    return own_page(visit, "policy_changes.html", shown=shown, here="policy")


@as_page
async def get_printed(request: Request) -> Response:
    """Answer a version as a PDF; as one page of HTML where no PDF can be written here."""
    visit = await visiting(request)
    shown = await _shown(visit)
    try:
        content, media, ending = (
            await to_thread.run_sync(lambda: printed_policy(shown, "pdf")),
            "application/pdf",
            "pdf",
        )
    except (PdfUnavailable, CharactersUnshown):
        content, media, ending = await to_thread.run_sync(lambda: printed_policy(shown, "html")), "text/html", "html"
    headers = {
        **HEADERS,
        "content-security-policy": PRINTED_POLICY,
        "content-disposition": f'inline; filename="handbook.{ending}"',
    }
    return Response(content, 200, headers, media)


async def _shown(visit: Visit) -> PolicyPage:
    company, language, today = visit.company, visit.words.language, visit.now.date()
    wanted = visit.request.query_params.get(VERSION)
    shown = await to_thread.run_sync(lambda: policy_page(company, language, today, wanted))
    if shown is None:
        raise PageProblem("not-found")
    return shown
