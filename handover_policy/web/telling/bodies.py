"""whole_body: a request's body, counted while it comes in: never more in memory than is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from handover_policy.web.problems import CLOSE, ApiProblem, Flaw, busy

MOST_BYTES = 1024 * 1024
MOST_DIGITS = 15
SECONDS = 30.0
"""For the whole body; who takes longer is told so."""
DRAINED_BYTES, DRAINED_SECONDS = 256 * 1024 * 1024, 10.0
"""What is read on, and thrown away, of a body that is too large: a client that still sends would not see the answer."""
MOST_HELD = 128 * MOST_BYTES
"""Of all requests together, from before they are read until they are answered."""
RETRY_SECONDS = 1


@dataclass(slots=True)
class BodyRoom:
    """Room in memory for the bodies of requests, those of events that wait for the writer among them."""

    left: int = MOST_HELD

    @contextmanager
    def taken(self, request: Request) -> Iterator[None]:
        """Keep room for a request's body until the block ends; one that does not tell its length may be the longest.

        Raises:
            ApiProblem: too many are held already (503).

        """
        told = request.headers.get("content-length", "")
        size = min(int(told), MOST_BYTES) if told.isdigit() and len(told) <= MOST_DIGITS else MOST_BYTES
        if size > self.left:
            raise busy("busy", RETRY_SECONDS)
        self.left -= size
        try:
            yield
        finally:
            self.left += size


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
