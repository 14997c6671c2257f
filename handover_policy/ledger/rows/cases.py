"""CaseRows: the cases of a company as rows, their tasks apart; those used lately held in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson
from sqlalchemy import BindParameter, bindparam, delete, func, literal_column, select

from handover_policy.decide.state.nouns import noun_bytes, noun_from_json
from handover_policy.ledger.rows.access import COMPANY, MOST_AT_ONCE, NAMES, Access
from handover_policy.ledger.rows.kept import Kept
from handover_policy.ledger.tables import CASES, TASKS, WATCHES
from handover_policy.model.altered import altered
from handover_policy.model.case import NOT_YET, Case, Task

NOBODY: frozenset[str] = frozenset()
NO_TASKS: Mapping[str, Task] = MappingProxyType({})
GONE_CASE: BindParameter[str] = bindparam("gone_case")
COLUMNS = (CASES.c.id, CASES.c.body, CASES.c.wake_at, CASES.c.put_serial, CASES.c.watched)
SOME = select(*COLUMNS).where(CASES.c.company == COMPANY, CASES.c.id.in_(NAMES))
SOME_TASKS = (
    select(TASKS.c.case_id, TASKS.c.body)
    .where(TASKS.c.company == COMPANY, TASKS.c.case_id.in_(NAMES))
    .order_by(TASKS.c.case_id, TASKS.c.place)
)
OF_PEOPLE = (
    select(CASES.c.employee, CASES.c.id)
    .where(CASES.c.company == COMPANY, CASES.c.employee.in_(NAMES))
    .order_by(CASES.c.employee, CASES.c.number)
)
WATCHING = select(WATCHES.c.person, WATCHES.c.case_id).where(WATCHES.c.company == COMPANY, WATCHES.c.person.in_(NAMES))
# By a literal: only then the index of open cases is taken, and those that are over are not gone through.
IS_OPEN = (CASES.c.company == COMPANY, CASES.c.state == literal_column("'open'"))
OPEN = select(CASES.c.id).where(*IS_OPEN).order_by(CASES.c.id)
ANY_OPEN = select(CASES.c.id).where(*IS_OPEN).limit(1)
OPEN_UNDER = select(CASES.c.policy, func.min(CASES.c.id)).where(*IS_OPEN).group_by(CASES.c.policy)
OVER = select(CASES.c.id).where(CASES.c.company == COMPANY, CASES.c.state != "open").order_by(CASES.c.id)
NO_TASKS_BEYOND = delete(TASKS).where(
    TASKS.c.company == COMPANY, TASKS.c.case_id == GONE_CASE, TASKS.c.place >= bindparam("gone_place")
)
NO_WATCH = delete(WATCHES).where(
    WATCHES.c.company == COMPANY, WATCHES.c.person == bindparam("gone_person"), WATCHES.c.case_id == GONE_CASE
)


@dataclass(slots=True)
class StoredCase:
    """A case with what stands beside it; `stored` is the case as the database has it, None where it has none."""

    case: Case
    watched: frozenset[str]
    wake_at: float | None = None
    put_serial: int | None = None
    stored: Case | None = None
    stored_watched: frozenset[str] = NOBODY


class CaseRows:
    """The table of cases, over rows."""

    def __init__(self, access: Access, most: int) -> None:
        """Take how rows are reached, and how many cases are held in memory."""
        self._access, self.most = access, most
        self._cases: Kept[StoredCase] = Kept(most)
        self._of: Kept[tuple[str, ...]] = Kept(most)
        self._watching: Kept[set[str]] = Kept(most)
        self._open = OpenCases(self, access)

    def row(self, name: str) -> StoredCase | None:
        """Return the row of a case."""
        rows = self._cases.rows
        if name not in rows:
            self.fetch((name,))
        return rows[name]

    def get(self, name: str) -> Case | None:
        """Return a case by its id, open or over."""
        row = self.row(name)
        return None if row is None else row.case

    def of(self, person: str) -> tuple[str, ...]:
        """Return the ids of all cases of a person, the oldest first."""
        rows = self._of.rows
        if person not in rows:
            self._fetch_of((person,))
        return rows[person] or ()

    def put(self, case: Case, watched: frozenset[str]) -> None:
        """Take in a case, in the place of the one with its id, and the people it depends on while it is open."""
        row = self.row(case.id)
        watched = watched if case.state == "open" else NOBODY
        if row is None:
            self._of.hold(case.employee, (*self.of(case.employee), case.id))
            row = StoredCase(case, NOBODY)
        self._watch(case.id, row.watched, watched)
        row.case, row.watched = case, watched
        self._cases.change(case.id, row)

    def open_by_id(self) -> Mapping[str, Case]:
        """Return the open cases by id, each read when it is asked for."""
        return self._open

    def open_under(self) -> Mapping[str, str]:
        """Return by version of the policy one of the open cases that began under it."""
        self.flush()
        return MappingProxyType(dict(sorted(map(tuple, self._access.rows(OPEN_UNDER)))))

    def over(self) -> Iterable[Case]:
        """Return the cases that are over."""
        self.flush()
        names = [name for (name,) in self._access.rows(OVER)]
        return (case for name in names if (case := self.get(name)) is not None)

    def watched(self, name: str) -> frozenset[str]:
        """Return the people that an open case depends on."""
        row = self.row(name)
        return NOBODY if row is None else row.watched

    def watching(self, person: str) -> Collection[str]:
        """Return the ids of the open cases that depend on a person."""
        return self._watchers(person)

    def wakes(self, name: str) -> float | None:
        """Return when a case is next to be looked at."""
        row = self.row(name)
        return None if row is None else row.wake_at

    def sleep(self, name: str, stamp: float | None) -> None:
        """Note when a case is next to be looked at."""
        row = self.row(name)
        if row is not None and row.wake_at != stamp:
            row.wake_at = stamp
            self._cases.change(name, row)

    def unwritten_wakes(self) -> Mapping[str, float | None]:
        """Return when the cases that wait to be written are next to be looked at."""
        rows = self._cases.rows
        return {name: row.wake_at for name in self._cases.changed if (row := rows[name]) is not None}

    def put_serial(self, name: str) -> int | None:
        """Return how many clock events there had been when a case was touched last; None where none moves it."""
        row = self.row(name)
        return None if row is None else row.put_serial

    def touch(self, name: str, serial: int | None) -> None:
        """Note how many clock events there were when a case was touched."""
        row = self.row(name)
        if row is not None and row.put_serial != serial:
            row.put_serial = serial
            self._cases.change(name, row)

    def fetch(self, names: Collection[str]) -> None:
        """Hold these cases that are not held yet."""
        missing = self._cases.missing(names)
        if not missing:
            return
        tasks: dict[str, dict[str, Task]] = {name: {} for name in missing}
        for case_id, body in self._tasks_of(missing):
            task = noun_from_json(Task, orjson.loads(body))
            tasks[case_id][task.id] = task
        for name in missing:
            self._cases.hold(name, None)
        for name, body, wake_at, put_serial, watched in self._access.rows_of(SOME, missing):
            bare = noun_from_json(Case, orjson.loads(body))
            case = altered(bare, tasks=MappingProxyType(tasks[name]))
            people = frozenset(orjson.loads(watched))
            self._cases.hold(name, StoredCase(case, people, wake_at, put_serial, case, people))

    def _tasks_of(self, names: Collection[str]) -> Iterator[tuple[str, str]]:
        return self._access.rows_of(SOME_TASKS, names)

    def fetch_of(self, people: Collection[str]) -> None:
        """Hold all cases of these people, and which open cases depend on them, not what these hold: few events ask."""
        self._fetch_of(people)
        self._fetch_watching(people)
        self.fetch({name for person in people for name in self.of(person)})

    def flush(self) -> None:
        """Write what has changed: of a case's tasks only those that are others than the database has."""
        changed = [(name, row) for name in self._cases.changed if (row := self._cases.rows[name]) is not None]
        self._access.upsert(CASES, [_case_row(row) for _, row in changed])
        self._access.upsert(TASKS, [each for _, row in changed for each in _changed_tasks(row)])
        shorter = [
            {"gone_case": name, "gone_place": len(row.case.tasks)}
            for name, row in changed
            if row.stored is not None and len(row.stored.tasks) > len(row.case.tasks)
        ]
        self._access.write(NO_TASKS_BEYOND, shorter)
        gone = [(name, person) for name, row in changed for person in sorted(row.stored_watched - row.watched)]
        self._access.write(NO_WATCH, [{"gone_person": person, "gone_case": name} for name, person in gone])
        come = [(name, person) for name, row in changed for person in sorted(row.watched - row.stored_watched)]
        self._access.write(WATCHES.insert(), [{"person": person, "case_id": name} for name, person in come])
        for _, row in changed:
            row.stored, row.stored_watched = row.case, row.watched
        self._cases.written()

    def holds(self, name: str) -> bool:
        """Return whether a case is held in memory."""
        return name in self._cases.rows

    def let_go(self) -> None:
        """Let go of the cases read first."""
        self._cases.let_go()
        self._of.let_go()
        self._watching.let_go()

    def _watchers(self, person: str) -> set[str]:
        if person not in self._watching.rows:
            self._fetch_watching((person,))
        return self._watching.rows[person] or set()

    def _watch(self, name: str, before: frozenset[str], after: frozenset[str]) -> None:
        if before == after:
            return
        for person in before - after:
            self._watching.hold(person, self._watchers(person) - {name})
        for person in after - before:
            self._watching.hold(person, self._watchers(person) | {name})

    def _fetch_of(self, people: Collection[str]) -> None:
        for person in (missing := self._of.missing(people)):
            self._of.hold(person, ())
        for person, name in self._access.rows_of(OF_PEOPLE, missing):
            self._of.hold(person, (*(self._of.rows[person] or ()), name))

    def _fetch_watching(self, people: Collection[str]) -> None:
        found: dict[str, set[str]] = {person: set() for person in self._watching.missing(people)}
        for person, name in self._access.rows_of(WATCHING, list(found)):
            found[person].add(name)
        for person, names in found.items():
            self._watching.hold(person, names)


def _case_row(row: StoredCase) -> dict[str, object]:
    case = row.case
    return {
        "id": case.id,
        "employee": case.employee,
        "number": int(case.id.rpartition("/")[2]),
        "state": case.state,
        "last_day": None if case.last_day is None else case.last_day.isoformat(),
        "policy": case.policy,
        "body": noun_bytes(altered(case, tasks=NO_TASKS)).decode(),
        "wake_at": row.wake_at,
        "put_serial": row.put_serial,
        "watched": orjson.dumps(sorted(row.watched)).decode(),
    }


def _changed_tasks(row: StoredCase) -> Iterator[dict[str, object]]:
    before = [] if row.stored is None else list(row.stored.tasks.values())
    for place, task in enumerate(row.case.tasks.values()):
        if place < len(before) and before[place] is task:
            continue
        turn = task.turns
        yield {
            "case_id": row.case.id,
            "place": place,
            "id": task.id,
            "state": task.state,
            "person": turn[0].person if turn else None,
            "due": None if task.due == NOT_YET else task.due.isoformat(),
            "body": noun_bytes(task).decode(),
        }


class OpenCases(Mapping[str, Case]):
    """The open cases by id: looked up one by one; going through all of them reads all rows."""

    def __init__(self, cases: CaseRows, access: Access) -> None:
        """Take the table of cases."""
        self._cases, self._access = cases, access

    def __getitem__(self, name: str) -> Case:
        case = self._cases.get(name)
        if case is None or case.state != "open":
            raise KeyError(name)
        return case

    def __bool__(self) -> bool:
        self._cases.flush()
        return bool(self._access.rows(ANY_OPEN))

    def __iter__(self) -> Iterator[str]:
        self._cases.flush()
        names = [name for (name,) in self._access.rows(OPEN)]
        for start in range(0, len(names), MOST_AT_ONCE):
            self._cases.fetch(names[start : start + MOST_AT_ONCE])
            yield from names[start : start + MOST_AT_ONCE]

    def __len__(self) -> int:
        self._cases.flush()
        return len(self._access.rows(OPEN))
