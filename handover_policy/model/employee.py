"""Employee: a person as the events have told of them, with their work profile and what they signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias

Record: TypeAlias = Mapping[str, object]
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The records of one profile section, and the local day on which they were last told."""

    records: tuple[Record, ...]
    updated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A message of a person that belongs to no case and is to go out from a moment on.

    `planned` is the day that its rule names (None: it only waits for a workday), `occurrence` what it is about, `duty`
    and `missed` the duty and the days on which it was missed, the newest last, `repeat` counts its repeats from 0.
    """

    at: datetime
    planned: date | None
    notice: str
    occurrence: str
    case: str | None
    duty: str | None
    missed: tuple[date, ...]
    repeat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """A person; `attributes` are those of `employee.hired` and `employee.changed` (name, role, stage, manager, …).

    `known_since` is the local day of the first event about the person, or the one an import tells. `signed` holds
    clause ids, `uploads` the newest
    upload day by duty, `missed` the newest day reported as missed by duty. `left` is set by `employee.left`, by absence
    and by the end of a case that ends the employment; `employment` counts how often the person was hired, from 1.
    `awaited` are the messages that are to come, in their order.
    `away_since` is the first day of an absence that is no case yet, `absence_opens` the day at whose beginning it is.
    """

    id: str
    attributes: Mapping[str, object]
    hired_on: date
    known_since: date
    profile: Mapping[str, Section] = field(default_factory=lambda: MappingProxyType({}))
    signed: frozenset[str] = frozenset()
    uploads: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    missed: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    left: bool = False
    departures: int = 0
    away_since: date | None = None
    absence_opens: date | None = None
    employment: int = 1
    awaited: tuple[Awaited, ...] = ()

    @property
    def name(self) -> str:
        """Return the person's name, or the id where no name was told."""
        return str(self.attributes.get("name") or self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`principal` lets `delegate` act in their place, up to and with `until` (for good when None); `by` told it."""

    principal: str
    delegate: str
    until: date | None
    by: str
