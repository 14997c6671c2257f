"""ACTS: every act of the page of a departure: its event, what is filled in, and who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

FieldKind: TypeAlias = Literal[
    "day", "text", "amount", "person", "task", "tasks", "clause", "decision", "proven", "files"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActField:
    """Something that is filled in: the key of the event's data it becomes, and what may be typed."""

    name: str
    kind: FieldKind
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """An act: its name in texts and forms, the type of its event, and the key that tells who acts.

    `hr_only` says that managers do not do it, `undone_by` names the act that takes it back, where there is one.
    """

    name: str
    type: str
    fields: tuple[ActField, ...] = ()
    actor: str = ""
    hr_only: bool = False
    undone_by: str = ""


EVIDENCE = ActField(name="evidence", kind="files", required=False)
REASON = ActField(name="reason", kind="text")
TABLE = (
    CaseAct(
        name="assign-successor",
        type="successor.assigned",
        fields=(ActField(name="successor", kind="person"), ActField(name="tasks", kind="tasks", required=False)),
        actor="by",
        undone_by="assign-successor",
    ),
    CaseAct(
        name="change-last-day",
        type="last_day.changed",
        fields=(ActField(name="last_day", kind="day"), REASON),
        actor="agreed_by",
        undone_by="change-last-day",
    ),
    CaseAct(
        name="waive",
        type="task.waived",
        fields=(ActField(name="task", kind="task"), REASON),
        actor="by",
        undone_by="reopen",
    ),
    CaseAct(
        name="reopen",
        type="task.reopened",
        fields=(ActField(name="task", kind="task"), REASON),
        actor="by",
        undone_by="waive",
    ),
    CaseAct(
        name="record-absence",
        type="employee.absent",
        fields=(ActField(name="since", kind="day"),),
        undone_by="record-return",
    ),
    CaseAct(name="record-return", type="employee.returned", fields=(ActField(name="on", kind="day"),), actor="by"),
    CaseAct(
        name="record-leaving",
        type="employee.left",
        fields=(ActField(name="on", kind="day"),),
        undone_by="record-return",
    ),
    CaseAct(name="withdraw", type="departure.withdrawn", fields=(REASON,), actor="by"),
    CaseAct(
        name="record-loss",
        type="loss.recorded",
        fields=(
            ActField(name="amount", kind="amount"),
            ActField(name="description", kind="text"),
            ActField(name="proven", kind="proven"),
            EVIDENCE,
        ),
    ),
    CaseAct(
        name="record-severance",
        type="severance.owed",
        fields=(ActField(name="amount", kind="amount", required=False),),
    ),
    CaseAct(
        name="record-breach",
        type="breach.recorded",
        fields=(
            ActField(name="clause", kind="clause"),
            ActField(name="description", kind="text"),
            ActField(name="proven", kind="proven"),
            EVIDENCE,
        ),
        actor="by",
    ),
    CaseAct(
        name="decide-claim",
        type="claim.decided",
        fields=(
            ActField(name="clause", kind="clause"),
            ActField(name="decision", kind="decision"),
            ActField(name="amount", kind="amount", required=False),
            REASON,
            EVIDENCE,
        ),
        actor="by",
        hr_only=True,
        undone_by="decide-claim",
    ),
    CaseAct(name="agree-stay", type="resignation.withdrawn", actor="accepted_by"),
    CaseAct(name="agree-stay-declared", type="departure.withdrawn", actor="by"),
    CaseAct(name="decline-stay", type="withdrawal.declined", fields=(REASON,), actor="by"),
)
ACTS: Mapping[str, CaseAct] = MappingProxyType({act.name: act for act in TABLE})
