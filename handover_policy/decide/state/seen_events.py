"""SeenEvents: the ids that events have occupied, and a digest of what each told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

SLOT = 32
HALF = 16
EMPTY = bytes(HALF)
TABLES = 256
FEWEST = 8
SMALL = 256
FULLEST = 0.8
"""How full a table may be; beyond that, looking a key up takes too many steps."""


def event_key(source: str, name: str) -> bytes:
    """Return the 16 bytes under which an event of a source is kept; `name` is its id."""
    return hashlib.blake2b(f"{len(source)}:{source}{name}".encode(), digest_size=16).digest()


class SeenEvents:
    """The table of seen events, in memory: which occupied their id, with a digest of their content, some 45 bytes each.

    Open-addressed tables of 32-byte slots, one for each first byte of the key. Each doubles while it is small and grows
    by a quarter after that, at its own time, so that hardly anything is kept empty and nothing large is ever copied.
    """

    __slots__ = ("_counts", "_tables")

    def __init__(self, rows: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Start with the rows of a saved state, or empty."""
        self._tables = [bytearray(SLOT * FEWEST) for _ in range(TABLES)]
        self._counts = [0] * TABLES
        for key, content in rows:
            self.add(key, content)

    def find(self, key: bytes) -> bytes | None:
        """Return the content digest kept under a 16-byte key; None where the key is free."""
        table = self._tables[key[0]]
        place = _place(table, key)
        return bytes(table[place + HALF : place + SLOT]) if table[place : place + HALF] != EMPTY else None

    def add(self, key: bytes, content: bytes) -> None:
        """Keep a 16-byte content digest under a 16-byte key."""
        which = key[0]
        table = self._tables[which]
        if (self._counts[which] + 1) * SLOT > len(table) * FULLEST:
            table = self._tables[which] = _grown(table)
        place = _place(table, key)
        self._counts[which] += table[place : place + HALF] == EMPTY
        table[place : place + SLOT] = key + content

    def rows(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield every key with its content, by first byte and then as they lie."""
        for table in self._tables:
            yield from _rows(table)


def _place(table: bytearray, key: bytes) -> int:
    """Return where a key stands in a table, or the free slot where it would."""
    slots = len(table) // SLOT
    slot = int.from_bytes(key[1:9], "little") % slots
    while True:
        place = slot * SLOT
        if table[place : place + HALF] in (key, EMPTY):
            return place
        slot = (slot + 1) % slots


def _rows(table: bytearray) -> Iterator[tuple[bytes, bytes]]:
    for start in range(0, len(table), SLOT):
        key = bytes(table[start : start + HALF])
        if key != EMPTY:
            yield key, bytes(table[start + HALF : start + SLOT])


def _grown(old: bytearray) -> bytearray:
    slots = len(old) // SLOT
    table = bytearray(SLOT * (slots * 2 if slots < SMALL else slots + slots // 4))
    for key, content in _rows(old):
        place = _place(table, key)
        table[place : place + SLOT] = key + content
    return table
