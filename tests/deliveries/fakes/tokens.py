"""Tokens kept in memory, as the service keeps them for all processes."""

from __future__ import annotations

import threading
from collections.abc import Callable


class KeptTokens:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def token(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        with self._lock:
            if name not in self.kept:
                self.kept[name], self.seconds[name] = renew()
            return self.kept[name]

    def forget(self, name: str, token: str) -> None:
        with self._lock:
            if self.kept.get(name) == token:
                del self.kept[name]
