"""Answering: a provider on this machine that takes every message and answers after a while, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SECONDS = 30.0
TOKEN = b'{"errcode":0,"access_token":"token","expires_in":7200}'
TAKEN = b'{"Code":"OK","Message":"OK","BizId":"1","RequestId":"1","errcode":0,"msgid":"1"}'
ASKED_FOR_TOKEN = b"GET /cgi-bin/gettoken"


@dataclass(slots=True)
class Answering:
    """What came in: when each message was answered; `seconds` is how long an answer takes."""

    seconds: float
    answered: list[float] = field(default_factory=list)
    lines: int = 0
    address: str = ""
    started: threading.Event = field(default_factory=threading.Event)
    ends: asyncio.Event | None = None
    loop: asyncio.AbstractEventLoop | None = None

    async def work(self) -> None:
        """Answer until it ends."""
        self.ends, self.loop = asyncio.Event(), asyncio.get_running_loop()
        server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.started.set()
        await self.ends.wait()
        server.close()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                told = TOKEN if head.startswith(ASKED_FOR_TOKEN) else TAKEN
                await asyncio.sleep(self.seconds)
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(told)
                    + told
                )
                if told is TAKEN:
                    self.answered.append(time.perf_counter())
        writer.close()


@contextmanager
def answering(seconds: float) -> Iterator[Answering]:
    """Give a provider that answers after so many seconds."""
    provider = Answering(seconds)
    thread = threading.Thread(target=asyncio.run, args=(provider.work(),), daemon=True)
    thread.start()
    provider.started.wait(SECONDS)
    try:
        yield provider
    finally:
        if provider.loop is not None and provider.ends is not None:
            provider.loop.call_soon_threadsafe(provider.ends.set)
        thread.join()
