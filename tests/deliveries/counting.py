"""CountingProvider: a provider on this machine that counts how often it was asked to carry each message."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class CountingProvider:
    """What came in, by channel and key; each request is answered after `seconds`."""

    seconds: float = 0.05
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count(self) -> int:
        with self.lock:
            return sum(self.asked.values())


@contextmanager
def counting_provider(seconds: float = 0.05) -> Iterator[CountingProvider]:
    provider = CountingProvider(seconds)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are written apart: each answer would take 40 ms

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with provider.lock:
                provider.asked[told["channel"], told["key"]] += 1
            time.sleep(provider.seconds)
            body = b'{"id": "p"}'
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        request_queue_size = 128  # a sender begins with many at once

        def handle_error(self, *_: object) -> None:
            return  # whoever asked was killed

    server = Quiet(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
