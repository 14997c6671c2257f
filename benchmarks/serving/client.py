"""Client: events posted by HTTP/1.1 on open connections: as fast as answers come, or at planned moments."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

SECONDS = 60.0
"""How long any answer is waited for."""
OK = 200
HEAD = (
    "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {key}\r\ncontent-type: {kind}\r\n"
    "prefer: return=minimal\r\ncontent-length: {length}\r\n\r\n"
)
ONE, MANY = "application/cloudevents+json", "application/cloudevents-batch+json"
EVENTS = "/v1/events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request: to which port, with which key, and what it tells."""

    port: int
    key: str
    body: bytes
    kind: str = ONE
    path: str = EVENTS

    def written(self) -> bytes:
        """Return it as it goes over the line."""
        head = HEAD.format(path=self.path, key=self.key, kind=self.kind, length=len(self.body))
        return head.encode() + self.body


@dataclass(slots=True)
class Heard:
    """What became of requests: when each was to be sent and how long it took from then on, in seconds."""

    planned: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    ended: float = 0.0

    def note(self, planned: float) -> None:
        """Note an answer."""
        self.ended = time.perf_counter()
        self.planned.append(planned)
        self.seconds.append(self.ended - planned)

    @property
    def each_second(self) -> float:
        """How many requests were answered a second."""
        return len(self.seconds) / (self.ended - self.began)


class Line:
    """An open connection; it is opened when it is first used, and again where the service has closed it."""

    def __init__(self, port: int) -> None:
        """Take the port of the service on this machine."""
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def call(self, call: Call) -> bytes:
        """Return the body of an answer; ends the benchmark where it is no success."""
        async with asyncio.timeout(SECONDS):
            if self._reader is None or self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            self._writer.write(call.written())
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.partition("content-length:")[2].partition("\r\n")[0])
            body = await self._reader.readexactly(length)
        status = int(head.split(" ", 2)[1])
        if status != OK:
            sys.exit(f"{status}: {body.decode()}")
        return body

    def close(self) -> None:
        """Close it."""
        if self._writer is not None:
            self._writer.close()


async def closed_loop(calls: Iterator[Call], ports: Sequence[int], seconds: float | None = None) -> Heard:
    """Return what became of requests on one connection for each of the ports: the next one once one is answered.

    Until the calls are used up, or the seconds are over; each connection takes calls as it comes to them.
    """
    heard = Heard()
    until = None if seconds is None else heard.began + seconds

    async def work(line: Line) -> None:
        for call in calls:
            planned = time.perf_counter()
            if until is not None and planned > until:
                break
            await line.call(call)
            heard.note(planned)
        line.close()

    await asyncio.gather(*(work(Line(port)) for port in ports))
    return heard


async def open_loop(
    call_of: Callable[[int], Call], rate: float, seconds: float, *, ends: asyncio.Event | None = None
) -> Heard:
    """Return what became of requests sent at planned moments, however long those before them take.

    Whatever finds no connection free opens another one: none waits for an earlier one on this side.

    Args:
        call_of: gives the n-th request.
        rate: how many a second.
        seconds: for how long, at most.
        ends: set by whoever wants no further requests.

    """
    free: deque[Line] = deque()
    heard, at_work = Heard(), set[asyncio.Task[None]]()

    async def one(call: Call, planned: float) -> None:
        line = free.popleft() if free else Line(call.port)
        await line.call(call)
        heard.note(planned)
        free.append(line)

    for number in count():
        planned = heard.began + number / rate
        if planned - heard.began > seconds or (ends is not None and ends.is_set()):
            break
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        task = asyncio.create_task(one(call_of(number), planned))
        at_work.add(task)
        task.add_done_callback(at_work.discard)
    await asyncio.gather(*at_work)
    for line in free:
        line.close()
    return heard
