"""Doors: what every route of the API stands on: the service, who asks, and threads in which the database is read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.lane import MOST_WAITING
from handover_policy.app.serving.service import Service
from handover_policy.ledger.database import is_away, reading
from handover_policy.ledger.keys import ApiKey
from handover_policy.ledger.reading.told import next_position
from handover_policy.web.access import KeyRing, told_key, told_signature, unauthorized, with_scope
from handover_policy.web.problems import ApiProblem, busy
from handover_policy.web.telling.bodies import BodyRoom
from handover_policy.web.telling.forwarding import MOST_AT_ONCE

Given = ParamSpec("Given")
Found = TypeVar("Found")

READERS, KEY_READERS = 4, 2
"""Threads that read rows, and threads that look keys up: a crowd of readers keeps no writer from the door."""
PROBES = 1
"""Looks at once at whether the database is there: nobody needs a key to ask that, and it takes no connections away."""
STRANGERS, STRANGERS_FILES = 1, 4
"""Of those who ask without a key: whose question is looked up at once, and how many files come in at once."""
PACKERS = 1
"""Dossiers that are written at once: each takes half a second and more."""
MOST_READING = 100
"""Reads at work or waiting; who comes then is asked to come again."""
BUSY_WRITER = MOST_WAITING // 2
"""Waiting events beyond which reads are shed, so that what is told is decided first."""
RETRY_SECONDS = 1
PULSE_SECONDS = 0.1
"""How often somebody looks whether there is more, however many wait for it."""
COMPANY = "company"


@dataclass(slots=True)
class _Pulse:
    """The position that a company's next row will have, as it was seen last."""

    position: int = 0
    seen_at: float = -PULSE_SECONDS
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Doors:
    """The service as its routes see it; `closing` is set once no further request is taken."""

    service: Service
    ring: KeyRing
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    handing_on: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(MOST_AT_ONCE))
    probing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PROBES))
    asking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(STRANGERS))
    packing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PACKERS))
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(STRANGERS_FILES))
    room: BodyRoom = field(default_factory=BodyRoom)
    _pulses: dict[str, _Pulse] = field(default_factory=dict)
    _reads: int = 0
    _readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))
    _key_readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(KEY_READERS))

    async def key(self, request: Request, scope: str) -> ApiKey:
        """Return the key of a request that has a scope, in the company it speaks of.

        Raises:
            ApiProblem: no key that counts (401), used too often (429), another company (404), no such scope (403).

        """
        if told_signature(request.headers) and not told_key(request.headers):
            raise unauthorized("signature-reading")
        key = self.ring.at_hand(request.headers)
        if key is None:
            key = await self._looked_up(self.ring.bearer, request.headers)
        return self.let_in(request, key, scope)

    async def announced(self, request: Request) -> None:
        """Let a signed request pass whose key counts: who has none sends no body into memory; raises as `key` does."""
        await self._looked_up(self.ring.announced, request.headers)

    async def key_of_signature(self, request: Request, body: bytes, scope: str) -> ApiKey:
        """Return the key whose secret signed a request; raises as `key` does."""
        key = await self._looked_up(self.ring.signed, request.headers, body)
        return self.let_in(request, key, scope)

    def let_in(self, request: Request, key: ApiKey, scope: str) -> ApiKey:
        """Return a key that may do what it asks."""
        request.state.key = key
        self.ring.count(key)
        if request.query_params.get(COMPANY, key.company) != key.company:
            raise ApiProblem("not-found")
        with_scope(key, scope)
        return key

    def company(self, key: ApiKey) -> Company:
        """Return the company of a key, as this process writes for it.

        Raises:
            ApiProblem: another process does (503).

        """
        company = self.service.companies.get(key.company)
        if company is None:
            raise busy("elsewhere", RETRY_SECONDS)
        return company

    async def read(
        self,
        company: Company,
        ask: Callable[Concatenate[Connection, Given], Found],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Found:
        """Return what is found in the rows, asked in a thread and in one transaction.

        Raises:
            ApiProblem: the writer has much to do, or others read already (503).

        """
        if company.lane.waiting > BUSY_WRITER or self._reads >= MOST_READING:
            raise busy("busy", RETRY_SECONDS)

        def asked() -> Found:
            with reading(self.service.engine) as connection:
                return ask(connection, *given, **named)

        self._reads += 1
        try:
            return await to_thread.run_sync(asked, limiter=self._readers)
        except (SQLAlchemyError, OSError) as error:
            if not is_away(error):
                raise
            raise busy("unwritten", RETRY_SECONDS) from None
        finally:
            self._reads -= 1

    async def newest(self, company: Company) -> int:
        """Return the position that the next row of a company will have, asked once for all who wait for it."""
        pulse = self._pulses.setdefault(company.id, _Pulse())
        async with pulse.looking:
            if time.monotonic() - pulse.seen_at >= PULSE_SECONDS:
                with suppress(ApiProblem):  # a busy moment: who waits goes on waiting
                    pulse.position = await self.read(company, next_position, company.id)
                pulse.seen_at = time.monotonic()
        return pulse.position

    async def _looked_up(self, ask: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
        try:
            return await to_thread.run_sync(lambda: ask(*given, **named), limiter=self._key_readers)
        except (SQLAlchemyError, OSError) as error:
            if not is_away(error):
                raise
            raise busy("unwritten", RETRY_SECONDS) from None


def doors_of(request: Request) -> Doors:
    """Return the doors that a request came through."""
    doors: Doors = request.app.state.doors
    return doors
