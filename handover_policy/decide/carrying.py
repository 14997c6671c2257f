"""Carrying cases: taken up for an event, put back after it, and every other case that the news concerns."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.intake.renamed import by_names_here
from handover_policy.decide.judging.duties import next_duty_day
from handover_policy.decide.moment import Moment
from handover_policy.decide.stages import carry_on, next_look
from handover_policy.decide.state.outlook import Outlook
from handover_policy.model.altered import altered
from handover_policy.model.case import Case


def take_up(moment: Moment, case: Case, *, moved: bool) -> CaseWork:
    """Return the work on an existing case; `moved` takes its time to the event's, never back (contract 2.2)."""
    register, event = moment.register, moment.event
    employee = register.people()[case.employee]
    reached = register.reached(case)
    shown = altered(case, now=max(reached, event.time) if moved else reached)
    book = moment.book_of(case)
    told = by_names_here(event, book.names, case.id)
    return CaseWork(
        case=shown,
        before=case,
        employee=employee,
        book=book,
        directory=register,
        event=told,
        outlook=register.outlook(case),
    )


def put_back(moment: Moment, work: CaseWork) -> None:
    """Take a case into the register as it stands now, with what it says of the person."""
    register, case = moment.register, work.case
    left = _has_left(work)
    employee = work.employee if work.employee.left == left else altered(work.employee, left=left)
    known = register.employee(employee.id)
    if employee is not known and employee != known:
        register.put_employee(employee, next_duty_day(employee, moment.books.on(work.day), work.day))
    wake, outlook = next_look(work)
    register.put_case(case, frozenset(work.watched) | {case.employee}, wake, outlook)


def pass_over(moment: Moment, work: CaseWork, outlook: Outlook) -> None:
    """Take a case back of which the event changed nothing but the moment."""
    moment.register.move_case(work.case, outlook)


def carry_others(moment: Moment) -> dict[str, CaseWork]:
    """Carry on the cases of others that depend on the event's person; return those that have something to say."""
    person, works = moment.event.subject, {}
    for watching in moment.register.watching(person):
        case = moment.register.open_case(watching)
        if watching != person and case is not None:
            work = take_up(moment, case, moved=False)
            carry_on(work)
            put_back(moment, work)
            if work.effects:
                works[case.id] = work
    return works


def hired_again(work: CaseWork) -> bool:
    """Return whether the person was hired again after the departure this case is about."""
    return work.employee.hired_on > work.case.plan_day


def _has_left(work: CaseWork) -> bool:
    case, told = work.case, work.employee.left
    if hired_again(work):
        return told  # what becomes of the earlier departure says nothing of this employment
    if case.state == "withdrawn":
        return False
    if case.state == "closed":
        return told or case.cause != "transfer"
    return told or case.leaver_gone
