"""Register: everything the events have told so far; takes in what each decision changed."""

from __future__ import annotations

import copyreg
import heapq
import pickle
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee

SLOT = 32
HALF = 16
AT_ONCE = datetime(1900, 1, 1, tzinfo=UTC)
EMPTY = bytes(HALF)
NOBODY: frozenset[str] = frozenset()
TABLES = 256
FEWEST = 8
FULLEST = 0.8
"""How full a table may be; beyond that, looking a key up takes too many steps."""


class SeenEvents:
    """Which events occupied their id, with a digest of their content: some 45 bytes an event.

    Open-addressed tables of 32-byte slots, one for each first byte of the key. Each grows by a quarter, at its own
    time, so that hardly anything is kept empty and nothing large is ever copied.
    """

    __slots__ = ("_counts", "_tables")

    def __init__(self) -> None:
        """Start empty."""
        self._tables = [bytearray(SLOT * FEWEST) for _ in range(TABLES)]
        self._counts = [0] * TABLES

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


def _place(table: bytearray, key: bytes) -> int:
    """Return where a key stands in a table, or the free slot where it would."""
    slots = len(table) // SLOT
    slot = int.from_bytes(key[1:9], "little") % slots
    while True:
        place = slot * SLOT
        if table[place : place + HALF] in (key, EMPTY):
            return place
        slot = (slot + 1) % slots


def _grown(old: bytearray) -> bytearray:
    slots = len(old) // SLOT
    table = bytearray(SLOT * (slots + slots // 4 + 1))
    for start in range(0, len(old), SLOT):
        entry = old[start : start + SLOT]
        if entry[:HALF] != EMPTY:
            place = _place(table, bytes(entry[:HALF]))
            table[place : place + SLOT] = entry
    return table


def shown_again(kept: dict[object, object]) -> MappingProxyType[object, object]:
    """Return a read-only view of an unpacked mapping; pickle finds no name for the type itself."""
    return MappingProxyType(kept)


class CasePickler(pickle.Pickler):
    """Packs cases; read-only mappings are packed as the mappings they show."""

    dispatch_table = copyreg.dispatch_table | {MappingProxyType: lambda shown: (shown_again, (dict(shown),))}


class Gathered(list[bytes]):
    """Takes what a pickler writes."""

    def write(self, part: bytes) -> int:
        """Keep a part."""
        self.append(bytes(part))
        return len(part)


def packed(case: Case) -> bytes:
    """Return a case in few bytes."""
    written = Gathered()
    CasePickler(written, protocol=5).dump(case)
    return zlib.compress(b"".join(written), 6)


class Register:
    """The fold of all events: employees, cases, delegations, and when each next needs a look.

    It is the one thing here that changes; decisions are pure functions of what it answers. Cases that are over are
    kept packed: they are seldom asked for.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        """Start knowing nobody; `zone` tells when local days begin."""
        self.seen = SeenEvents()
        self.zone = zone
        self._employees: dict[str, Employee] = {}
        self._open: dict[str, Case] = {}
        self._over: dict[str, bytes] = {}
        self._delegations: dict[str, tuple[Delegation, ...]] = {}
        self._watchers: dict[str, set[str]] = {}
        self._watched: dict[str, frozenset[str]] = {}
        self._wake: dict[tuple[str, str], float] = {}
        self._heap: list[tuple[float, str, str]] = []
        self._serial = 0
        self._ticks: list[tuple[int, datetime]] = []
        self._put: dict[str, int] = {}

    def employee(self, person: str) -> Employee | None:
        """Return a person the events have told of."""
        return self._employees.get(person)

    def case_of(self, person: str) -> Case | None:
        """Return the newest case of a person, open or over."""
        case = self._open.get(person)
        if case is None and person in self._over:
            unpacked = pickle.loads(zlib.decompress(self._over[person]))  # noqa: S301 - packed by this object itself
            case = unpacked if isinstance(unpacked, Case) else None
        return case

    def open_case(self, person: str) -> Case | None:
        """Return the open case of a person; one that is over stays packed."""
        return self._open.get(person)

    def has_left(self, person: str, day: date) -> bool:
        """Return whether a person has left, or has an open case whose last day is before `day`."""
        employee = self._employees.get(person)
        if employee is None:
            return False
        case = self._open.get(person)
        past = (
            case is not None
            and case.last_day is not None
            and employee.hired_on <= case.last_day < day  # hired after it: the case is one of an earlier employment
            and case.cause != "transfer"
        )
        return employee.left or past

    def delegations(self, principal: str) -> tuple[Delegation, ...]:
        """Return who may act for a person."""
        return self._delegations.get(principal, ())

    def watching(self, person: str) -> tuple[str, ...]:
        """Return the employees in whose open cases a person holds, or might hold, a step; sorted."""
        return tuple(sorted(self._watchers.get(person, ())))

    def open_cases(self) -> Iterable[Case]:
        """Return every open case, by employee id."""
        return (self._open[person] for person in sorted(self._open))

    def people(self) -> dict[str, Employee]:
        """Return all persons by id; for reading only."""
        return self._employees

    def due(self, moment: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return, and forget, whose case and whose duties need a look by a moment; each sorted by employee id.

        Whoever is woken sets the next time when put back.
        """
        self._serial += 1
        while self._ticks and self._ticks[-1][1] <= moment:
            self._ticks.pop()
        self._ticks.append((self._serial, moment))
        stamp = moment.timestamp()
        found: dict[str, set[str]] = {"case": set(), "duty": set()}
        while self._heap and self._heap[0][0] <= stamp:
            at, kind, person = heapq.heappop(self._heap)
            if self._wake.get((kind, person)) == at:
                del self._wake[(kind, person)]
                found[kind].add(person)
        return tuple(sorted(found["case"])), tuple(sorted(found["duty"]))

    def owes(self, person: str, moment: datetime) -> bool:
        """Return whether a duty of a person may be found missed by a moment."""
        at = self._wake.get(("duty", person))
        return at is not None and at <= moment.timestamp()

    def reached(self, case: Case) -> datetime:
        """Return the moment a case stands at: clock events moved it while it was open, though none looked at it."""
        since = self._put.get(case.employee, self._serial)
        place = bisect_right(self._ticks, since, key=lambda tick: tick[0])
        return max([case.now, *(moment for _, moment in self._ticks[place : place + 1])])

    def put_employee(self, employee: Employee, duty_day: date | None) -> None:
        """Take in a person, and the local day on which a duty may be found missed."""
        self._employees[employee.id] = employee
        moment = None if duty_day is None else datetime.combine(duty_day, time(), tzinfo=self.zone)
        self._sleep("duty", employee.id, moment)

    def put_case(self, case: Case, watched: frozenset[str], wake: datetime | None) -> None:
        """Take in a case, the people it depends on, and when a clock event next changes it."""
        self._watch(case.employee, watched if case.state == "open" else NOBODY)
        self._open.pop(case.employee, None)
        self._over.pop(case.employee, None)
        self._put.pop(case.employee, None)
        if case.state != "open":
            self._over[case.employee] = packed(case)
            self._sleep("case", case.employee, None)
            return
        self._open[case.employee] = case
        self._put[case.employee] = self._serial
        # What waits for a moment that the case is past waits for any clock event, even one that is told late.
        self._sleep("case", case.employee, wake if wake is None or wake > case.now else AT_ONCE)

    def _watch(self, employee: str, people: frozenset[str]) -> None:
        """Let an employee's case depend on these people, and on none of those before; mostly they are the same."""
        before = self._watched.pop(employee, NOBODY)
        if people:
            self._watched[employee] = people
        for person in before - people:
            self._watchers[person].discard(employee)
            if not self._watchers[person]:
                del self._watchers[person]
        for person in people - before:
            self._watchers.setdefault(person, set()).add(employee)

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom."""
        self._delegations[delegation.principal] = (*self.delegations(delegation.principal), delegation)

    def _sleep(self, kind: str, person: str, moment: datetime | None) -> None:
        self._wake.pop((kind, person), None)
        if moment is not None:
            stamp = moment.timestamp()
            self._wake[(kind, person)] = stamp
            heapq.heappush(self._heap, (stamp, kind, person))
