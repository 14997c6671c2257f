"""SeenRows: which events stand where, as rows; an event that was refused leaves its id free."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import select

from handover_policy.ledger.rows.access import COMPANY, NAMES, Access
from handover_policy.ledger.tables import SEEN_EVENTS

COLUMNS = (SEEN_EVENTS.c.key, SEEN_EVENTS.c.content, SEEN_EVENTS.c.position, SEEN_EVENTS.c.refused)
SOME = select(*COLUMNS).where(SEEN_EVENTS.c.company == COMPANY, SEEN_EVENTS.c.key.in_(NAMES))
ALL = select(*COLUMNS).where(SEEN_EVENTS.c.company == COMPANY)


class SeenEvent(NamedTuple):
    """An event that stands in the ledger: a digest of its content, its position, whether it was refused."""

    content: bytes
    position: int
    refused: bool


class SeenRows:
    """The table of seen events, over rows; what a batch has fetched and added is held until the batch ends."""

    def __init__(self, access: Access) -> None:
        """Take how rows are reached."""
        self._access = access
        self._held: dict[bytes, SeenEvent | None] = {}
        self._changed: dict[bytes, SeenEvent] = {}
        self.added: tuple[bytes, bytes] | None = None

    def fetch(self, keys: Collection[bytes]) -> None:
        """Hold which of these keys are taken."""
        missing = [key for key in keys if key not in self._held]
        self._held.update(dict.fromkeys(missing))
        for key, content, position, refused in self._access.rows_of(SOME, missing):
            self._held[bytes(key)] = SeenEvent(bytes(content), position, refused)

    def standing(self, key: bytes) -> SeenEvent | None:
        """Return the event that stands in the ledger under a key, refused or not."""
        if key not in self._held:
            self.fetch((key,))
        return self._held[key]

    def find(self, key: bytes) -> bytes | None:
        """Return the content kept under a key; None where the key is free."""
        seen = self.standing(key)
        return None if seen is None or seen.refused else seen.content

    def add(self, key: bytes, content: bytes) -> None:
        """Note that the event at hand occupies its key; its position is told by `stands_at`."""
        self.added = (key, content)
        self._held[key] = SeenEvent(content, -1, refused=False)

    def stands_at(self, key: bytes, content: bytes, position: int, *, refused: bool) -> None:
        """Keep where the event of a key stands; a refused one never takes the place of one that counts."""
        self.added = None
        before = self._held.get(key)
        if refused and before is not None and not before.refused:
            return
        self._held[key] = self._changed[key] = SeenEvent(content, position, refused)

    def rows(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield every key that is occupied, with its content."""
        self.flush()
        for key, content, _, refused in self._access.rows(ALL):
            if not refused:
                yield bytes(key), bytes(content)

    def flush(self) -> None:
        """Write what has changed."""
        rows = [
            {"key": key, "content": seen.content, "position": seen.position, "refused": seen.refused}
            for key, seen in self._changed.items()
        ]
        self._access.upsert(SEEN_EVENTS, rows)
        self._changed.clear()

    def let_go(self) -> None:
        """Forget what the batch held."""
        self._held.clear()
