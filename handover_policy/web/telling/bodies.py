"""whole_body: a request's body, counted while it comes in: never more in memory than is taken."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import ClientDisconnect, Request

from handover_policy.web.problems import CLOSE, ApiProblem, Flaw

MOST_BYTES = 1024 * 1024
MOST_DIGITS = 15
SECONDS = 30.0
"""For the whole body; who takes longer is told so."""
DRAINED_BYTES, DRAINED_SECONDS = 256 * 1024 * 1024, 10.0
"""What is read on, and thrown away, of a body that is too large: a client that still sends would not see the answer."""


async def whole_body(request: Request, *, most: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """Return the body of a request.

    Raises:
        ApiProblem: it is too large (413), or does not come within the time (408).
        ClientDisconnect: the client has gone before it was whole.

    """
    told = request.headers.get("content-length", "")
    if len(told) > MOST_DIGITS or (told.isdigit() and int(told) > most):
        raise await _too_large(request, most, asked="expect" in request.headers)
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                chunk, more = await _next(request)
                found += chunk
                if len(found) > most:
                    break
                if not more:
                    return bytes(found)
    except TimeoutError:
        raise ApiProblem("slow", headers=CLOSE, seconds=int(seconds)) from None
    found.clear()
    raise await _too_large(request, most, asked=False)


async def _too_large(request: Request, most: int, *, asked: bool) -> ApiProblem:
    """Return the problem, once the rest was read and thrown away; a client that asks first has not begun to send."""
    left, until = DRAINED_BYTES, time.monotonic() + DRAINED_SECONDS
    more = not asked
    while more and left > 0:
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                chunk, more = await _next(request)
        except TimeoutError:
            break
        left -= len(chunk)
    return ApiProblem("too-large", Flaw(key="bytes", params={"most": most}), headers=CLOSE)


async def _next(request: Request) -> tuple[bytes, bool]:
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)
