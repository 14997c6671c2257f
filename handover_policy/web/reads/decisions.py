"""GET /v1/decisions: the feed, in the order of acceptance; who waits is answered as soon as there is something."""

from __future__ import annotations

import asyncio
import time

import orjson
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.serving.company import Company
from handover_policy.ledger.keys import ApiKey
from handover_policy.ledger.reading.told import Feed, decisions_after
from handover_policy.model.effects import RANK
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import PULSE_SECONDS, Doors, doors_of
from handover_policy.web.reads.asked import choice, text, whole_number

SCOPE = "decisions:read"
LIMIT, MOST = 100, 1000
LONGEST_WAIT = 30
LAST_POSITION = 2**53


async def get_decisions(request: Request) -> Response:
    """Answer decisions beyond a position, and the last position that was looked at."""
    doors = doors_of(request)
    key = await doors.key(request, SCOPE)
    after = whole_number(request, "after", 0, most=LAST_POSITION)
    limit = whole_number(request, "limit", LIMIT, least=1, most=MOST)
    wait = whole_number(request, "wait", 0, most=LONGEST_WAIT)
    effect, case = choice(request, "effect", tuple(RANK)), text(request, "case")
    feed = await _found(doors, key, after, limit, until=time.monotonic() + wait, effect=effect, case=case)
    decisions = [{"position": position, "decision": orjson.Fragment(decision)} for position, decision in feed.rows]
    return json_answer({"decisions": decisions, "next": feed.last})


async def _found(
    doors: Doors, key: ApiKey, after: int, limit: int, *, until: float, effect: str | None, case: str | None
) -> Feed:
    """Return the feed, at the latest when the time is over or the service ends."""
    company, last = doors.company(key), after
    while True:
        feed = await doors.read(company, decisions_after, company.id, last, limit, effect=effect, case=case)
        if feed.rows or not await _more(doors, company, feed.last, until):
            return feed
        last = feed.last


async def _more(doors: Doors, company: Company, last: int, until: float) -> bool:
    """Return whether there is something beyond a position, waiting for it."""
    while time.monotonic() < until and not doors.closing.is_set():
        if await doors.newest(company) > last + 1:
            return True
        await asyncio.sleep(min(PULSE_SECONDS, max(0.0, until - time.monotonic())))
    return False
