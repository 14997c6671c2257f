"""StateRows: the state of a company as rows: read from a database, worked out of a register, and made one again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, Delete, Select, Table, delete, select

from handover_policy.decide.state.agenda import Agenda
from handover_policy.decide.state.cases import Cases
from handover_policy.decide.state.nouns import noun_bytes, noun_from_json
from handover_policy.decide.state.people import People
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import SeenEvents
from handover_policy.decide.state.tables import Sleeper, Waiting
from handover_policy.ledger.people.tables import ADDRESSES
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.rows.people import found_by
from handover_policy.ledger.tables import CASES, DELEGATIONS, PEOPLE, SEEN_EVENTS, TASKS, WATCHES
from handover_policy.model.altered import altered
from handover_policy.model.case import NOT_YET, Case, Task
from handover_policy.model.employee import Delegation, Employee

Row: TypeAlias = dict[str, Any]
STATE: tuple[Table, ...] = (PEOPLE, CASES, TASKS, WATCHES, DELEGATIONS, ADDRESSES, SEEN_EVENTS)
"""The tables of the state, beside the clock of the company's own row."""
BYTES = ("key", "content")
NO_TASKS: Mapping[str, Task] = MappingProxyType({})
NOWHERE: Mapping[tuple[str, str], str] = MappingProxyType({})


def names_of(table: Table) -> tuple[str, ...]:
    """Return the names of a table's columns, but for the company."""
    return tuple(str(column.name) for column in table.columns if column.name != COMPANY.key)


def key_of(table: Table, row: Row) -> tuple[Any, ...]:
    """Return what a row of a company is known by in its table."""
    return tuple(row[column.name] for column in table.primary_key if column.name != COMPANY.key)


def _all_of(table: Table) -> Select[Any]:
    keys = [column for column in table.primary_key if column.name != COMPANY.key]
    return select(*[table.c[name] for name in names_of(table)]).where(table.c.company == COMPANY).order_by(*keys)


ALL: Mapping[str, Select[Any]] = MappingProxyType({table.name: _all_of(table) for table in STATE})
GONE: Mapping[str, Delete] = MappingProxyType(
    {table.name: delete(table).where(table.c.company == COMPANY) for table in STATE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRows:
    """The state of a company: the rows of each table, and what its clock has told."""

    rows: Mapping[str, list[Row]]
    clock: str

    def json(self) -> Mapping[str, Any]:
        """Return the state as JSON values; texts stay texts, for the order of their keys counts."""
        return {
            "clock": self.clock,
            **{str(name): [_row_json(row) for row in rows] for name, rows in self.rows.items()},
        }

    def register(self, zone: ZoneInfo) -> Register:
        """Return a register in memory that knows this state."""
        rows, clock = self.rows, orjson.loads(self.clock)
        tasks: dict[str, dict[str, Task]] = {}
        for row in rows[TASKS.name]:
            task = noun_from_json(Task, orjson.loads(row["body"]))
            tasks.setdefault(row["case_id"], {})[task.id] = task
        cases = [(_case(row["body"], tasks.get(row["id"], {})), row) for row in _in_order(rows[CASES.name])]
        return Register(
            zone,
            people=People(
                (noun_from_json(Employee, orjson.loads(row["body"])) for row in rows[PEOPLE.name]),
                (noun_from_json(Delegation, orjson.loads(row["body"])) for row in rows[DELEGATIONS.name]),
            ),
            cases=Cases((case, frozenset(orjson.loads(row["watched"]))) for case, row in cases),
            seen=SeenEvents((row["key"], row["content"]) for row in rows[SEEN_EVENTS.name] if not row["refused"]),
            agenda=Agenda(_waiting(rows, clock)),
        )


def state_from(told: Mapping[str, Any], as_now: Callable[[str, str], str]) -> StateRows:
    """Return the state that `StateRows.json` wrote; `as_now` makes of a table's body one that this release reads."""
    rows = {table.name: [_row_told(row) for row in told.get(table.name, ())] for table in STATE}
    for name in NOUNS:
        for row in rows[name]:
            row["body"] = as_now(name, row["body"])
    for row in rows[PEOPLE.name]:
        row.update(found_by(noun_from_json(Employee, orjson.loads(row["body"]))))
    return StateRows(rows=rows, clock=told["clock"])


def state_in(connection: Connection, company: str, clock: str) -> StateRows:
    """Return the state of a company as its rows have it."""
    rows = {table.name: list(rows_in(connection, company, table)) for table in STATE}
    return StateRows(rows=rows, clock=clock)


def rows_in(connection: Connection, company: str, table: Table) -> Iterator[Row]:
    """Yield the rows of a company in a table of the state, by their keys."""
    names = names_of(table)
    for row in connection.execute(ALL[table.name], {"company": company}):
        yield {name: bytes(value) if name in BYTES else value for name, value in zip(names, row, strict=True)}


def write_state(connection: Connection, company: str, state: StateRows) -> None:
    """Put a state in the place of the one that a company has; its clock is for whoever writes the company's row."""
    for table in STATE:
        connection.execute(GONE[table.name], {"company": company})
        rows = [{"company": company, **row} for row in state.rows[table.name]]
        if rows:
            connection.execute(table.insert(), rows)


def state_of(
    register: Register,
    seen: Iterable[tuple[bytes, bytes, int, bool]],
    addresses: Mapping[tuple[str, str], str] = NOWHERE,
) -> StateRows:
    """Return the state that a register in memory holds, as rows.

    Args:
        register: the state.
        seen: key, content, position, and whether it was refused, of each event; the register knows no positions.
        addresses: by person and kind where somebody is reached; the register knows none of it.

    """
    waiting = register.agenda.waiting()
    cases = [*register.case_table.open_by_id().values(), *register.case_table.over()]
    reached = None if waiting.reached is None else waiting.reached.isoformat()
    ticks = [[serial, moment.isoformat()] for serial, moment in waiting.ticks]
    events = [{"key": key, "content": told, "position": at, "refused": refused} for key, told, at, refused in seen]
    found: dict[str, list[Row]] = {
        PEOPLE.name: [_person_row(each, waiting) for each in register.people().values()],
        CASES.name: [_case_row(each, register, waiting) for each in cases],
        TASKS.name: [row for each in cases for row in _task_rows(each)],
        WATCHES.name: [
            {"person": person, "case_id": each.id} for each in cases for person in register.watched(each.id)
        ],
        DELEGATIONS.name: list(_delegation_rows(register)),
        ADDRESSES.name: [{"person": person, "kind": kind, "value": told} for (person, kind), told in addresses.items()],
        SEEN_EVENTS.name: events,
    }
    rows = {table.name: sorted(found[table.name], key=lambda row, of=table: key_of(of, row)) for table in STATE}  # type: ignore[misc]
    clock = {"reached": reached, "serial": waiting.serial, "ticks": ticks}
    return StateRows(rows=rows, clock=orjson.dumps(clock).decode())


def _person_row(employee: Employee, waiting: Waiting) -> Row:
    return {
        "id": employee.id,
        "body": _text(employee),
        "duty_at": waiting.wakes.get(("duty", employee.id)),
        "absent": employee.absence_opens is not None,
        **found_by(employee),
    }


def _case_row(case: Case, register: Register, waiting: Waiting) -> Row:
    return {
        "id": case.id,
        "employee": case.employee,
        "number": int(case.id.rpartition("/")[2]),
        "state": case.state,
        "last_day": None if case.last_day is None else case.last_day.isoformat(),
        "policy": case.policy,
        "body": _text(altered(case, tasks=NO_TASKS)),
        "wake_at": waiting.wakes.get(("case", case.id)),
        "put_serial": waiting.put.get(case.id),
        "watched": orjson.dumps(sorted(register.watched(case.id))).decode(),
    }


def _task_rows(case: Case) -> Iterator[Row]:
    for place, task in enumerate(case.tasks.values()):
        yield {
            "case_id": case.id,
            "place": place,
            "id": task.id,
            "state": task.state,
            "person": task.turns[0].person if task.turns else None,
            "due": None if task.due == NOT_YET else task.due.isoformat(),
            "body": _text(task),
        }


def _delegation_rows(register: Register) -> Iterator[Row]:
    for principal, told in register.people_table.all_delegations().items():
        for place, each in enumerate(told):
            yield {"principal": principal, "place": place, "delegate": each.delegate, "body": _text(each)}


NOUNS: Mapping[str, type] = MappingProxyType(
    {PEOPLE.name: Employee, CASES.name: Case, TASKS.name: Task, DELEGATIONS.name: Delegation}
)


def same_body(table: str, one: str, other: str) -> bool:
    """Return whether two bodies of a table's rows tell the same noun, the order of its mappings too."""
    return one == other or _written_alike(NOUNS[table], one) == _written_alike(NOUNS[table], other)


def _written_alike(kind: type, body: str) -> str | None:
    try:
        return _text(noun_from_json(kind, orjson.loads(body)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _text(noun: object) -> str:
    return noun_bytes(noun).decode()


def _case(body: str, tasks: Mapping[str, Task]) -> Case:
    return altered(noun_from_json(Case, orjson.loads(body)), tasks=MappingProxyType(dict(tasks)))


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["employee"], row["number"]))


def _waiting(rows: Mapping[str, list[Row]], clock: Mapping[str, Any]) -> Waiting:
    wakes: dict[tuple[Sleeper, str], float] = {
        **{("case", row["id"]): row["wake_at"] for row in rows[CASES.name] if row["wake_at"] is not None},
        **{("duty", row["id"]): row["duty_at"] for row in rows[PEOPLE.name] if row["duty_at"] is not None},
    }
    return Waiting(
        wakes=wakes,
        serial=clock["serial"],
        ticks=tuple((serial, datetime.fromisoformat(moment)) for serial, moment in clock["ticks"]),
        put={row["id"]: row["put_serial"] for row in rows[CASES.name] if row["put_serial"] is not None},
        reached=None if clock["reached"] is None else datetime.fromisoformat(clock["reached"]),
    )


def _row_json(row: Row) -> Row:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _row_told(row: Mapping[str, Any]) -> Row:
    return {name: bytes.fromhex(value) if name in BYTES else value for name, value in row.items()}
