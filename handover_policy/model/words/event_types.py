"""Event types: what may be told, one row each (contract section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from handover_policy.model import events

Concerns: TypeAlias = Literal["person", "case", "clock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A type of event: its name, how people call it, whom it concerns, and the class of what it tells.

    `opens` says that it opens a case where there is none, `by_fact` that it does so without anybody having given
    notice; `after_closing` that a closed case still takes it, `claims` that clauses are evaluated at it.
    """

    name: str
    written: Mapping[str, str]
    concerns: Concerns
    data: type[events.EventData]
    opens: bool = False
    by_fact: bool = False
    after_closing: bool = False
    claims: bool = False


_ROWS = (
    EventType(
        name="employee.hired",
        written={"zh": "入职", "en": "hiring"},
        concerns="person",
        data=events.EmployeeHired,
    ),
    EventType(
        name="employee.changed",
        written={"zh": "信息变更", "en": "news of the employee"},
        concerns="person",
        data=events.EmployeeChanged,
    ),
    EventType(
        name="agreement.signed",
        written={"zh": "签署条款", "en": "signature of clauses"},
        concerns="person",
        data=events.AgreementSigned,
    ),
    EventType(
        name="profile.updated",
        written={"zh": "更新工作档案", "en": "update of the work profile"},
        concerns="person",
        data=events.ProfileUpdated,
    ),
    EventType(
        name="document.uploaded",
        written={"zh": "上传资料", "en": "upload"},
        concerns="person",
        data=events.DocumentUploaded,
    ),
    EventType(
        name="resignation.submitted",
        written={"zh": "提出离职", "en": "resignation"},
        concerns="case",
        data=events.ResignationSubmitted,
        opens=True,
    ),
    EventType(
        name="resignation.withdrawn",
        written={"zh": "撤回离职", "en": "withdrawal"},
        concerns="case",
        data=events.ResignationWithdrawn,
    ),
    EventType(
        name="departure.declared",
        written={"zh": "宣布离职", "en": "declaration of departure"},
        concerns="case",
        data=events.DepartureDeclared,
        opens=True,
    ),
    EventType(
        name="last_day.changed",
        written={"zh": "变更最后工作日", "en": "change of the last day"},
        concerns="case",
        data=events.LastDayChanged,
    ),
    EventType(
        name="employee.absent",
        written={"zh": "缺勤", "en": "absence"},
        concerns="case",
        data=events.EmployeeAbsent,
        opens=True,
        by_fact=True,
    ),
    EventType(
        name="successor.assigned",
        written={"zh": "指定接替者", "en": "naming of a successor"},
        concerns="case",
        data=events.SuccessorAssigned,
    ),
    EventType(
        name="task.submitted",
        written={"zh": "提交", "en": "submission"},
        concerns="case",
        data=events.TaskSubmitted,
    ),
    EventType(
        name="task.confirmed",
        written={"zh": "确认", "en": "confirmation"},
        concerns="case",
        data=events.TaskConfirmed,
    ),
    EventType(
        name="task.returned",
        written={"zh": "退回", "en": "return"},
        concerns="case",
        data=events.TaskReturned,
    ),
    EventType(
        name="task.waived",
        written={"zh": "豁免", "en": "waiver"},
        concerns="case",
        data=events.TaskWaived,
    ),
    EventType(
        name="task.reopened",
        written={"zh": "重新打开", "en": "reopening"},
        concerns="case",
        data=events.TaskReopened,
        after_closing=True,
    ),
    EventType(
        name="sheet.signed",
        written={"zh": "签署确认单", "en": "signature of the sheet"},
        concerns="case",
        data=events.SheetSigned,
    ),
    EventType(
        name="loss.recorded",
        written={"zh": "登记损失", "en": "loss"},
        concerns="case",
        data=events.LossRecorded,
        after_closing=True,
        claims=True,
    ),
    EventType(
        name="severance.owed",
        written={"zh": "登记应付经济补偿", "en": "severance owed"},
        concerns="case",
        data=events.SeveranceOwed,
        after_closing=True,
    ),
    EventType(
        name="employee.left",
        written={"zh": "离开", "en": "leaving"},
        concerns="case",
        data=events.EmployeeLeft,
        opens=True,
        by_fact=True,
        claims=True,
    ),
    EventType(
        name="delegation.recorded",
        written={"zh": "登记代理", "en": "delegation"},
        concerns="person",
        data=events.DelegationRecorded,
    ),
    EventType(
        name="clock.ticked",
        written={"zh": "时钟", "en": "clock"},
        concerns="clock",
        data=events.ClockTicked,
    ),
)
EVENT_TYPES: Mapping[str, EventType] = MappingProxyType({row.name: row for row in _ROWS})
"""Every type of event by its name, in the order in which messages list them."""

OF_A_CASE = frozenset(row.name for row in _ROWS if row.concerns == "case")
OF_A_PERSON = frozenset(row.name for row in _ROWS if row.concerns == "person")
OPENING = frozenset(row.name for row in _ROWS if row.opens)
OPENED_BY_FACT = frozenset(row.name for row in _ROWS if row.by_fact)
AFTER_CLOSING = frozenset(row.name for row in _ROWS if row.after_closing)
EVALUATING_CLAIMS = frozenset(row.name for row in _ROWS if row.claims)


def data_class(kind: str) -> type[events.EventData]:
    """Return the class of what events of a type tell; `Untold` for a type that nobody knows."""
    row = EVENT_TYPES.get(kind)
    return events.Untold if row is None else row.data
