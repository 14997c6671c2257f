"""Owing: what people have missed by a moment, the messages that no open case sends; all of it under other versions."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from handover_policy.decide.evaluating.announcements import announce, announce_awaited
from handover_policy.decide.evaluating.duties import miss_duties, next_duty_day
from handover_policy.decide.moment import Moment, local_day
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.sending.awaited import expected
from handover_policy.decide.state.register import Register
from handover_policy.model.altered import altered
from handover_policy.model.effects import DutyEffect, Effect
from handover_policy.model.words.event_types import OF_A_CASE


def missed_by(moment: Moment, person: str, *, woken: bool = False) -> tuple[DutyEffect, ...]:
    """Return the duties a person has missed; `woken` says that a clock event found one due already."""
    register, day = moment.register, moment.day
    employee, case = register.employee(person), register.open_case(person)
    if employee is None or not (woken or register.owes(person, moment.event.time)):
        return ()
    named = case.id if case is not None else None
    # Whoever has gone owes nothing any more: what was due up to the last day counts.
    last_day = case.last_day if case is not None and register.has_left(person, day) else None
    until = day if last_day is None else min(day, last_day + timedelta(days=1))
    changed, effects = miss_duties(employee, moment.book, until, named)
    if effects:
        register.put_employee(changed, next_duty_day(changed, moment.book, day))
    return effects


def announced_to(moment: Moment, person: str, missed: tuple[DutyEffect, ...]) -> tuple[Effect, ...]:
    """Return the messages of a person that no open case sends: on duties missed, on an event about somebody at work."""
    register, event = moment.register, moment.event
    employee = register.employee(person)
    in_case = event.type == "clock.ticked" or event.type in OF_A_CASE or register.open_case(person) is not None
    nobody_waits = in_case or event.type not in moment.book.notices_by_trigger
    if employee is None or (nobody_waits and not missed):
        return ()
    told = announce(employee, moment.book, register, event, day=moment.day, duties=missed, on_event=not in_case)
    if told.later:
        changed = expected(employee, told.later)
        register.put_employee(changed, next_duty_day(changed, moment.book, moment.day))
    return told.effects


def reminded_of(moment: Moment, person: str) -> tuple[Effect, ...]:
    """Return the messages of a person that a clock event has reached and that belong to no case."""
    register = moment.register
    employee = register.employee(person)
    if employee is None or not employee.awaited:
        return ()
    effects, later = announce_awaited(employee, moment.book, register, moment.event, day=moment.day)
    if later != employee.awaited:
        changed = altered(employee, awaited=later)
        register.put_employee(changed, next_duty_day(changed, moment.book, moment.day))
    return effects


def versions_changed(register: Register, books: Rulebooks) -> None:
    """Let whatever waits for the clock wait for what these versions say: as if they had been known from the start."""
    reached = register.agenda.reached()
    register.look_anew()
    if reached is None:
        return
    day = local_day(register, reached)
    book = books.on(day)
    for employee in list(register.people().values()):
        register.put_employee(employee, next_duty_day(employee, book, day))
    start = min((each for each in book.version_days if each > day), default=None)
    if start is None:
        return
    stamp = datetime.combine(start, time(), tzinfo=register.zone).timestamp()
    for case in list(register.open_cases()):  # other contacts may count from then on
        waits = register.agenda.wakes("case", case.id)
        register.agenda.sleep("case", case.id, stamp if waits is None else min(waits, stamp))
