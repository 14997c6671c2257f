"""What is kept beside open cases, held against the same worked out anew; and a register that keeps nothing."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.agendas import plan_messages
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.decide.evaluating.duties import duties, next_duty_day
from handover_policy.decide.evaluating.gates import evaluate_gates
from handover_policy.decide.handover.planning import replan_task
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.moment import local_day
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.stages import next_look
from handover_policy.decide.state.outlook import Outlook
from handover_policy.decide.state.register import Register
from handover_policy.engine.memo import Memo
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.events import Event
from tests.laws.judging import must
from tests.laws.settings import Trial, reader


class ForgetfulRegister(Register):
    """A register that works everything out anew at every event."""

    def outlook(self, case: Case) -> Outlook | None:  # noqa: ARG002 - whatever the case
        """Return nothing."""
        return None


def forget(book: Rulebook) -> None:
    """Let a rulebook work out everything anew."""
    book.task_plans, book.release_days, book.answers, book.held = Memo(), Memo(), Memo(), Memo()


def hold_kept(trial: Trial, told: bytes) -> int:
    """Raise LawBroken unless all that is kept comes out the same when it is worked out anew; return how much."""
    event = reader(trial.setting).read(told, 1)
    if isinstance(event, Unreadable):
        return 0
    held = 0
    for case in trial.register.open_cases():
        outlook = trial.register.outlook(case)
        if outlook is not None and outlook.book.base is trial.books.book(case.policy, case.arrival):
            held += _hold(trial, case, outlook, event)
    for person, employee in trial.register.people().items():
        book = trial.books.on(event.time.astimezone(trial.register.zone).date())
        day = event.time.astimezone(trial.register.zone).date()
        reckoner = DayReckoner(book.calendar)
        owed = [duty.due for duty in duties(employee, book, day, reckoner)]
        if owed and not employee.left:
            first, named = reckoner.shift(min(owed), Period(count=1, unit="day")), next_duty_day(employee, book, day)
            must(named is not None and named <= first, "the first duty is looked at in time", person, named, first)
    return held


def _anew(trial: Trial, case: Case, event: Event) -> CaseWork:
    employee = case.person or trial.register.people()[case.employee]
    base = trial.books.book(case.policy, case.arrival)
    forget(base)
    book = book_of_case(base, case, employee)
    forget(book)
    day = local_day(trial.register, event.time)
    here = trial.books.on(max(day, local_day(trial.register, case.now)))
    return CaseWork(
        case=altered(case), before=case, employee=employee, book=book, here=here, directory=trial.register, event=event
    )


def _hold(trial: Trial, case: Case, outlook: Outlook, event: Event) -> int:
    work = _anew(trial, case, event)
    if work.book is not outlook.book:  # others of the cases that lists are told by count now: nothing kept is used
        return 0
    must(outlook.unfinished == work.unfinished, "unfinished tasks are known", case.id)
    must(outlook.total == work.total, "tasks are counted", case.id)
    _, fresh = next_look(work)
    must(fresh is not None, "an open case has an outlook", case.id)
    if fresh is not None:
        must(outlook.moving == fresh.moving, "days on which time moves a task are known", outlook.moving, fresh.moving)
        must(outlook.sending == fresh.sending, "days of messages are known", outlook.sending, fresh.sending)
    if outlook.until is not None and outlook.planned and event.time < outlook.until:
        for task in case.tasks.values():
            if not task.finished:
                must(replan_task(work, task) is task, "tasks stand as they would be planned", task.id)
    evaluate_gates(work)
    if outlook.gates is not None and work.gates == outlook.gates:
        must(not work.effects and work.case.gates == case.gates, "gates on equal facts are as they were", case.id)
    if outlook.planned:
        _hold_agendas(_anew(trial, case, event))
    return 1


def _hold_agendas(work: CaseWork) -> None:
    """All messages planned anew are those that are planned."""
    case = work.before
    work.replanned = True
    plan_messages(work)
    for name, task in work.case.tasks.items():
        known = case.tasks[name].agenda if case is not None else ()
        must(
            task.finished or set(task.agenda) == set(known),
            "messages are planned for the days of the case",
            name,
            set(task.agenda) ^ set(known),
            work.case.sent,
        )
