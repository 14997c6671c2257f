"""Events of a case: whether it may be opened or goes on, what the event does, and everything that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover_policy.decide.carrying import carry_others, put_back, take_up
from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.decided import Decided, decision_on
from handover_policy.decide.departing import absences, claiming, departure, severance, ways_back
from handover_policy.decide.departing.away import ABSENT
from handover_policy.decide.departing.employment import case_meant, keep_people
from handover_policy.decide.departing.leaps import no_leap
from handover_policy.decide.evaluating.duties import next_duty_day
from handover_policy.decide.handover import acts, signing, succession
from handover_policy.decide.handover.out_of_turn import no_such_task
from handover_policy.decide.moment import Moment
from handover_policy.decide.owing import announced_to, missed_by
from handover_policy.decide.stages import carry_on, settle
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Task
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import CaseEvent, DepartureDeclared, SeveranceOwed, TaskAct
from handover_policy.model.words.event_types import AFTER_CLOSING, OPENED_BY_FACT, OPENING

CHANGES_WHO_IS_HERE = frozenset({"employee.left", "employee.absent", "employee.returned", "departure.declared"})
"""Events after which somebody may no longer stand for a party in other cases."""
TELLS_ONCE = frozenset(
    {
        "claim.decided",
        "employee.absent",
        "employee.left",
        "last_day.changed",
        "severance.owed",
        "sheet.objected",
        "successor.assigned",
    }
)
"""Events of which nobody hears once more where they say what is known, however often they come (contract 2.7)."""


def case_event(moment: Moment) -> Decided:
    """Apply an event of a case, then carry on the case and every other that depends on the same person."""
    noted = _noted(moment)
    if noted is not None:
        return noted
    work = _work_meant(moment)
    stood = altered(work.case) if work.before is not None else None
    ACTS[moment.event.type](work, work.event.told)
    waits = moment.event.type == ABSENT and work.case.away_since is not None
    if not waits and (work.case != stood or moment.event.type not in TELLS_ONCE):
        work.trigger(moment.event.type, _named_task(work), person=succession.named_by(work.event.told))
    carry_on(work)
    put_back(moment, work)
    person = moment.event.subject
    missed = missed_by(moment, person)
    effects = [*work.effects, *missed, *announced_to(moment, person, missed)]
    works = {work.case.id: work}
    if _matters_elsewhere(work):
        others = carry_others(moment, {work.case.id})
        works |= others
        for other in others.values():
            effects.extend(other.effects)
    decision = decision_on(moment.event, "applied", work.case.id, work.book, effects)
    return Decided(decision=decision, works=works, book=work.book)


def _noted(moment: Moment) -> Decided | None:
    """Return what follows from an absence that is no case yet, told of or ended; None for every other event."""
    register, event = moment.register, moment.event
    employee = register.employee(event.subject)
    changed = absences.without_case(moment, employee) if employee is not None else None
    if employee is None or changed is None:
        return None
    if employee.away_since is not None:
        no_leap(moment)
    noted, problems = changed
    register.put_employee(noted, next_duty_day(noted, moment.book, moment.day))
    missed = missed_by(moment, event.subject)
    effects = [*problems, *missed, *announced_to(moment, event.subject, missed)]
    return Decided(decision=decision_on(event, "applied", None, moment.book, effects), book=moment.book)


def _work_meant(moment: Moment) -> CaseWork:
    """Return the work on the case the event is for, opened where it may open one; raises Refused."""
    register, event = moment.register, moment.event
    employee = register.employee(event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=event.subject[:200])
    if employee.away_since is not None and not absences.stands_for_itself(event):
        no_leap(moment)
        begun = absences.opened_by_absence(moment, employee)
        if begun is not None:
            _may_open_again(begun)
            return begun
    case = case_meant(register, event)
    newest = register.case_of(event.subject)
    if case is None and isinstance(event.told, TaskAct) and newest is not None:
        raise no_such_task(newest, event.told.task)
    if case is not None and case.state == "open" and not _begins_next(case, event):
        no_leap(moment, case)
        work = take_up(moment, case, moved=True)
        _may_open_again(work)
        _in_order(work)
        settle(work)
        return work
    if event.type in OPENING and not _gone_already(case, employee, event) and not _names_case(event):
        return _opened(moment, employee)
    return _after_closing(moment, case)


def _after_closing(moment: Moment, case: Case | None) -> CaseWork:
    """Return the work on a closed case that still takes an event."""
    kind = moment.event.type
    if case is None:
        raise _no_case(moment)
    if case.state == "withdrawn":
        raise Refused("no-open-case", reason="withdrawn", case=case.id, act=kind)
    still_open = _is_about_open_task(case, moment.event)
    if not (kind in AFTER_CLOSING or kind == "employee.left" or still_open):
        raise Refused("no-open-case", reason="closed", case=case.id, act=kind, taken=tuple(sorted(AFTER_CLOSING)))
    work = take_up(moment, case, moved=True)
    _in_order(work)
    if still_open:
        settle(work)
    return work


def _no_case(moment: Moment) -> Refused:
    """Return why there is no case for an event: it names none there is, means an earlier one, or nobody leaves."""
    event = moment.event
    cases = moment.register.cases_of(event.subject)
    if cases and _names_case(event):
        return Refused("no-open-case", reason="unknown", act=event.type, known=tuple(case.id for case in cases))
    earlier = tuple(case.id for case in cases if case.state == "open")
    if earlier:
        return Refused("no-open-case", reason="earlier", act=event.type, case=earlier[-1])
    return Refused("no-open-case", reason="none", act=event.type)


def _is_about_open_task(case: Case, event: Event) -> bool:
    """Return whether an event is about a task that the end of its case has left open."""
    task = case.tasks.get(event.told.task) if isinstance(event.told, TaskAct) else None
    return task is not None and not task.finished


def _names_case(event: Event) -> bool:
    return isinstance(event.told, CaseEvent) and event.told.case is not None


def _begins_next(case: Case, event: Event) -> bool:
    """Return whether an event begins the next case: a transfer ends no employment and stands in nobody's way."""
    told = event.told
    again = isinstance(told, DepartureDeclared) and told.cause == "transfer"
    return case.cause == "transfer" and event.type in OPENING and not again and not _names_case(event)


def _gone_already(case: Case | None, employee: Employee, event: Event) -> bool:
    """Return whether an event only tells again that somebody is gone whose departure is over."""
    return case is not None and case.state == "closed" and employee.left and event.type in OPENED_BY_FACT


def _opened(moment: Moment, employee: Employee) -> CaseWork:
    told, leaving = moment.event.told, altered(employee, departures=employee.departures + 1)
    if not (isinstance(told, DepartureDeclared) and told.cause == "transfer"):
        leaving = absences.settled(leaving)
    if employee.left:
        leaving = altered(leaving, left=False, employment=employee.employment + 1)
        keep_people(moment.register, employee, leaving, moment.day)
    work = departure.open_case(moment.books, moment.register, moment.event, leaving, moment.day)
    if employee.left:
        work.problem("rehire-missing")
    return work


def _may_open_again(work: CaseWork) -> None:
    """Refuse a second opening, unless it takes the open case over (contract 2.4)."""
    case, told, kind = work.case, work.event.told, work.event.type
    if kind not in OPENING or kind in OPENED_BY_FACT:
        return
    ended = case.last_day is not None and work.day > case.last_day and case.opened_by not in OPENED_BY_FACT
    if isinstance(told, DepartureDeclared):
        earlier = case.last_day is not None and told.last_day < case.last_day and not ended
        allowed = told.cause != "transfer" and (
            told.cause == "death" or case.opened_by in OPENED_BY_FACT or (earlier and case.cause != "death")
        )
    else:
        allowed = case.opened_by != "resignation.submitted" and case.cause != "death" and not ended
    if not allowed:
        raise Refused("case-already-open", case=case.id)


def _in_order(work: CaseWork) -> None:
    case, day = work.case, work.event.time.astimezone(work.book.zone).date()
    # What was told while an absence waited may come late: it counts from the day the absence began.
    waited = case.opened_by == ABSENT and case.absent_since is not None and day >= case.absent_since
    if day < case.arrival and not waited:
        raise Refused("out-of-order", reason="arrival", arrival=work.case.arrival.isoformat())


def _named_task(work: CaseWork) -> Task | None:
    told = work.event.told
    if isinstance(told, SeveranceOwed):
        return severance.severance_task(work)
    return work.case.tasks.get(told.task) if isinstance(told, TaskAct) else None


def _matters_elsewhere(work: CaseWork) -> bool:
    """Return whether what happened may change who is here, and so who stands for a party in other cases."""
    before, case = work.before, work.case
    if before is None or work.event.type in CHANGES_WHO_IS_HERE:
        return True
    return (before.state, before.last_day, before.cause) != (case.state, case.last_day, case.cause)


ACTS: Mapping[str, Callable[[CaseWork, Any], None]] = {
    "resignation.submitted": departure.resign,
    "resignation.withdrawn": ways_back.withdraw_resignation,
    "withdrawal.requested": ways_back.ask_to_stay,
    "withdrawal.declined": ways_back.decline_stay,
    "departure.withdrawn": ways_back.withdraw_departure,
    "employee.returned": ways_back.come_back,
    "departure.declared": departure.declare,
    "last_day.changed": departure.move_last_day,
    "employee.absent": departure.be_absent,
    "employee.left": departure.leave,
    "successor.assigned": succession.assign_successor,
    "task.submitted": acts.submit_or_confirm,
    "task.confirmed": acts.submit_or_confirm,
    "task.returned": acts.send_back,
    "task.waived": acts.waive,
    "task.reopened": acts.reopen,
    "sheet.signed": signing.sign,
    "sheet.objected": signing.object_to,
    "loss.recorded": claiming.record_loss,
    "breach.recorded": claiming.record_breach,
    "claim.decided": claiming.decide_claim,
    "severance.owed": severance.owe,
}
"""What each event of a case does."""
