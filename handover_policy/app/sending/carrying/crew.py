"""Crew: threads that carry parcels, and are left behind where the process ends before a provider answers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], None]


class Crew:
    """Does work in threads of its own, some at once; the interpreter does not wait for them as it does for a pool's.

    Work raises nothing: nobody would be told.
    """

    def __init__(self, most: int, name: str) -> None:
        """Take how many threads there are at most, and what they are called."""
        self._most, self._name = most, name
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._count, self._idle = 0, 0

    def do(self, work: Work) -> None:
        """Let some work be done as soon as a thread is free."""
        with self._lock:
            self._work.put(work)
            if self._idle:
                self._idle -= 1
                return
            if self._count == self._most:
                return
            self._count += 1
            name = f"{self._name}-{self._count}"
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def end(self) -> None:
        """Begin nothing further; what is being done goes on."""
        with self._lock:
            self._drain()
            for _ in range(self._count):
                self._work.put(None)

    def _drain(self) -> None:
        while True:
            try:
                self._work.get_nowait()
            except queue.Empty:
                return

    def _run(self) -> None:
        while True:
            with self._lock:
                empty = self._work.empty()
                self._idle += empty
            work = self._work.get()
            if work is None:
                return
            work()
