"""printed_base: the address before the path of a link that is shown or sent to somebody."""

from __future__ import annotations

from starlette.requests import Request

from handover_policy.ledger.links import last_address
from handover_policy.web.doors import doors_of


def printed_base(request: Request, company: str) -> str:
    """Return where a company's pages are reached, without a slash behind; it asks the database.

    Never what a request calls its host: whoever sends one could lead somebody's link, and its secret, elsewhere.
    """
    service = doors_of(request).service
    told = service.settings.public_url or last_address(service.engine, company)
    if told is None:
        host, port = request.scope.get("server") or ("127.0.0.1", None)
        named = f"[{host}]" if ":" in host else host
        told = f"{request.url.scheme}://{named}" + ("" if port is None else f":{port}")
    return told.rstrip("/")
