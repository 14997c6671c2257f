"""ApiServer: the API on a socket, by uvicorn; ends quietly, and answers a client that has said all it will say."""

from __future__ import annotations

from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

GRACE_SECONDS = 3
"""For requests at hand once the service is told to end."""
KEEP_ALIVE_SECONDS = 15
BACKLOG = 2048
MOST_HEADER_BYTES = 64 * 1024


class HalfClosing(H11Protocol):
    """HTTP that answers a request although its client has closed its own side."""

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio keeps the connection where this is true
        """Return whether the connection stays open: where an answer is still due."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body:
            return False
        cycle.keep_alive = False
        return True


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
                http=HalfClosing,
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

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that no further request is taken."""
        self._app.state.doors.closing.set()
        super().handle_exit(sig, frame)

    @property
    def address(self) -> str:
        """The address at which requests are taken, once it has started."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
