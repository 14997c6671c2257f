"""ItemList: the things of a task, listed row by row: what each row tells, which are given, whether more may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Cells: TypeAlias = Mapping[str, object]
"""What one row tells, by column."""

NUMBER, TEXT, DATE, FLAG = "number", "text", "date", "boolean"
COLUMN_TYPES = (TEXT, NUMBER, DATE, FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemColumn:
    """A column of a list of things: what people call it, what its cells hold, and whether each row must have one."""

    id: str
    title: str
    type: str = TEXT
    required: bool = True

    def read(self, value: object) -> str | int | float | bool | None:
        """Return a JSON value as a cell of the column, a number among texts as text; None where it does not fit."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if self.type == TEXT and is_number:
            return str(value)
        if self.type == NUMBER:
            return value if is_number else None  # type: ignore[return-value] # a number by now
        if self.type == FLAG:
            return value if isinstance(value, bool) else None
        fits = isinstance(value, str) and value.strip() and (self.type == TEXT or _is_day(value))
        return str(value) if fits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list of things: its columns, the rows that are given, and whether the giver may add further ones.

    A given row tells some of its cells; the giver tells the others, and how much there really is of what is counted.
    """

    columns: tuple[ItemColumn, ...]
    rows: tuple[Cells, ...] = field(default=(), hash=False)
    add: bool = False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
