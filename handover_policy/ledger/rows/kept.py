"""Kept: rows held in memory, the latest used last, so that those unused longest can be let go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Kept(Generic[Row]):
    """Rows by id; None stands for an id that is known to have no row."""

    def __init__(self, most: int) -> None:
        """Take how many rows may be held once nothing waits to be written."""
        self._rows: OrderedDict[str, Row | None] = OrderedDict()
        self._most = most
        self.changed: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def __getitem__(self, name: str) -> Row | None:
        """Return the row of an id that is held."""
        self._rows.move_to_end(name)
        return self._rows[name]

    def hold(self, name: str, row: Row | None) -> Row | None:
        """Hold a row as it stands in the database, and return it."""
        self._rows[name] = row
        return row

    def change(self, name: str, row: Row) -> None:
        """Hold a row that is to be written."""
        self._rows[name] = row
        self.changed[name] = None

    def missing(self, names: Collection[str]) -> list[str]:
        """Return those of the ids that are not held."""
        return [name for name in names if name not in self._rows]

    def held(self) -> Iterator[Row]:
        """Yield the rows that are held."""
        return (row for row in self._rows.values() if row is not None)

    def written(self) -> None:
        """Note that what had changed stands in the database now."""
        self.changed.clear()

    def let_go(self) -> None:
        """Let go of the rows unused longest, down to the bound; nothing may wait to be written."""
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)
