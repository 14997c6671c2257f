"""ApiServer: the API on a socket, by uvicorn; ends quietly, and answers a client that has said all it will say."""

from __future__ import annotations

import asyncio
import socket

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from handover_policy.web.gate import REQUEST_ID, new_name
from handover_policy.web.problems import CLOSE, ApiProblem, problem_answer

GRACE_SECONDS = 3
"""For requests at hand once the service is told to end."""
KEEP_ALIVE_SECONDS = 15
HEAD_SECONDS = 20.0
"""For the head of a request; who takes longer is cut off."""
BACKLOG = 2048
MOST_HEADER_BYTES = 64 * 1024
KERNEL_BYTES = 256 * 1024
"""What the kernel holds of an answer: with more of it nobody could see for long whether a client reads."""
READING_SECONDS = 20.0
LEAST_READ = 64 * 1024
"""Bytes that a client reads of an answer in so many seconds, or all that is left; who reads less is cut off."""


class Connection(H11Protocol):
    """A connection: it answers a client that has closed its own side, and waits for no head of a request for ever."""

    _deadline: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take a connection, on which a request is to begin soon."""
        super().connection_made(transport)
        made: socket.socket = transport.get_extra_info("socket")
        if made.family != socket.AF_UNIX:  # asyncio does so only where a socket was made by protocol
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)  # noqa: FBT003 - the switch is on
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what has come in."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is gone."""
        self._unwatch()
        self._unread()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Note that much of an answer waits to be read."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """Note that little of it is left."""
        super().resume_writing()
        self._expect_reading()

    def on_response_complete(self) -> None:
        """Wait for the next request, and for whoever asked to fetch what is left of the answer."""
        super().on_response_complete()
        self._expect_reading()

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio keeps the connection where this is true
        """Return whether the connection stays open: where an answer is still due."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body:
            return False
        cycle.keep_alive = False
        return True

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, as every problem is answered; `msg` is what the parser says of it."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            answer = problem_answer(ApiProblem("no-http", headers=CLOSE, told=msg))
            answer.headers[REQUEST_ID] = new_name()
            told = h11.Response(status_code=answer.status_code, headers=answer.raw_headers)
            for event in (told, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        """Give a client a while for the head of its request, however it sends it."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._unwatch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _expect_reading(self) -> None:
        """Give a client a while to read some of what waits for it, or all of it where that is little."""
        self._unread()
        waits = self.transport.get_write_buffer_size()
        if waits:
            self._reading = self.loop.call_later(READING_SECONDS, self._look_whether_read, waits)

    def _look_whether_read(self, before: int) -> None:
        waits = self.transport.get_write_buffer_size()
        if waits and before - waits < LEAST_READ:
            self.transport.abort()
        else:
            self._expect_reading()

    def _unread(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class ApiServer(uvicorn.Server):
    """A server that wakes whoever waits for decisions once it is told to end."""

    def __init__(self, app: Starlette, *, host: str = "127.0.0.1", port: int = 8080) -> None:
        """Take the API, and where it takes requests; port 0 is any that is free."""
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
                h11_max_incomplete_event_size=MOST_HEADER_BYTES,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no further request, answer those at hand, and those at once who wait for decisions to come."""
        self._app.state.doors.closing.set()
        await super().shutdown(sockets)

    @property
    def address(self) -> str:
        """The address at which requests are taken, once it has started."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
