"""Events of a case: whether it may be opened or goes on, what the event does, and everything that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover_policy.decide.carrying import carry_others, put_back, take_up
from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.decided import Decided, decision_on
from handover_policy.decide.handover import acts, departure, sheet
from handover_policy.decide.moment import Moment
from handover_policy.decide.owing import announced_to, missed_by
from handover_policy.decide.stages import carry_on, settle
from handover_policy.model.altered import altered
from handover_policy.model.case import Loss, Task
from handover_policy.model.employee import Employee
from handover_policy.model.events_of_cases import LossRecorded, SeveranceOwed, TaskAct
from handover_policy.model.words.event_types import AFTER_CLOSING, OPENED_BY_FACT, OPENING

CHANGES_WHO_IS_HERE = frozenset({"employee.left", "employee.absent", "departure.declared"})
"""Events after which somebody may no longer stand for a party in other cases."""


def case_event(moment: Moment) -> Decided:
    """Apply an event of a case, then carry on the case and every other that depends on the same person."""
    work = _case_meant(moment)
    ACTS[moment.event.type](work, work.event.told)
    work.trigger(moment.event.type, _named_task(work))
    carry_on(work)
    put_back(moment, work)
    person = moment.event.subject
    missed = missed_by(moment, person)
    effects = [*work.effects, *missed, *announced_to(moment, person, missed)]
    works = {work.case.id: work}
    if _matters_elsewhere(work):
        others = carry_others(moment)
        works |= others
        for other in others.values():
            effects.extend(other.effects)
    decision = decision_on(moment.event, "applied", work.case.id, work.book, effects)
    return Decided(decision=decision, works=works, book=work.book)


def _case_meant(moment: Moment) -> CaseWork:
    """Return the work on the case the event is for, opened where it may open one; raises Refused."""
    register, kind = moment.register, moment.event.type
    employee = register.employee(moment.event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=moment.event.subject[:200])
    case = register.case_of(moment.event.subject)
    if case is not None and case.state == "open":
        work = take_up(moment, case, moved=True)
        _may_open_again(work)
        _in_order(work)
        settle(work)
        return work
    gone_already = case is not None and employee.left and kind in OPENED_BY_FACT
    if kind in OPENING and not gone_already:
        return _opened(moment, employee, again=case is not None)
    if case is None or kind not in AFTER_CLOSING or case.state == "withdrawn":
        raise Refused("no-open-case")
    work = take_up(moment, case, moved=True)
    _in_order(work)
    return work


def _opened(moment: Moment, employee: Employee, *, again: bool) -> CaseWork:
    leaving = altered(employee, departures=employee.departures + 1)
    work = departure.open_case(moment.books, moment.register, moment.event, leaving, moment.day)
    if again and employee.left:
        work.problem("rehire-missing")
    return work


def _may_open_again(work: CaseWork) -> None:
    """Refuse a second opening, unless it gives a declared case or an absence its cause (contract 2.4)."""
    kind, opened_by = work.event.type, work.case.opened_by
    allowed = (
        kind not in OPENING
        or kind in OPENED_BY_FACT
        or (kind == "resignation.submitted" and opened_by != "resignation.submitted")
        or (kind == "departure.declared" and opened_by in OPENED_BY_FACT)
    )
    if not allowed:
        raise Refused("case-already-open", case=work.case.id)


def _in_order(work: CaseWork) -> None:
    if work.event.time.astimezone(work.book.zone).date() < work.case.arrival:
        raise Refused("out-of-order", arrival=work.case.arrival.isoformat())


def _named_task(work: CaseWork) -> Task | None:
    told = work.event.told
    return work.case.tasks.get(told.task) if isinstance(told, TaskAct) else None


def _matters_elsewhere(work: CaseWork) -> bool:
    """Return whether what happened may change who is here, and so who stands for a party in other cases."""
    before, case = work.before, work.case
    if before is None or work.event.type in CHANGES_WHO_IS_HERE:
        return True
    return (before.state, before.last_day, before.cause) != (case.state, case.last_day, case.cause)


def _record_loss(work: CaseWork, told: LossRecorded) -> None:
    loss = Loss(amount=told.amount, proven=told.proven, description=told.description)
    work.change(losses=(*work.case.losses, loss))


def _owe_severance(work: CaseWork, told: SeveranceOwed) -> None:  # noqa: ARG001 - one shape for all
    work.change(severance_owed=True)


ACTS: Mapping[str, Callable[[CaseWork, Any], None]] = {
    "resignation.submitted": departure.resign,
    "resignation.withdrawn": departure.withdraw,
    "departure.declared": departure.declare,
    "last_day.changed": departure.move_last_day,
    "employee.absent": departure.be_absent,
    "employee.left": departure.leave,
    "successor.assigned": departure.assign_successor,
    "task.submitted": acts.submit_or_confirm,
    "task.confirmed": acts.submit_or_confirm,
    "task.returned": acts.send_back,
    "task.waived": acts.waive,
    "task.reopened": acts.reopen,
    "sheet.signed": sheet.sign,
    "loss.recorded": _record_loss,
    "severance.owed": _owe_severance,
}
"""What each event of a case does."""
