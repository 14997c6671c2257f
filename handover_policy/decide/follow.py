"""Follow: what every applied event leads to, in its own case, in others, and for the people it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from handover_policy.decide.advance import carry_on, next_look, settle
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover import departure
from handover_policy.decide.intake.persons import PERSON_EVENTS, PersonChange
from handover_policy.decide.intake.register import Register
from handover_policy.decide.intake.renamed import by_names_here
from handover_policy.decide.judging.announcements import announce
from handover_policy.decide.judging.duties import miss_duties, next_duty_day
from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Task
from handover_policy.model.decision import EFFECTS, Decision, Effect
from handover_policy.model.event import Event
from handover_policy.policy.names import EVENT_TYPES

CASE_EVENTS = frozenset(EVENT_TYPES) - PERSON_EVENTS.keys() - {"clock.ticked"}
"""Events of a case: the case itself sends what waits for them, even where they close it."""

RANK = {kind: place for place, kind in enumerate(EFFECTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A decision, with the cases and the rulebook messages are written from."""

    decision: Decision
    works: Mapping[str, CaseWork] = field(default_factory=dict)
    book: Rulebook | None = None


def local_day(register: Register, moment: datetime) -> date:
    """Return the local date of a moment in the employer's zone."""
    return moment.astimezone(register.zone).date()


def day_book(books: Rulebooks, register: Register, event: Event) -> Rulebook:
    """Return the rulebook that counts on an event's day for what belongs to no case."""
    return books.on(local_day(register, event.time))


def case_book(books: Rulebooks, case: Case) -> Rulebook:
    """Return the rulebook a case was opened under and stays with (contract 2.11)."""
    return books.book(case.policy, case.arrival)


def load_case(register: Register, books: Rulebooks, case: Case, event: Event, *, moved: bool) -> CaseWork:
    """Return the work on an existing case; `moved` takes its time to the event's, never back (contract 2.2)."""
    employee = register.people()[case.employee]
    reached = register.reached(case)
    shown = altered(case, now=max(reached, event.time) if moved else reached)
    book = case_book(books, case)
    told = by_names_here(event, book.names, case.id)
    return CaseWork(case=shown, before=case, employee=employee, book=book, directory=register, event=told)


def finish(register: Register, books: Rulebooks, event: Event, work: CaseWork) -> Judged:
    """Carry the case of the event on, then every other case that depends on the same person."""
    work.trigger(event.type, _named_task(work))
    carry_on(work)
    _keep(register, books, work)
    missed = _duties(register, books, event.subject, event.time)
    effects = [*work.effects, *missed, *_announced(register, books, event.subject, event, missed)]
    works = {work.case.id: work}
    if _matters_elsewhere(work):
        _others(register, books, event, works)
    for other in works.values():
        if other is not work:
            effects.extend(other.effects)
    return Judged(decision=decision_on(event, "applied", work.case.id, work.book, effects), works=works, book=work.book)


def _named_task(work: CaseWork) -> Task | None:
    named = work.event.data.get("task")
    return work.case.tasks.get(named) if isinstance(named, str) else None


def _matters_elsewhere(work: CaseWork) -> bool:
    """Return whether what happened may change who is here, and so who stands for a party in other cases."""
    before, case = work.before, work.case
    if before is None or work.event.type in {"employee.left", "employee.absent", "departure.declared"}:
        return True
    return (before.state, before.last_day, before.cause) != (case.state, case.last_day, case.cause)


def _others(register: Register, books: Rulebooks, event: Event, works: dict[str, CaseWork]) -> None:
    for person in register.watching(event.subject):
        case = register.open_case(person)
        if person != event.subject and case is not None:
            other = load_case(register, books, case, event, moved=False)
            carry_on(other)
            _keep(register, books, other)
            if other.effects:
                works[case.id] = other


def _keep(register: Register, books: Rulebooks, work: CaseWork) -> None:
    case = work.case
    left = _has_left(work)
    employee = work.employee if work.employee.left == left else altered(work.employee, left=left)
    known = register.employee(employee.id)
    if employee is not known and employee != known:
        register.put_employee(employee, next_duty_day(employee, books.on(work.day), work.day))
    register.put_case(case, frozenset(work.watched) | {case.employee}, next_look(work))


def _hired_again(work: CaseWork) -> bool:
    """Return whether the person was hired again after the departure this case is about."""
    return work.employee.hired_on > work.case.plan_day


def _has_left(work: CaseWork) -> bool:
    case, told = work.case, work.employee.left
    if _hired_again(work):
        return told  # what becomes of the earlier departure says nothing of this employment
    if case.state == "withdrawn":
        return False
    if case.state == "closed":
        return told or case.cause != "transfer"
    return told or case.leaver_gone


def _duties(
    register: Register, books: Rulebooks, person: str, moment: datetime, *, woken: bool = False
) -> tuple[Effect, ...]:
    """Return the duties a person has missed; `woken` says that a clock event found one due already."""
    employee, case = register.employee(person), register.open_case(person)
    if employee is None or not (woken or register.owes(person, moment)):
        return ()
    day = local_day(register, moment)
    book = books.on(day)
    named = case.id if case is not None else None
    # Whoever has gone owes nothing any more: what was due up to the last day counts.
    last_day = case.last_day if case is not None and register.has_left(person, day) else None
    until = day if last_day is None else min(day, last_day + timedelta(days=1))
    changed, effects = miss_duties(employee, book, until, named)
    if effects:
        register.put_employee(changed, next_duty_day(changed, book, day))
    return effects


def _announced(
    register: Register, books: Rulebooks, person: str, event: Event, missed: tuple[Effect, ...]
) -> tuple[Effect, ...]:
    """Return the messages of a person that no open case sends: on duties missed, on an event about somebody at work."""
    employee = register.employee(person)
    in_case = event.type == "clock.ticked" or event.type in CASE_EVENTS or register.open_case(person) is not None
    nobody_waits = in_case or event.type not in books.on(local_day(register, event.time)).notices_by_trigger
    if employee is None or (nobody_waits and not missed):
        return ()
    day = local_day(register, event.time)
    return announce(employee, books.on(day), register, event, day=day, duties=missed, on_event=not in_case)


def person_event(register: Register, books: Rulebooks, event: Event, change: PersonChange) -> Judged:
    """Apply an event about a person that needs no case, then carry on the cases it touches."""
    day = local_day(register, event.time)
    book = books.on(day)
    employee, effects = change(register, book, by_names_here(event, book.names), day)
    if employee is not register.employee(event.subject):
        register.put_employee(employee, next_duty_day(employee, book, day))
    works: dict[str, CaseWork] = {}
    case = register.open_case(event.subject)
    named = None
    if case is not None:
        named = case.id
        work = load_case(register, books, case, event, moved=True)
        settle(work)
        if event.type in {"employee.changed", "profile.updated", "employee.hired"} and not _hired_again(work):
            departure.plan_again(work)
        work.trigger(event.type)
        carry_on(work)
        _keep(register, books, work)
        works[case.id] = work
    # Whoever has just been told of has not had the time to sign or to upload what an older hired day asks for.
    missed = () if event.type == "employee.hired" else _duties(register, books, event.subject, event.time)
    found = [*effects, *missed, *_announced(register, books, event.subject, event, missed)]
    if event.type == "employee.hired":
        _others(register, books, event, works)
    for work in works.values():
        found.extend(work.effects)
    return Judged(decision=decision_on(event, "applied", named, book, found), works=works, book=book)


def tick(register: Register, books: Rulebooks, event: Event) -> Judged:
    """Move every open case: those that a day or a message waits for are looked at, the others have nothing to say."""
    day = local_day(register, event.time)
    works: dict[str, CaseWork] = {}
    effects: list[Effect] = []
    cases, owing = register.due(event.time)
    for case in [case for person in cases if (case := register.open_case(person)) is not None]:
        work = load_case(register, books, case, event, moved=True)
        settle(work)
        carry_on(work)
        _keep(register, books, work)
        works[case.id] = work
        effects.extend(work.effects)
    for person in owing:
        found = _duties(register, books, person, event.time, woken=True)
        effects.extend((*found, *_announced(register, books, person, event, found)))
        employee = register.employee(person)
        if employee is not None and not found:
            register.put_employee(employee, next_duty_day(employee, books.on(day), day))
    book = books.on(day)
    return Judged(decision=decision_on(event, "applied", None, book, effects), works=works, book=book)


def decision_on(
    event: Event, outcome: str, case: str | None, book: Rulebook, effects: list[Effect] | None = None
) -> Decision:
    """Return a decision with its effects in the order of contract 2.3."""
    ordered = sorted(effects or (), key=lambda effect: (effect.case or "", RANK[effect.kind]))
    identity = {"source": event.source, "id": event.id, "type": event.type, "time": event.written_time}
    return Decision(
        event=MappingProxyType(identity), case=case, policy=book.identity, outcome=outcome, effects=tuple(ordered)
    )
