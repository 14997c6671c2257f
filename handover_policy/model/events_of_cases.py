"""Events of cases: a class for what each type tells, and beneath them a row a type (contract section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from handover_policy.model.events import EventData, EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(EventData):
    """What an event of a case tells; it may name the case by its id, else it is the newest employment's."""

    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignationSubmitted(CaseEvent):
    """The employee gives notice."""

    MOTIVE: ClassVar[str] = "reason"

    form: str
    cause: str = "resignation"
    requested_last_day: date | None = None
    reason: str | None = None
    unsettled_wages: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResignationWithdrawn(CaseEvent):
    """The notice is taken back, and the employer agrees."""

    ACTOR: ClassVar[str] = "accepted_by"

    accepted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureDeclared(CaseEvent):
    """The employer, or both sides, declare a departure; `reason` is on which ground and evidence."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    cause: str
    last_day: date
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested(CaseEvent):
    """The leaver asks to stay."""

    MOTIVE: ClassVar[str] = "reason"

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalDeclined(CaseEvent):
    """The employer does not agree that the leaver stays."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureWithdrawn(CaseEvent):
    """A departure that was declared, or opened by mistake, is taken back by the employer."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeReturned(CaseEvent):
    """Somebody who was told to be away or gone works here again from the day on."""

    ACTOR: ClassVar[str] = "by"

    on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDayChanged(CaseEvent):
    """Both sides agree on another last day."""

    ACTOR: ClassVar[str] = "agreed_by"
    MOTIVE: ClassVar[str] = "reason"

    last_day: date
    agreed_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeAbsent(CaseEvent):
    """Somebody stays away without a word, since a day."""

    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeLeft(CaseEvent):
    """Somebody no longer works here from the day on."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorAssigned(CaseEvent):
    """Somebody takes over: everything, or the `tasks` named, by the ids of rules or of tasks."""

    ACTOR: ClassVar[str] = "by"

    successor: str
    by: str
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAct(CaseEvent):
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
    """The first step of a task is done; `items` fills in its list of things."""

    items: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskConfirmed(TaskAct):
    """A later step of a task is done; `items` tells of each row of its list of things how it was found."""

    items: tuple[Mapping[str, object], ...] = ()


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
class SheetSigned(CaseEvent):
    """A party signs the sheet, whose digest may be quoted."""

    ACTOR: ClassVar[str] = "by"

    party: str
    by: str
    method: str
    on_behalf_of: str | None = None
    opinion: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetObjected(CaseEvent):
    """A party has something against the sheet."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    party: str
    by: str
    reason: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecided(CaseEvent):
    """Hr decides on a claim: dropped, agreed (with the employee's signed agreement) or disputed."""

    ACTOR: ClassVar[str] = "by"
    MOTIVE: ClassVar[str] = "reason"

    clause: str
    decision: str
    by: str
    reason: str
    amount: Decimal | None = None
    evidence: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRecorded(CaseEvent):
    """A clause was breached, proven or not."""

    ACTOR: ClassVar[str] = "by"

    clause: str
    by: str
    description: str
    proven: bool
    evidence: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRecorded(CaseEvent):
    """A loss, in the currency of the policy, proven or not."""

    amount: Decimal
    description: str
    proven: bool
    evidence: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveranceOwed(CaseEvent):
    """The employer owes severance."""

    amount: Decimal | None = None


OF_CASES = (
    EventType(name="resignation.submitted", concerns="case", data=ResignationSubmitted, opens=True),
    EventType(name="resignation.withdrawn", concerns="case", data=ResignationWithdrawn, back=True),
    EventType(name="departure.declared", concerns="case", data=DepartureDeclared, opens=True),
    EventType(name="withdrawal.requested", concerns="case", data=WithdrawalRequested, back=True),
    EventType(name="withdrawal.declined", concerns="case", data=WithdrawalDeclined),
    EventType(name="departure.withdrawn", concerns="case", data=DepartureWithdrawn, back=True),
    EventType(name="employee.returned", concerns="case", data=EmployeeReturned, back=True),
    EventType(name="last_day.changed", concerns="case", data=LastDayChanged),
    EventType(name="employee.absent", concerns="case", data=EmployeeAbsent, opens=True, by_fact=True),
    EventType(name="successor.assigned", concerns="case", data=SuccessorAssigned),
    EventType(name="task.submitted", concerns="case", data=TaskSubmitted),
    EventType(name="task.confirmed", concerns="case", data=TaskConfirmed),
    EventType(name="task.returned", concerns="case", data=TaskReturned),
    EventType(name="task.waived", concerns="case", data=TaskWaived),
    EventType(name="task.reopened", concerns="case", data=TaskReopened, after_closing=True),
    EventType(name="sheet.signed", concerns="case", data=SheetSigned, after_closing=True),
    EventType(name="sheet.objected", concerns="case", data=SheetObjected, after_closing=True),
    EventType(name="claim.decided", concerns="case", data=ClaimDecided, after_closing=True),
    EventType(name="breach.recorded", concerns="case", data=BreachRecorded, after_closing=True, claims=True),
    EventType(name="loss.recorded", concerns="case", data=LossRecorded, after_closing=True, claims=True),
    EventType(name="severance.owed", concerns="case", data=SeveranceOwed, after_closing=True),
    EventType(name="employee.left", concerns="case", data=EmployeeLeft, opens=True, by_fact=True, claims=True),
)
