"""The tick: time moves every open case, and finds the duties that people have missed (contract 2.2)."""

from __future__ import annotations

from datetime import date, timedelta

from handover_policy.decide.carrying import carry_others, put_back, take_up
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.decided import Decided, decision_on
from handover_policy.decide.departing.absences import opened_by_absence
from handover_policy.decide.departing.employment import leap
from handover_policy.decide.departing.leaps import no_leap, something_waits
from handover_policy.decide.evaluating.duties import next_duty_day
from handover_policy.decide.moment import Moment
from handover_policy.decide.owing import announced_to, missed_by, reminded_of
from handover_policy.decide.stages import carry_on, settle
from handover_policy.model.effects import Effect
from handover_policy.model.events import ClockTicked


def tick(moment: Moment) -> Decided:
    """Move every open case: those that a day or a message waits for are looked at, the others have nothing to say.

    Where the event says how many at most, the others wait for the next clock event of the same moment.
    """
    register, book = moment.register, moment.book
    if leap(register, moment.event.time) and something_waits(register):
        no_leap(moment)
    effects: list[Effect] = []
    told = moment.event.told
    cases, owing = register.due(moment.event.time, told.most if isinstance(told, ClockTicked) else None)
    works = _opened(moment, owing)
    away = [work.case.employee for work in works.values()]
    for case in [case for name in cases if (case := register.case(name)) is not None]:
        work = take_up(moment, case, moved=True)
        settle(work)
        carry_on(work)
        put_back(moment, work)
        works[case.id] = work
    for person in away:
        works |= carry_others(moment, works.keys(), person)
    for work in works.values():
        effects.extend(work.effects)
    for person in owing:
        missed = missed_by(moment, person, woken=True)
        effects.extend((*missed, *announced_to(moment, person, missed), *reminded_of(moment, person)))
    for employee in [known for person in owing if (known := register.employee(person)) is not None]:
        register.put_employee(employee, _looked_at(next_duty_day(employee, book, moment.day), moment.day))
    return Decided(decision=decision_on(moment.event, "applied", None, book, effects), works=works, book=book)


def _looked_at(duty_day: date | None, today: date) -> date | None:
    """Return when a duty is next to be looked at: after today, since who is gone misses none of now."""
    return None if duty_day is None else max(duty_day, today + timedelta(days=1))


def _opened(moment: Moment, people: tuple[str, ...]) -> dict[str, CaseWork]:
    """Return the works on the cases that absences open by now."""
    works: dict[str, CaseWork] = {}
    for person in people:
        employee = moment.register.employee(person)
        work = opened_by_absence(moment, employee) if employee is not None else None
        if work is not None:
            carry_on(work)
            put_back(moment, work)
            works[work.case.id] = work
    return works
