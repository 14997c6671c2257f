"""Kept: rows held in memory, those read first let go first."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Kept(Generic[Row]):
    """Rows by id; None stands for an id that is known to have no row."""

    def __init__(self, most: int) -> None:
        """Take how many rows may be held once nothing waits to be written."""
        self.rows: dict[str, Row | None] = {}
        self._most = most
        self.changed: dict[str, None] = {}

    def hold(self, name: str, row: Row | None) -> None:
        """Hold a row as it stands in the database."""
        self.rows[name] = row

    def change(self, name: str, row: Row) -> None:
        """Hold a row that is to be written."""
        self.rows[name] = row
        self.changed[name] = None

    def missing(self, names: Collection[str]) -> list[str]:
        """Return those of the ids that are not held."""
        return [name for name in names if name not in self.rows]

    def written(self) -> None:
        """Note that what had changed stands in the database now."""
        self.changed.clear()

    def let_go(self) -> None:
        """Let go of the rows read first, down to the bound; nothing may wait to be written."""
        beyond = len(self.rows) - self._most
        if beyond > 0:
            for name in list(islice(self.rows, beyond)):
                del self.rows[name]
