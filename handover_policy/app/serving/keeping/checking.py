"""Difference, altered_in: what is other than it was written, or than it is derived, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Table

from handover_policy.decide.decided import Decided
from handover_policy.decide.state.seen_events import event_key
from handover_policy.ledger.keeping.state_rows import STATE, Row, StateRows, key_of, names_of, same_body
from handover_policy.ledger.ledger_rows import LedgerRow
from handover_policy.ledger.tables import SEEN_EVENTS
from handover_policy.model.events import Event
from handover_policy.render.line import decision_line

UNTOLD = ("body", "received_at", "salt", "leaf")
"""Columns that nothing but the leaf vouches for."""
BODY = "body"
ERASED = ("subject", "case_id", BODY, "decision")
"""Columns that are erased together, with the salt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is other than it was written, or than it follows from the ledger.

    Args:
        code: says what kind of difference; its sentence stands in the texts.
        table: where it is.
        row: the position, or the key, of the row.
        column: of the row; several where they cannot be told apart.
        params: what else the sentence needs.

    """

    code: str
    table: str
    row: str
    column: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def altered_in(row: LedgerRow, before: LedgerRow | None) -> Iterator[Difference]:
    """Yield what is wrong with a row that is no event: whether it is as it was written."""
    if row.leaf_of() != row.leaf:
        yield _altered(row, ("received_at",) if _time_is_wrong(row, before) else UNTOLD)


def left_readable(row: LedgerRow) -> Iterator[Difference]:
    """Yield what a row still says whose salt was erased: nobody can tell any more whether it is as it was written."""
    left = tuple([name for name in ERASED if getattr(row, name) is not None])
    if left:
        yield _altered(row, left)


def altered_event(
    row: LedgerRow, before: LedgerRow | None, event: Event, decided: Decided, seen: Mapping[bytes, Row]
) -> Iterator[Difference]:
    """Yield what is wrong with the row of an event: whether it is as it was written, and as it is derived."""
    derived = derived_columns(event, decided)
    others = {name: value for name, value in derived.items() if getattr(row, name) != value}
    if row.leaf_of() == row.leaf:
        for name in others:
            yield Difference(code="derived-otherwise", table="ledger", row=str(row.position), column=name)
    elif others and row.leaf_of(**others) == row.leaf:
        yield _altered(row, tuple(others))
    elif _body_is_wrong(row, event, seen):
        yield _altered(row, (BODY,))
    else:
        yield _altered(row, ("received_at",) if _time_is_wrong(row, before) else (*others, *UNTOLD))


def derived_columns(event: Event, decided: Decided) -> dict[str, str | None]:
    """Return the columns of an event's row that follow from its body and the state before it."""
    decision = decided.decision
    digest = decision.policy.get("digest") if decision.policy is not None else None
    return {
        "type": event.type,
        "subject": event.subject,
        "case_id": decision.case,
        "outcome": decision.outcome,
        "policy_digest": None if digest is None else str(digest),
        "decision": decision_line(decision).decode(),
    }


def state_differences(wanted: StateRows, found: StateRows) -> Iterator[Difference]:
    """Yield where the state in the database is other than it follows from the ledger."""
    for table in STATE:
        yield from _table_differences(table, wanted.rows[table.name], found.rows[table.name])
    here, there = _read(wanted.clock), _read(found.clock)
    if here != there:
        yield Difference(code="state-otherwise", table="companies", row="", column="clock")


def _read(text: str) -> object:
    try:
        return orjson.loads(text)
    except ValueError:
        return text


def _table_differences(table: Table, wanted: list[Row], found: list[Row]) -> Iterator[Difference]:
    left = {key_of(table, row): row for row in wanted}
    for row in found:
        key = key_of(table, row)
        other = left.pop(key, None)
        if other is None:
            yield Difference(code="state-too-many", table=table.name, row=_named(key))
            continue
        for name in names_of(table):
            if not _same(table, name, row[name], other[name]):
                yield Difference(code="state-otherwise", table=table.name, row=_named(key), column=name)
    for key in left:
        yield Difference(code="state-missing", table=table.name, row=_named(key))


def _same(table: Table, column: str, one: Any, other: Any) -> bool:  # noqa: ANN401 - values of any column
    if column == BODY and isinstance(one, str) and isinstance(other, str):
        return same_body(table.name, one, other)
    return bool(one == other)


def _named(key: tuple[Any, ...]) -> str:
    return " ".join(each.hex() if isinstance(each, bytes) else str(each) for each in key)


def _altered(row: LedgerRow, columns: tuple[str, ...]) -> Difference:
    return Difference(code="row-altered", table="ledger", row=str(row.position), column=" | ".join(columns))


def _body_is_wrong(row: LedgerRow, event: Event, seen: Mapping[bytes, Row]) -> bool:
    """Return whether the event of a row is another one than was noted when it came."""
    noted = seen.get(event_key(event.source, event.id))
    if noted is None:
        return True
    return noted["position"] == row.position and bool(noted["content"] != event.digest)


def _time_is_wrong(row: LedgerRow, before: LedgerRow | None) -> bool:
    """Return whether the time at which a row came is none, or lies before that of the row above it."""
    try:
        datetime.fromisoformat(row.received_at)
    except ValueError:
        return True
    return before is not None and row.received_at < before.received_at


def seen_by_key(state: StateRows) -> dict[bytes, Row]:
    """Return what was noted of each event when it came, by its key."""
    return {row["key"]: row for row in state.rows[SEEN_EVENTS.name]}
