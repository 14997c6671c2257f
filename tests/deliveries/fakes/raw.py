"""A server on this machine that speaks byte by byte as a test says: HTTP or mail, whole or never ending."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def raw(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """Yield the port of a server at which each line is spoken to by a function, and closed once it comes back."""
    held, ended = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def one(line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            speak(line)

    def serve() -> None:
        while not ended.is_set():
            with contextlib.suppress(OSError):
                threading.Thread(target=one, args=(held.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield held.getsockname()[1]
    finally:
        ended.set()
        held.shutdown(socket.SHUT_RDWR)
        held.close()
        thread.join(5)


def heard(line: socket.socket) -> bytes:
    """Return the head of a request, read with its body."""
    told = b""
    while b"\r\n\r\n" not in told:
        piece = line.recv(65_536)
        if not piece:
            raise OSError("gone")
        told += piece
    head, _, body = told.partition(b"\r\n\r\n")
    lengths = [int(each.partition(b":")[2]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-len")]
    while len(body) < sum(lengths):
        body += line.recv(65_536)
    return head


def dripping(begins: bytes, drop: bytes, *, every: float = 0.1) -> Callable[[socket.socket], None]:
    """Return what begins to answer a request and goes on for ever."""

    def speak(line: socket.socket) -> None:
        heard(line)
        line.sendall(begins)
        while True:
            line.sendall(drop)
            time.sleep(every)

    return speak


def saying(head: str, body: bytes = b"") -> Callable[[socket.socket], None]:
    """Return what answers each request of a line the same: a status and header lines, and a body."""

    def speak(line: socket.socket) -> None:
        while True:
            heard(line)
            line.sendall(f"HTTP/1.1 {head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)

    return speak
