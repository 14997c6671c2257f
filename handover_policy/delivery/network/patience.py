"""Patience: the time that an exchange over HTTP may take as a whole, whatever the pieces in which an answer comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

PIECE = 65_536
"""Bytes handed over at once: a receiver that takes them one by one is left after each piece."""


class Patience(httpcore.NetworkBackend):
    """Connections whose reads and writes together take no longer than so many seconds, counted by thread.

    A time-out for each read alone is none: a byte before each of its ends holds a thread for ever.
    """

    def __init__(self, seconds: float) -> None:
        """Take how long an exchange may take, from the first byte that is sent."""
        self._seconds, self._of_thread, self._network = seconds, threading.local(), httpcore.SyncBackend()

    def begin(self) -> None:
        """Begin an exchange in this thread; its time counts once something is sent."""
        self._of_thread.end = None

    def held(self, client: httpx.Client) -> httpx.Client:
        """Return a client that connects through this, by whatever way: the environment's proxy, its own transport."""
        for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - nothing public is there
            if isinstance(transport, httpx.HTTPTransport):
                transport._pool._network_backend = self  # noqa: SLF001 - the same
        return client

    def left(self, wanted: float | None, *, sending: bool = False) -> float | None:
        """Return how long one step may take: what is left of the exchange, and no longer than was wanted."""
        end = getattr(self._of_thread, "end", None)
        if end is None:
            if not sending:
                return wanted
            end = self._of_thread.end = time.monotonic() + self._seconds
        left: float = end - time.monotonic()
        if left <= 0:
            raise (httpcore.WriteTimeout if sending else httpcore.ReadTimeout)("the exchange did not end in time")
        return left if wanted is None else min(left, wanted)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        stream = self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._patience.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), PIECE):
            self._stream.write(buffer[begin : begin + PIECE], self._patience.left(timeout, sending=True))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:  # noqa: ANN401 - as httpcore
        stream = self._stream.start_tls(ssl_context, server_hostname, self._patience.left(timeout))
        return _Stream(stream, self._patience)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore
        return self._stream.get_extra_info(info)
