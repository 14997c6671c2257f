"""Events of cases: a class for what each type tells, and beneath them a row a type (contract section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from handover_policy.model.events import EventData, EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignationSubmitted(EventData):
    """The employee gives notice."""

    MOTIVE: ClassVar[str] = "reason"

    form: str
    cause: str = "resignation"
    requested_last_day: date | None = None
    reason: str | None = None
    unsettled_wages: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignationWithdrawn(EventData):
    """The notice is taken back, and the employer agrees."""

    ACTOR: ClassVar[str] = "accepted_by"

    accepted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureDeclared(EventData):
    """The employer, or both sides, declare a departure."""

    ACTOR: ClassVar[str] = "by"

    cause: str
    last_day: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDayChanged(EventData):
    """Both sides agree on another last day."""

    ACTOR: ClassVar[str] = "agreed_by"
    MOTIVE: ClassVar[str] = "reason"

    last_day: date
    agreed_by: str
    reason: str


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

    ACTOR: ClassVar[str] = "by"

    successor: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAct(EventData):
    """An act on a task, named by its id."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    task: str
    by: str
    on_behalf_of: str | None = None
    evidence: tuple[Mapping[str, object], ...] = ()
    remark: str | None = None
    reason: str | None = None


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

    ACTOR: ClassVar[str] = "by"

    party: str
    by: str
    method: str
    on_behalf_of: str | None = None
    opinion: str | None = None
    sha256: str | None = None


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


OF_CASES = (
    EventType(name="resignation.submitted", concerns="case", data=ResignationSubmitted, opens=True),
    EventType(name="resignation.withdrawn", concerns="case", data=ResignationWithdrawn),
    EventType(name="departure.declared", concerns="case", data=DepartureDeclared, opens=True),
    EventType(name="last_day.changed", concerns="case", data=LastDayChanged),
    EventType(name="employee.absent", concerns="case", data=EmployeeAbsent, opens=True, by_fact=True),
    EventType(name="successor.assigned", concerns="case", data=SuccessorAssigned),
    EventType(name="task.submitted", concerns="case", data=TaskSubmitted),
    EventType(name="task.confirmed", concerns="case", data=TaskConfirmed),
    EventType(name="task.returned", concerns="case", data=TaskReturned),
    EventType(name="task.waived", concerns="case", data=TaskWaived),
    EventType(name="task.reopened", concerns="case", data=TaskReopened, after_closing=True),
    EventType(name="sheet.signed", concerns="case", data=SheetSigned),
    EventType(name="loss.recorded", concerns="case", data=LossRecorded, after_closing=True, claims=True),
    EventType(name="severance.owed", concerns="case", data=SeveranceOwed, after_closing=True),
    EventType(name="employee.left", concerns="case", data=EmployeeLeft, opens=True, by_fact=True, claims=True),
)
