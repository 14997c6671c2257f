"""Cases: every case of each person, those that are over packed, and the people that open ones depend on."""

from __future__ import annotations

import copyreg
import pickle
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from handover_policy.model.altered import noun_of, values_of
from handover_policy.model.case import Case, Done, Gate, Planned, Step, Task
from handover_policy.model.claims import Breach, Claim, ClaimDecision, Loss
from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import Period
from handover_policy.model.employee import Awaited, Employee, Section
from handover_policy.model.items import ItemColumn, ItemList
from handover_policy.model.sheet import Objection, Sheet, Signature

NOBODY: frozenset[str] = frozenset()


def shown_again(kept: dict[object, object]) -> MappingProxyType[object, object]:
    """Return a read-only view of an unpacked mapping; pickle finds no name for the type itself."""
    return MappingProxyType(kept)


def _as_row(noun: object) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    kind = type(noun)
    return noun_of, (kind, *values_of(noun))


NOUNS = (
    Case,
    Task,
    Step,
    Done,
    Planned,
    Gate,
    Unmet,
    Claim,
    Sheet,
    Signature,
    Objection,
    Loss,
    Breach,
    ClaimDecision,
    Period,
    Awaited,
    Employee,
    Section,
    ItemList,
    ItemColumn,
)


PACKERS: Mapping[type, Callable[[Any], Any]] = {
    **copyreg.dispatch_table,
    MappingProxyType: lambda shown: (shown_again, (dict(shown),)),
    **dict.fromkeys(NOUNS, _as_row),
}


class CasePickler(pickle.Pickler):
    """Packs cases: nouns as rows of their fields, read-only mappings as the mappings they show."""

    dispatch_table = PACKERS


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


def unpacked(content: bytes) -> Case:
    """Return the case that `packed` made bytes of."""
    case: Case = pickle.loads(zlib.decompress(content))  # noqa: S301 - packed by this module itself
    return case


class Cases:
    """The table of cases, in memory; cases that are over are kept packed, for they are seldom asked for."""

    def __init__(self, rows: Iterable[tuple[Case, frozenset[str]]] = ()) -> None:
        """Start with the cases of a saved state, each with the people it depends on, or with none."""
        self._open: dict[str, Case] = {}
        self._over: dict[str, bytes] = {}
        self._of: dict[str, tuple[str, ...]] = {}
        self._watchers: dict[str, set[str]] = {}
        self._watched: dict[str, frozenset[str]] = {}
        for case, watched in rows:
            self.put(case, watched)

    def get(self, name: str) -> Case | None:
        """Return a case by its id, open or over."""
        case = self._open.get(name)
        if case is None and name in self._over:
            return unpacked(self._over[name])
        return case

    def of(self, person: str) -> tuple[str, ...]:
        """Return the ids of all cases of a person, the oldest first."""
        return self._of.get(person, ())

    def put(self, case: Case, watched: frozenset[str]) -> None:
        """Take in a case, in the place of the one with its id, and the people it depends on while it is open."""
        name, still_open = case.id, case.state == "open"
        self._watch(name, watched if still_open else NOBODY)
        if name not in self._open and name not in self._over:
            self._of[case.employee] = (*self.of(case.employee), name)
        self._over.pop(name, None)
        if still_open:
            self._open[name] = case
        else:
            self._open.pop(name, None)
            self._over[name] = packed(case)

    def open_by_id(self) -> Mapping[str, Case]:
        """Return the open cases by id."""
        return MappingProxyType(self._open)

    def over(self) -> Iterable[Case]:
        """Return the cases that are over."""
        return map(unpacked, self._over.values())

    def watched(self, name: str) -> frozenset[str]:
        """Return the people that an open case depends on."""
        return self._watched.get(name, NOBODY)

    def watching(self, person: str) -> Collection[str]:
        """Return the ids of the open cases that depend on a person."""
        return self._watchers.get(person, NOBODY)

    def _watch(self, name: str, people: frozenset[str]) -> None:
        """Let a case depend on these people, and on none of those before; mostly they are the same."""
        before = self._watched.get(name, NOBODY)
        if before == people:
            return
        if people:
            self._watched[name] = people
        else:
            del self._watched[name]
        for person in before - people:
            self._watchers[person].discard(name)
            if not self._watchers[person]:
                del self._watchers[person]
        for person in people - before:
            self._watchers.setdefault(person, set()).add(name)
