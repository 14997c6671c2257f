"""Events: what happened to an employee, as a source system told it (CloudEvents 1.0); a class for what each type tells.

The names of fields are those of the JSON keys, but where a key is a word of Python (`from`); `event_reading.read_data`
makes the nouns from JSON values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """What an event of some type tells; `actor` is whoever acted by it, `reason` why, where its type says so."""

    KEYS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The JSON keys of fields that are called otherwise."""

    @property
    def actor(self) -> str:
        """Return who acted, empty where the type does not say."""
        return ""

    @property
    def motive(self) -> str:
        """Return the reason given, empty where there is none."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold(EventData):
    """Nothing that is understood: an event of a type that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTicked(EventData):
    """Time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeHired(EventData):
    """A person begins to work here; `attributes` holds all that was told, the day of hiring included."""

    hired_on: date
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeChanged(EventData):
    """News of a person: only what has changed."""

    hired_on: date | None = None
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
class ResignationSubmitted(EventData):
    """The employee gives notice."""

    form: str
    cause: str = "resignation"
    requested_last_day: date | None = None
    reason: str | None = None
    unsettled_wages: Decimal | None = None

    @property
    def motive(self) -> str:
        """Return the reason given."""
        return self.reason or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignationWithdrawn(EventData):
    """The notice is taken back, and the employer agrees."""

    accepted_by: str

    @property
    def actor(self) -> str:
        """Return who accepted it."""
        return self.accepted_by


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureDeclared(EventData):
    """The employer, or both sides, declare a departure."""

    cause: str
    last_day: date
    by: str

    @property
    def actor(self) -> str:
        """Return who declared it."""
        return self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDayChanged(EventData):
    """Both sides agree on another last day."""

    last_day: date
    agreed_by: str
    reason: str

    @property
    def actor(self) -> str:
        """Return who agreed to it."""
        return self.agreed_by

    @property
    def motive(self) -> str:
        """Return the reason given."""
        return self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeAbsent(EventData):
    """Somebody stays away without a word, since a day."""

    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeLeft(EventData):
    """Somebody no longer works here from the day on."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorAssigned(EventData):
    """Somebody takes over."""

    successor: str
    by: str

    @property
    def actor(self) -> str:
        """Return who assigned the successor."""
        return self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAct(EventData):
    """An act on a task, named by its id."""

    task: str
    by: str
    on_behalf_of: str | None = None
    evidence: tuple[Mapping[str, object], ...] = ()
    remark: str | None = None
    reason: str | None = None

    @property
    def actor(self) -> str:
        """Return who acted."""
        return self.by

    @property
    def motive(self) -> str:
        """Return the reason given."""
        return self.reason or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSubmitted(TaskAct):
    """The first step of a task is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskConfirmed(TaskAct):
    """A later step of a task is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReturned(TaskAct):
    """A task is sent back: to its first step, or to the step of `to`, a party or a person."""

    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWaived(TaskAct):
    """A task need not be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReopened(TaskAct):
    """A task that was done or waived is to be done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSigned(EventData):
    """A party signs the sheet, whose digest may be quoted."""

    party: str
    by: str
    method: str
    on_behalf_of: str | None = None
    opinion: str | None = None
    sha256: str | None = None

    @property
    def actor(self) -> str:
        """Return who signed."""
        return self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRecorded(EventData):
    """A loss, in the currency of the policy, proven or not."""

    amount: Decimal
    description: str
    proven: bool
    evidence: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveranceOwed(EventData):
    """The employer owes severance."""

    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRecorded(EventData):
    """One person may act for another, until a day or for good."""

    KEYS: ClassVar[Mapping[str, str]] = MappingProxyType({"principal": "from", "delegate": "to"})

    principal: str
    delegate: str
    by: str
    until: date | None = None

    @property
    def actor(self) -> str:
        """Return who recorded it."""
        return self.by


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
