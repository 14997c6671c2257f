"""unknown_page: what a browser reads at an address that there is none of: a page in its reader's words."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from handover_policy.web.pages.answers import PageProblem, SignInNeeded, as_page
from handover_policy.web.pages.visit import visiting

HTML = "text/html"
NO_PAGES = ("/v1", "/static/", "/healthz", "/readyz", "/metrics")


def reads_pages(request: Request) -> bool:
    """Return whether a request comes from somebody who looks at pages, rather than from a system."""
    wanted = request.headers.get("accept", "")
    return request.method in {"GET", "HEAD"} and HTML in wanted and not request.url.path.startswith(NO_PAGES)


@as_page
async def unknown_page(request: Request) -> Response:
    """Answer that there is no such page, in the language of whoever is signed in."""
    with suppress(SignInNeeded):  # whoever is not signed in reads the same
        await visiting(request)
    raise PageProblem("not-found")
