"""Access: the transaction at hand and the company it is about, as all rows are read and written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Executable, Table, UpdateBase, bindparam
from sqlalchemy.dialects import postgresql, sqlite

COMPANY: BindParameter[str] = bindparam("company")
HERE: BindParameter[str] = bindparam("here")
"""The company in statements that change rows, where the names of columns are taken."""
NAMES: BindParameter[object] = bindparam("names", expanding=True)
MOST_AT_ONCE = 1000
"""How many ids one query names."""


class NoTransaction(RuntimeError):
    """Rows are asked for outside of a transaction: a fault of the caller's."""


@dataclass(slots=True)
class Access:
    """The connection of the transaction at hand, None between two."""

    company: str
    connection: Connection | None = None

    def rows(self, statement: Executable, **values: object) -> Sequence[Any]:
        """Return the rows of a query about the company."""
        return self._at_hand.execute(statement, {"company": self.company, **values}).fetchall()

    def rows_of(self, statement: Executable, names: Collection[str | bytes | int]) -> Iterator[Any]:
        """Yield the rows of a query about the company that takes ids as `names`; no ids give no rows."""
        asked = list(names)
        for start in range(0, len(asked), MOST_AT_ONCE):
            yield from self.rows(statement, names=asked[start : start + MOST_AT_ONCE])

    def write(self, statement: UpdateBase, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows, each of the company and all with the same columns.

        They are handed to the driver as they are: text, numbers, booleans and bytes need no other form on either
        database, and what SQLAlchemy does for each row costs as much as the database itself.
        """
        write_rows(self._at_hand, statement, [{"company": self.company, **row} for row in rows])

    def upsert(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Write whole rows, each in the place of the one with its key."""
        if rows:
            self.write(upsert(table, self._at_hand.dialect.name), rows)

    @property
    def _at_hand(self) -> Connection:
        if self.connection is None:
            raise NoTransaction("no transaction is at hand")
        return self.connection


def write_rows(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, object]]) -> int:
    """Write rows as `Access.write` does, the company among them; return how many were written."""
    if not rows:
        return 0
    sql, places, fixed = prepared(statement, connection.dialect, tuple(rows[0]))
    told = [{**fixed, **row} for row in rows] if fixed else list(rows)
    if places is None:
        return connection.exec_driver_sql(sql, told).rowcount
    of = itemgetter(*places)
    return connection.exec_driver_sql(sql, [of(row) for row in told]).rowcount


@cache
def prepared(
    statement: UpdateBase, dialect: Dialect, columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...] | None, dict[str, object]]:
    """Return a statement in the words of a database, which names go where, and the values that are its own.

    The names are None where the database takes values by name.
    """
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    fixed = {name: value for name, value in compiled.params.items() if name not in columns}
    return str(compiled), None if compiled.positiontup is None else tuple(compiled.positiontup), fixed


@cache
def upsert(table: Table, dialect: str) -> UpdateBase:
    """Return the statement that writes a whole row in the place of the one with its key."""
    keys = [column.name for column in table.primary_key]
    if dialect == "sqlite":
        told = sqlite.insert(table)
        return told.on_conflict_do_update(index_elements=keys, set_=_others(table, told.excluded))
    written = postgresql.insert(table)
    return written.on_conflict_do_update(index_elements=keys, set_=_others(table, written.excluded))


def _others(table: Table, excluded: Any) -> dict[str, Any]:  # noqa: ANN401 - columns, whatever they hold
    return {column.name: excluded[column.name] for column in table.columns if not column.primary_key}
