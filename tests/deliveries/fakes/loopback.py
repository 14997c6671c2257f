"""A provider on this machine: an HTTP server in a thread, which can go wrong in every way that providers do."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Provider:
    """What every fake has: the requests that it saw, and the mishaps with which it answers the next of them.

    A mishap is `html`, `500`, `429`, `nothing`, `half`, `redirect`, `list`, or JSON that is answered with 200; given
    as a pair, it happens at a path that begins so. `after` mishaps happen once the request was taken.
    """

    asked: list[Asked] = field(default_factory=list)
    mishaps: list[object] = field(default_factory=list)
    address: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def answer(self, asked: Asked) -> tuple[int, object]:
        raise NotImplementedError

    def mishap(self, path: str) -> object:
        for place, each in enumerate(self.mishaps):
            begins, what = each if isinstance(each, tuple) else ("", each)
            if path.startswith(begins):
                del self.mishaps[place]
                return what
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are written apart: each answer would take 40 ms
    provider: Provider

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the standard library names it
        pass

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            super().handle_one_request()

    def _take(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(self.command, parts.path, query, headers, body)
        with self.provider.lock:
            self.provider.asked.append(asked)
            mishap = self.provider.mishap(parts.path)
            if mishap is None:
                status, told = self.provider.answer(asked)
                self._tell(status, json.dumps(told, ensure_ascii=False).encode(), "application/json")
                return
        self._go_wrong(mishap)

    do_POST = do_GET = do_PUT = do_DELETE = _take  # noqa: N815 - as the standard library names them

    def _go_wrong(self, mishap: object) -> None:
        if mishap == "html":
            self._tell(200, "<html><body>维护中 Bad Gateway</body></html>".encode(), "text/html")
        elif mishap == "list":
            self._tell(200, b"[0]", "application/json")
        elif mishap in ("500", "429"):
            self._tell(int(str(mishap)), b"oh", "text/plain", {"retry-after": "7"})
        elif mishap == "redirect":
            self._tell(302, b"", "text/plain", {"location": f"{self.provider.address}/elsewhere{self.path}"})
        elif mishap == "nothing":
            threading.Event().wait(3)
            self.close_connection = True
        elif mishap == "half":
            self.wfile.write(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"errc')
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif isinstance(mishap, Answers):
            self._tell(mishap.status, json.dumps(mishap.told).encode(), "application/json")
        else:
            self._tell(200, json.dumps(mishap).encode(), "application/json")

    def _tell(self, status: int, body: bytes, media_type: str, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@dataclass(frozen=True)
class Answers:
    """A mishap that is an answer of another status than 200."""

    status: int
    told: Mapping[str, object]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@contextlib.contextmanager
def served(provider: Provider) -> Iterator[Provider]:
    handler = type("_Handler", (_Handler,), {"provider": provider})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """Return an address at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}"
