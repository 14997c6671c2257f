"""Events: what happened to an employee, as a source system told it (CloudEvents 1.0); here those that need no case.

A class for what each type tells, and beneath them a row a type. The names of fields are those of the JSON keys, but
where a key is a word of Python (`from`); `event_reading.read_data` makes the nouns from JSON values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from handover_policy.model.words.word import Word

Concerns: TypeAlias = Literal["person", "case", "clock"]
ADDRESSES_KEY = "addresses"
"""Where a person is reached stands under this key of an event; it is no attribute, so that no rule knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """What an event of some type tells."""

    KEYS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The JSON keys of fields that are called otherwise."""
    ACTOR: ClassVar[str] = ""
    """The field that tells who acted, empty where the type does not say."""
    MOTIVE: ClassVar[str] = ""
    """The field that tells why, empty where the type does not say."""

    @property
    def actor(self) -> str:
        """Return who acted, empty where it is not said."""
        return getattr(self, self.ACTOR) if self.ACTOR else ""

    @property
    def motive(self) -> str:
        """Return the reason given, empty where there is none."""
        return (getattr(self, self.MOTIVE) if self.MOTIVE else "") or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType(Word):
    """A type of event: its name, whom it concerns, and the class of what it tells.

    `opens` says that it opens a case where there is none, `by_fact` that it does so without anybody having given
    notice; `back` that it takes a departure back, or asks to; `after_closing` that a closed case still takes it,
    `claims` that clauses are evaluated at it.
    """

    concerns: Concerns
    data: type[EventData]
    opens: bool = False
    by_fact: bool = False
    after_closing: bool = False
    back: bool = False
    claims: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `source` and `id` identify it, `time` carries its offset.

    `data` holds the JSON values as they were told, for conditions that name them; `told` is what they mean.
    """

    source: str
    id: str
    type: str
    subject: str
    time: datetime
    written_time: str
    data: Mapping[str, object]
    digest: bytes
    told: EventData


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold(EventData):
    """Nothing that is understood: an event of a type that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeHired(EventData):
    """A person begins to work here; `attributes` holds all that was told, the day of hiring included.

    `known_since` is told where somebody is taken over from elsewhere: before that day nothing is owed.
    """

    hired_on: date
    known_since: date | None = None
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeChanged(EventData):
    """News of a person: only what has changed."""

    hired_on: date | None = None
    known_since: date | None = None
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(EventData):
    """Clauses signed, by their ids, with the digest of the text that was shown."""

    clauses: tuple[str, ...]
    policy_version: str
    sha256: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdated(EventData):
    """A section of the work profile, all of its records."""

    section: str
    records: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentUploaded(EventData):
    """A file handed in, and the duty it meets where it meets one."""

    path: str
    sha256: str
    size: int
    duty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRecorded(EventData):
    """One person may act for another, until a day or for good."""

    ACTOR: ClassVar[str] = "by"

    KEYS: ClassVar[Mapping[str, str]] = MappingProxyType({"principal": "from", "delegate": "to"})

    principal: str
    delegate: str
    by: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTicked(EventData):
    """Time has passed; at most so many cases and people are looked at, the others by further clock events."""

    most: int | None = None


OF_PEOPLE = (
    EventType(name="employee.hired", concerns="person", data=EmployeeHired),
    EventType(name="employee.changed", concerns="person", data=EmployeeChanged),
    EventType(name="agreement.signed", concerns="person", data=AgreementSigned),
    EventType(name="profile.updated", concerns="person", data=ProfileUpdated),
    EventType(name="document.uploaded", concerns="person", data=DocumentUploaded),
)
OF_THE_OFFICE = (
    EventType(name="delegation.recorded", concerns="person", data=DelegationRecorded),
    EventType(name="clock.ticked", concerns="clock", data=ClockTicked),
)
