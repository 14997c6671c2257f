"""The four tables of the state, as the register asks them: held in memory here, or as rows of a database elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol, TypeAlias

from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee

Sleeper: TypeAlias = Literal["case", "duty"]
"""What a clock event wakes: a case, by its id, or a duty of a person."""


class Waiting(NamedTuple):
    """Everything that waits for the clock.

    Args:
        wakes: when each case and duty is next to be looked at, in seconds since 1970.
        serial: how many clock events there were.
        ticks: those that no later one reached beyond, each with its place among all of them.
        put: by case, how many there had been when it was touched last.
        reached: the latest moment that any event told of.

    """

    wakes: Mapping[tuple[Sleeper, str], float] = MappingProxyType({})
    serial: int = 0
    ticks: tuple[tuple[int, datetime], ...] = ()
    put: Mapping[str, int] = MappingProxyType({})
    reached: datetime | None = None


class PeopleTable(Protocol):
    """The people, and who may act for whom."""

    def get(self, person: str) -> Employee | None:
        """Return a person."""

    def put(self, employee: Employee) -> None:
        """Take in a person as they are now."""

    def by_id(self) -> Mapping[str, Employee]:
        """Return all persons by id."""

    def delegations(self, principal: str) -> tuple[Delegation, ...]:
        """Return who may act for a person, in the order told."""

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom, behind what was told before."""

    def an_absence_waits(self) -> bool:
        """Return whether an absence of anybody waits to become a departure."""

    def all_delegations(self) -> Mapping[str, tuple[Delegation, ...]]:
        """Return every delegation by the person acted for."""


class CaseTable(Protocol):
    """Every case of each person, and the people that each open case depends on."""

    def get(self, name: str) -> Case | None:
        """Return a case by its id, open or over."""

    def of(self, person: str) -> tuple[str, ...]:
        """Return the ids of all cases of a person, the oldest first."""

    def put(self, case: Case, watched: frozenset[str]) -> None:
        """Take in a case, in the place of the one with its id, and the people it depends on."""

    def open_by_id(self) -> Mapping[str, Case]:
        """Return the open cases by id."""

    def over(self) -> Iterable[Case]:
        """Return the cases that are over."""

    def watched(self, name: str) -> frozenset[str]:
        """Return the people that an open case depends on."""

    def watching(self, person: str) -> Iterable[str]:
        """Return the ids of the open cases that depend on a person."""


class SeenTable(Protocol):
    """The ids that events have occupied: 16 bytes of source and id, and 16 of the content."""

    def find(self, key: bytes) -> bytes | None:
        """Return the content kept under a key; None where the key is free."""

    def add(self, key: bytes, content: bytes) -> None:
        """Keep a content under a key."""

    def rows(self) -> Iterable[tuple[bytes, bytes]]:
        """Return every key with its content."""


class AgendaTable(Protocol):
    """When each case and each duty next needs a look, and the clock events that moved all of them."""

    def reach(self, moment: datetime) -> None:
        """Note the moment of an event."""

    def reached(self) -> datetime | None:
        """Return the latest moment told of; None where nothing was told."""

    def tick(self, moment: datetime) -> None:
        """Note a clock event."""

    def due(self, moment: datetime, most: int | None = None) -> Iterable[tuple[Sleeper, str]]:
        """Return, and forget, what is to be looked at by a moment: the earliest first, at most so many."""

    def wakes(self, kind: Sleeper, person: str) -> float | None:
        """Return when something is to be looked at, in seconds since 1970; None where nothing waits."""

    def sleep(self, kind: Sleeper, person: str, stamp: float | None) -> None:
        """Note when something is next to be looked at."""

    def touch(self, case: str) -> None:
        """Note that a case stands at its own moment now: only later clock events move it."""

    def forget(self, case: str) -> None:
        """Note that clock events no longer move a case."""

    def moved_to(self, case: str) -> datetime | None:
        """Return the latest moment to which clock events have moved a case since it was touched."""

    def waiting(self) -> Waiting:
        """Return everything that waits."""
