"""forwarded: a request handed on to the process that writes for the company, and its answer handed back."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.web.problems import busy

MARK = "x-handover-forwarded"
"""On a request that was handed on: the process that gets it hands it on no further."""
REQUEST_ID = "x-request-id"
"""By which both processes log a request."""
THERE = frozenset(
    {
        *("accept-language", "authorization", "content-type", "prefer", "x-handover-key"),
        *("webhook-id", "webhook-signature", "webhook-timestamp"),
    }
)
BACK = frozenset({"content-language", "content-type", "preference-applied", "retry-after", "www-authenticate"})
OF_EVENTS = "ce-"
SECONDS = 10.0
RETRY_SECONDS = 1
MOST_AT_ONCE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handed:
    """A request as it is handed on."""

    target: str
    headers: Mapping[str, str]
    body: bytes


async def forwarded(request: Request, body: bytes, address: str | None, limiter: CapacityLimiter) -> Response:
    """Return the answer of the process at an address, to which the request is told as it came.

    Args:
        request: came with a key or a signature, which the other process looks at again.
        body: the whole of it.
        address: `http://host:port`; None where nobody is known to write.
        limiter: how many requests are handed on at once.

    Raises:
        ApiProblem: there is no such process, it does not answer, or it handed the request on itself (503). What was
            told may be stored all the same: a client tells it again under the same id.

    """
    if address is None or MARK in request.headers:
        raise busy("elsewhere", RETRY_SECONDS)
    target = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    name = structlog.contextvars.get_contextvars().get("request")
    headers = {**_kept(request.headers.items()), **({REQUEST_ID: str(name)} if name else {})}
    handed = _Handed(target=target, headers=headers, body=body)
    try:
        return await to_thread.run_sync(_asked, address, handed, limiter=limiter)
    except (OSError, http.client.HTTPException, ValueError):
        raise busy("elsewhere", RETRY_SECONDS) from None


def _kept(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    kept = {name: value for name, value in headers if name in THERE or name.startswith(OF_EVENTS)}
    return {**kept, MARK: "1"}


def _asked(address: str, handed: _Handed) -> Response:
    there = urlsplit(address)
    kind = http.client.HTTPSConnection if there.scheme == "https" else http.client.HTTPConnection
    connection = kind(there.hostname or "", there.port, timeout=SECONDS)
    try:
        connection.request("POST", handed.target, handed.body, dict(handed.headers))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    told = {name.lower(): value for name, value in answer.getheaders() if name.lower() in BACK}
    return Response(content, answer.status, told)
