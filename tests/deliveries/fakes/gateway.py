"""A provider's gateway on this machine: keeps what it was asked, answers as a test says, or goes wrong on the way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

SILENT, HALF = "silent", "half"


@dataclass(frozen=True)
class Heard:
    method: str
    target: str
    """As it stands in the request line, escapes and all."""
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    broken: str = ""
    """`silent`: nothing is said; `half`: the body ends before its length."""


Saying: TypeAlias = Callable[[Heard], Said]
HTML = Said(502, b"<html><h1>502 Bad Gateway</h1></html>", {"content-type": "text/html"})
HTML_FINE = Said(200, b"<html>please log in</html>", {"content-type": "text/html"})
ELSEWHERE = Said(302, b"", {"location": "http://127.0.0.1:9/elsewhere"})


@dataclass
class Gateway:
    say: Saying
    heard: list[Heard] = field(default_factory=list)
    url: str = ""
    port: int = 0
    names: list[str | None] = field(default_factory=list)
    """By which names it was called in TLS."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are written apart: each answer would take 40 ms
    gateway: Gateway

    def log_message(self, *args: object) -> None:
        pass

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().handle_one_request()
            return
        self.close_connection = True

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        heard = Heard(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.gateway.heard.append(heard)
        said = self.gateway.say(heard)
        if said.broken == SILENT:
            with contextlib.suppress(OSError):
                self.connection.settimeout(5)
                self.rfile.read(1)
            self.close_connection = True
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said.body) + (100 if said.broken == HALF else 0)))
        self.end_headers()
        self.wfile.write(said.body)
        self.close_connection = said.broken == HALF or self.close_connection

    do_POST = do_GET = _take  # noqa: N815 - as the standard library names them


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextlib.contextmanager
def gateway(say: Saying, *, tls: ssl.SSLContext | None = None) -> Iterator[Gateway]:
    kept = Gateway(say)
    server = _Server(("127.0.0.1", 0), type("_H", (_Handler,), {"gateway": kept}))
    if tls is not None:
        tls.sni_callback = lambda _, name, __: kept.names.append(name)
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    kept.port = server.server_address[1]
    kept.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{kept.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """Return an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return f"http://127.0.0.1:{held.getsockname()[1]}"
