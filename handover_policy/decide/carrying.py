"""Carrying cases: taken up for an event, put back after it, and every other case that the news concerns."""

from __future__ import annotations

from collections.abc import Collection

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.choosing import chosen_book
from handover_policy.decide.evaluating.duties import next_duty_day
from handover_policy.decide.facts import Surroundings
from handover_policy.decide.intake.renamed import by_names_here
from handover_policy.decide.moment import Moment, local_day
from handover_policy.decide.stages import carry_on, next_look
from handover_policy.decide.state.outlook import Outlook
from handover_policy.model.altered import altered
from handover_policy.model.case import Case


def take_up(moment: Moment, case: Case, *, moved: bool) -> CaseWork:
    """Return the work on an existing case; `moved` takes its time to the event's, never back (contract 2.2)."""
    register, event = moment.register, moment.event
    employee = case.person or register.people()[case.employee]
    reached = register.reached(case)
    shown = altered(case, now=max(reached, event.time) if moved else reached)
    told = by_names_here(event, moment.book_of(case).names, case.id)
    day, book = local_day(register, shown.now), moment.book_of(case)
    book = chosen_book(Surroundings(employee=employee, book=book, day=day, case=shown))
    return CaseWork(
        case=shown,
        before=case,
        employee=employee,
        book=book,
        here=moment.books.on(max(moment.day, day)),
        directory=register,
        event=told,
        outlook=register.outlook(case),
    )


def put_back(moment: Moment, work: CaseWork) -> None:
    """Take a case into the register as it stands now, with what it says of the person."""
    register, case = moment.register, work.case
    known = register.employee(case.employee)
    employee = work.employee if known is None or work.before is None else known
    if case.employment == employee.employment and case.cause != "transfer":
        left = case.state == "closed" or (case.state == "open" and case.leaver_gone)
        employee = employee if employee.left == left else altered(employee, left=left)
    moved = work.before is not None and work.before.last_day != case.last_day  # more or fewer duties were owed by then
    if moved or (employee is not known and employee != known):
        register.put_employee(employee, next_duty_day(employee, moment.books.on(work.day), work.day))
    wake, outlook = next_look(work)
    register.put_case(case, frozenset(work.watched) | {case.employee}, wake, outlook)


def pass_over(moment: Moment, work: CaseWork, outlook: Outlook) -> None:
    """Take a case back of which the event changed nothing but the moment."""
    moment.register.move_case(work.case, outlook)


def carry_others(moment: Moment, own: Collection[str] = (), person: str | None = None) -> dict[str, CaseWork]:
    """Carry on the cases that depend on a person (None: the event's), but its `own`.

    Return those that have something to say.
    """
    works = {}
    for name in moment.register.watching(person or moment.event.subject):
        case = moment.register.case(name) if name not in own else None
        if case is not None:
            work = take_up(moment, case, moved=False)
            carry_on(work)
            put_back(moment, work)
            if work.effects:
                works[case.id] = work
    return works
