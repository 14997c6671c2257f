"""CasePage: everything that the page of a departure shows, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acts.offering import CaseSituation, OfferedAct, offered_acts
from handover_policy.app.portal.case.documents import DocumentShown, documents_of
from handover_policy.app.portal.case.gates import GateShown, gates_shown
from handover_policy.app.portal.case.history import HistoryLine, history_lines
from handover_policy.app.portal.case.messages import MessageSent, MessagesReader, count_messages, messages_sent
from handover_policy.app.portal.case.reasons import Reasons, StatedReason
from handover_policy.app.portal.case.schedule import CaseSchedule, schedule_of
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.portal.case.tasks import TaskGroup, task_groups
from handover_policy.app.portal.case.told import CaseTold, ToldEvent, told_of
from handover_policy.app.portal.case.waiting import CaseWaiting, waiting_of
from handover_policy.app.portal.inbox import names_of
from handover_policy.app.portal.task import sheet_party
from handover_policy.app.portal.visitor import Visitor
from handover_policy.decide.casework import CaseWork
from handover_policy.model.case import Case
from handover_policy.model.claims import Claim
from handover_policy.model.employee import Employee
from handover_policy.texts.texts import Texts

MOST_SHOWN = 50
FEW_MESSAGES = 8
ANSWERS = frozenset({"resignation.withdrawn", "departure.withdrawn", "withdrawal.declined"})
CLOCK = "clock.ticked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StayAsked:
    """The leaver asks to stay, and nobody has answered; or the answer that it cannot be."""

    row: ToldEvent
    reason: str
    answer: ToldEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A departure as its page shows it; `seen` is the newest act in it, which forms bring back."""

    case: Case
    employee: Employee | None
    manager: str | None
    names: Mapping[str, str]
    waiting: CaseWaiting | None
    schedule: CaseSchedule | None
    groups: Sequence[TaskGroup]
    gates: Sequence[GateShown]
    claims: Sequence[Claim]
    documents: Sequence[DocumentShown]
    history: Sequence[HistoryLine]
    history_count: int
    reminders: Sequence[HistoryLine]
    reminder_count: int
    messages: Sequence[MessageSent]
    message_count: int
    reasons: Mapping[tuple[str, str | None], StatedReason]
    offered: Sequence[OfferedAct]
    stay: StayAsked | None
    late: int
    done: int
    total: int
    seen: int
    signed: bool
    signs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMet:
    """A case as a visitor meets it, with what its page and its acts are made from."""

    view: View
    visitor: Visitor
    case: Case
    work: CaseWork
    told: CaseTold
    stay: StayAsked | None

    @property
    def situation(self) -> CaseSituation:
        """The case as acts are offered in it."""
        waiting = self.stay is not None and self.stay.answer is None
        asked = (self.stay.reason if self.stay is not None else "") if waiting else None
        return CaseSituation(view=self.view, visitor=self.visitor, case=self.case, work=self.work, asked_to_stay=asked)


def met_case(view: View, visitor: Visitor, case: Case) -> CaseMet:
    """Return a case as a visitor meets it."""
    told = told_of(view, case.id)
    return CaseMet(view=view, visitor=visitor, case=case, work=taken_up(view, case), told=told, stay=stay_asked(told))


def case_page(met: CaseMet, words: Texts, *, whole: bool = False) -> CasePage:
    """Return what the page of a case shows; `whole` shows all of its history and messages."""
    view, case, told = met.view, met.case, met.told
    reasons, reader = Reasons(view, case, told, words), MessagesReader(visitor=met.visitor, words=words)
    lines = history_lines(view, case, told)
    told_lines = [each for each in lines if not each.reminder]
    reminders = [each for each in lines if each.reminder]
    handover = [task for task in case.handover_tasks if task.state != "cancelled"]
    employee = case.person or view.state.employee(case.employee)
    manager = None if employee is None else employee.attributes.get("manager")
    gates = gates_shown(view, case, met.work, words)
    explained = [("case", None), *(gate.explained for gate in gates)]
    found = {key: reason for key in explained if (reason := reasons.of(*key)) is not None}
    return CasePage(
        case=case,
        employee=employee,
        manager=view.called(manager) or manager if isinstance(manager, str) else None,
        names=names_of(view, [case]),
        waiting=waiting_of(view, case, met.work),
        schedule=schedule_of(case, view.today, view.policy.manifest.timezone),
        groups=task_groups(view, case, met.work),
        gates=gates,
        claims=tuple(case.claims.values()),
        documents=documents_of(view, case),
        history=told_lines if whole else told_lines[:MOST_SHOWN],
        history_count=len(told_lines),
        reminders=reminders if whole else reminders[:MOST_SHOWN],
        reminder_count=len(reminders),
        messages=messages_sent(view, told, reasons, reader, None if whole else FEW_MESSAGES),
        message_count=count_messages(told),
        reasons=found,
        offered=offered_acts(met.situation),
        stay=met.stay,
        late=sum(1 for task in case.tasks.values() if not task.finished and task.due < view.today),
        done=sum(1 for task in handover if task.finished),
        total=len(handover),
        seen=newest_act(told),
        signed=case.sheet is not None,
        signs=case.state == "open" and bool(sheet_party(view, met.visitor, case)),
    )


def newest_act(told: CaseTold) -> int:
    """Return the position of the newest act in a case; what the clock tells is none."""
    return next((row.position for row in reversed(told.rows) if row.own and row.type != CLOCK), 0)


def lines_between(met: CaseMet, after: int, before: int | None = None) -> Sequence[HistoryLine]:
    """Return what was done in a case beyond a position, the oldest first."""
    lines = history_lines(met.view, met.case, met.told)[::-1]
    acts = {row.position for row in met.told.rows if row.own and row.type != CLOCK}
    return [
        line
        for line in lines
        if line.position in acts and line.position > after and (before is None or line.position < before)
    ]


def stay_asked(told: CaseTold) -> StayAsked | None:
    """Return that the leaver asks to stay, with the answer where it was declined; None where they do not."""
    asked: StayAsked | None = None
    for row in told.rows:
        if not row.own:
            continue
        if row.type == "withdrawal.requested":
            asked = StayAsked(row=row, reason=str(row.data.get("reason") or ""))
        elif row.type in ANSWERS and asked is not None:
            declined = row.type == "withdrawal.declined"
            asked = StayAsked(row=asked.row, reason=asked.reason, answer=row) if declined else None
    return asked
