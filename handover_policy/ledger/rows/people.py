"""PeopleRows: the people of a company, and who may act for whom, as rows; those used lately held in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson
from sqlalchemy import bindparam, select

from handover_policy.decide.state.nouns import noun_bytes, noun_from_json
from handover_policy.ledger.rows.access import COMPANY, MOST_AT_ONCE, NAMES, Access
from handover_policy.ledger.rows.kept import Kept
from handover_policy.ledger.tables import DELEGATIONS, PEOPLE
from handover_policy.model.employee import Delegation, Employee

FOUND_BY = ("name", "manager", "department")
SOME = select(PEOPLE.c.id, PEOPLE.c.body, PEOPLE.c.duty_at).where(PEOPLE.c.company == COMPANY, PEOPLE.c.id.in_(NAMES))
ALL_IDS = select(PEOPLE.c.id).where(PEOPLE.c.company == COMPANY).order_by(PEOPLE.c.id)
ABSENT = select(PEOPLE.c.id).where(PEOPLE.c.company == COMPANY, PEOPLE.c.absent).limit(bindparam("most"))
ACTING = (
    select(DELEGATIONS.c.principal, DELEGATIONS.c.body)
    .where(DELEGATIONS.c.company == COMPANY, DELEGATIONS.c.principal.in_(NAMES))
    .order_by(DELEGATIONS.c.principal, DELEGATIONS.c.place)
)
ALL_ACTING = (
    select(DELEGATIONS.c.principal, DELEGATIONS.c.body)
    .where(DELEGATIONS.c.company == COMPANY)
    .order_by(DELEGATIONS.c.principal, DELEGATIONS.c.place)
)


def found_by(employee: Employee) -> dict[str, str | None]:
    """Return by what people look for somebody: columns beside the body; no database finds a text with U+0000 in it."""
    told = employee.attributes
    texts = {name: value for name in FOUND_BY if isinstance(value := told.get(name), str)}
    return {name: texts[name].replace("\0", "\ufffd") if name in texts else None for name in FOUND_BY}


@dataclass(slots=True)
class PersonRow:
    """A person, and when a duty of theirs may be found missed, in seconds since 1970."""

    employee: Employee
    duty_at: float | None


class PeopleRows:
    """The table of people, over rows."""

    def __init__(self, access: Access, most: int) -> None:
        """Take how rows are reached, and how many people are held in memory."""
        self._access = access
        self._people: Kept[PersonRow] = Kept(most)
        self._delegations: Kept[tuple[Delegation, ...]] = Kept(most)
        self._told: list[tuple[int, Delegation]] = []
        self._by_id = PeopleById(self, access)

    def row(self, person: str) -> PersonRow | None:
        """Return a person's row."""
        rows = self._people.rows
        if person not in rows:
            self.fetch((person,))
        return rows[person]

    def get(self, person: str) -> Employee | None:
        """Return a person."""
        row = self.row(person)
        return None if row is None else row.employee

    def put(self, employee: Employee) -> None:
        """Take in a person as they are now."""
        row = self.row(employee.id)
        self._people.change(employee.id, PersonRow(employee, None if row is None else row.duty_at))

    def wakes(self, person: str) -> float | None:
        """Return when a duty of a person may be found missed."""
        row = self.row(person)
        return None if row is None else row.duty_at

    def sleep(self, person: str, stamp: float | None) -> None:
        """Note when a duty of a person may be found missed."""
        row = self.row(person)
        if row is not None and row.duty_at != stamp:
            self._people.change(person, PersonRow(row.employee, stamp))

    def unwritten_wakes(self) -> Mapping[str, float | None]:
        """Return when duties of the people that wait to be written may be found missed."""
        rows = self._people.rows
        return {person: row.duty_at for person in self._people.changed if (row := rows[person]) is not None}

    def by_id(self) -> Mapping[str, Employee]:
        """Return all persons by id, each read when it is asked for."""
        return self._by_id

    def delegations(self, principal: str) -> tuple[Delegation, ...]:
        """Return who may act for a person, in the order told."""
        if principal not in self._delegations.rows:
            self.fetch_delegations((principal,))
        return self._delegations.rows[principal] or ()

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom, behind what was told before."""
        before = self.delegations(delegation.principal)
        self._told.append((len(before), delegation))
        self._delegations.hold(delegation.principal, (*before, delegation))

    def all_delegations(self) -> Mapping[str, tuple[Delegation, ...]]:
        """Return every delegation by the person acted for."""
        self.flush()
        found: dict[str, tuple[Delegation, ...]] = {}
        for principal, body in self._access.rows(ALL_ACTING):
            found[principal] = (*found.get(principal, ()), noun_from_json(Delegation, orjson.loads(body)))
        return MappingProxyType(found)

    def fetch(self, people: Collection[str]) -> None:
        """Hold the rows of these people that are not held yet."""
        for person in (missing := self._people.missing(people)):
            self._people.hold(person, None)
        for person, body, duty_at in self._access.rows_of(SOME, missing):
            self._people.hold(person, PersonRow(noun_from_json(Employee, orjson.loads(body)), duty_at))

    def fetch_delegations(self, people: Collection[str]) -> None:
        """Hold who may act for these people, where that is not held yet."""
        for principal in (missing := self._delegations.missing(people)):
            self._delegations.hold(principal, None)
        for principal, body in self._access.rows_of(ACTING, missing):
            before = self._delegations.rows[principal] or ()
            self._delegations.hold(principal, (*before, noun_from_json(Delegation, orjson.loads(body))))

    def an_absence_waits(self) -> bool:
        """Return whether an absence of anybody waits to become a departure."""
        changed = [row for person in self._people.changed if (row := self._people.rows[person]) is not None]
        if any(row.employee.absence_opens is not None for row in changed):
            return True
        waiting = self._access.rows(ABSENT, most=len(changed) + 1)
        return any(person not in self._people.changed for (person,) in waiting)

    def flush(self) -> None:
        """Write what has changed."""
        rows = [
            {
                "id": person,
                "body": noun_bytes(row.employee).decode(),
                "duty_at": row.duty_at,
                "absent": row.employee.absence_opens is not None,
                **found_by(row.employee),
            }
            for person in self._people.changed
            if (row := self._people.rows[person]) is not None
        ]
        self._access.upsert(PEOPLE, rows)
        self._people.written()
        told = [
            {
                "principal": delegation.principal,
                "place": place,
                "delegate": delegation.delegate,
                "body": noun_bytes(delegation).decode(),
            }
            for place, delegation in self._told
        ]
        self._access.upsert(DELEGATIONS, told)
        self._told.clear()

    def let_go(self) -> None:
        """Let go of the people read first."""
        self._people.let_go()
        self._delegations.let_go()


class PeopleById(Mapping[str, Employee]):
    """All people by id: looked up one by one; going through all of them reads all rows."""

    def __init__(self, people: PeopleRows, access: Access) -> None:
        """Take the table of people."""
        self._people, self._access = people, access

    def __getitem__(self, person: str) -> Employee:
        found = self._people.get(person)
        if found is None:
            raise KeyError(person)
        return found

    def __iter__(self) -> Iterator[str]:
        self._people.flush()
        people = [person for (person,) in self._access.rows(ALL_IDS)]
        for start in range(0, len(people), MOST_AT_ONCE):
            self._people.fetch(people[start : start + MOST_AT_ONCE])
            yield from people[start : start + MOST_AT_ONCE]

    def __len__(self) -> int:
        self._people.flush()
        return len(self._access.rows(ALL_IDS))
