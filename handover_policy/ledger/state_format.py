"""bring_up, converted: what older releases wrote of people, cases and tasks, as this one reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection, Table, bindparam, select, update

from handover_policy.ledger.lease import STATE_FORMAT
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import CASES, COMPANIES, DELEGATIONS, PEOPLE, TASKS

Convert: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Makes of a noun as one format has it, of a table, the noun as the next one has it."""
CONVERTERS: Mapping[int, Convert] = MappingProxyType({})
"""By the format that each begins with: one for each time that STATE_FORMAT counted up."""
WITH_NOUNS: tuple[Table, ...] = (PEOPLE, CASES, TASKS, DELEGATIONS)
FORMATS = select(COMPANIES.c.company, COMPANIES.c.state_format).order_by(COMPANIES.c.company)
RAISED = update(COMPANIES).where(COMPANIES.c.company == bindparam("here")).values(state_format=bindparam("form"))


class StateNewer(ValueError):
    """State that a newer release wrote; `found` is its format, `known` the newest that this one reads."""

    def __init__(self, found: int, known: int = STATE_FORMAT) -> None:
        """Take both."""
        super().__init__(f"format {found} is newer than {known}")
        self.found, self.known = found, known


def converted(
    table: str, body: str, form: int, *, until: int = STATE_FORMAT, converters: Mapping[int, Convert] = CONVERTERS
) -> str:
    """Return the body of a row as this release reads it; raises StateNewer."""
    if form == until:
        return body
    if form > until:
        raise StateNewer(form, until)
    noun = orjson.loads(body)
    for each in range(form, until):
        noun = converters[each](table, noun)
    return orjson.dumps(noun).decode()


def bring_up(
    connection: Connection, *, until: int = STATE_FORMAT, converters: Mapping[int, Convert] = CONVERTERS
) -> int:
    """Let the state of every company be as this release reads it; return of how many it was older.

    Raises:
        StateNewer: a newer release wrote some of it.

    """
    older = [(company, form) for company, form in connection.execute(FORMATS) if form != until]
    for company, form in older:
        if form > until:
            raise StateNewer(form, until)
        for table in WITH_NOUNS:
            _raise_rows(
                connection,
                company,
                table,
                lambda name, body, form=form: converted(  # type: ignore[misc]
                    name, body, form, until=until, converters=converters
                ),
            )
        connection.execute(RAISED, {"here": company, "form": until})
    return len(older)


def _raise_rows(connection: Connection, company: str, table: Table, as_now: Callable[[str, str], str]) -> None:
    keys = [column for column in table.primary_key if column.name != COMPANY.key]
    found = connection.execute(select(*keys, table.c.body).where(table.c.company == company)).fetchall()
    told = update(table).where(
        table.c.company == bindparam("here"), *[key == bindparam(f"key_{key.name}") for key in keys]
    )
    rows = [
        {
            "here": company,
            **{f"key_{key.name}": value for key, value in zip(keys, row, strict=False)},
            "text": as_now(table.name, row[-1]),
        }
        for row in found
    ]
    if rows:
        connection.execute(told.values(body=bindparam("text")), rows)
