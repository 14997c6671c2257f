"""decide: what follows from an event, given everything told before (contract section 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from handover_policy.decide.advance import carry_on, next_look, settle
from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover import acts, departure, sheet
from handover_policy.decide.intake.persons import PERSON_EVENTS, PersonChange
from handover_policy.decide.intake.register import Register
from handover_policy.decide.judging.duties import miss_duties, next_duty_day
from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.decide.wording import refusal_sentence
from handover_policy.model.case import Case, Loss, Task
from handover_policy.model.decision import EFFECTS, Decision, Effect
from handover_policy.model.employee import Employee
from handover_policy.model.event import Event

RANK = {kind: place for place, kind in enumerate(EFFECTS)}
OPENING = frozenset({"resignation.submitted", "departure.declared", "employee.absent", "employee.left"})
AFTER_CLOSING = frozenset({"loss.recorded", "severance.owed", "task.reopened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A decision, with the cases and the rulebook messages are written from."""

    decision: Decision
    works: Mapping[str, CaseWork] = field(default_factory=dict)
    book: Rulebook | None = None


def judge(register: Register, books: Rulebooks, event: Event) -> Judged:
    """Return what follows from an event and take it into the register.

    A refused event changes nothing. The decision depends on the register, the policy and the event alone.
    """
    key = hashlib.blake2b(f"{len(event.source)}:{event.source}{event.id}".encode(), digest_size=16).digest()
    seen = register.seen.find(key)
    if seen is not None:
        return _seen(books, register, event, same=seen == event.digest)
    if event.type != "clock.ticked" and event.type not in ACTS and event.type not in PERSON_EVENTS:
        register.seen.add(key, event.digest)
        return Judged(decision=_decision(event, "ignored", None, _day_book(books, register, event)))
    try:
        judged = _apply(register, books, event)
    except Refused as refused:
        return _refused(register, books, event, refused)
    register.seen.add(key, event.digest)
    return judged


def _seen(books: Rulebooks, register: Register, event: Event, *, same: bool) -> Judged:
    book = _day_book(books, register, event)
    if same:
        return Judged(decision=_decision(event, "duplicate", _open_case_id(register, event), book))
    return _refused(register, books, event, Refused("conflict"))


def _apply(register: Register, books: Rulebooks, event: Event) -> Judged:
    if event.type == "clock.ticked":
        return _tick(register, books, event)
    change = PERSON_EVENTS.get(event.type)
    if change is not None:
        return _person_event(register, books, event, change)
    return _case_event(register, books, event)


def _local_day(register: Register, moment: datetime) -> date:
    return moment.astimezone(register.zone).date()


def _day_book(books: Rulebooks, register: Register, event: Event) -> Rulebook:
    return books.on(_local_day(register, event.time))


def _case_book(books: Rulebooks, case: Case) -> Rulebook:
    return books.book(case.policy, case.arrival)


def _load(register: Register, books: Rulebooks, case: Case, event: Event, *, moved: bool) -> CaseWork:
    """Return the work on an existing case; `moved` takes its time to the event's."""
    employee = register.employee(case.employee)
    if employee is None:
        raise LookupError(case.employee)
    shown = replace(case, now=departure.moved_to(case, event.time)) if moved else case
    book = _case_book(books, case)
    return CaseWork(case=shown, before=case, employee=employee, book=book, directory=register, event=event)


def _case_event(register: Register, books: Rulebooks, event: Event) -> Judged:
    employee = register.employee(event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=event.subject[:200])
    case = register.case_of(event.subject)
    if case is None or case.state != "open":
        if event.type in OPENING:
            work = _open(register, books, event, employee, again=case is not None)
        elif case is None or event.type not in AFTER_CLOSING or case.state == "withdrawn":
            raise Refused("no-open-case")
        else:
            work = _load(register, books, case, event, moved=True)
            _in_order(work)
    else:
        work = _load(register, books, case, event, moved=True)
        _may_open_again(work)
        _in_order(work)
        settle(work)
    ACTS[event.type](work)
    return _finish(register, books, event, work)


def _open(register: Register, books: Rulebooks, event: Event, employee: Employee, *, again: bool) -> CaseWork:
    day = _local_day(register, event.time)
    opened = replace(employee, departures=employee.departures + 1)
    work = departure.open_case(books, register, event, opened, day)
    if again and employee.left:
        work.problem("rehire-missing")
    return work


def _may_open_again(work: CaseWork) -> None:
    """Refuse a second opening, unless it gives a declared case or an absence its cause (contract 2.4)."""
    kind, opened_by = work.event.type, work.case.opened_by
    allowed = (
        kind not in OPENING
        or kind in {"employee.left", "employee.absent"}
        or (kind == "resignation.submitted" and opened_by != "resignation.submitted")
        or (kind == "departure.declared" and opened_by in departure.OPENED_BY_FACT)
    )
    if not allowed:
        raise Refused("case-already-open", case=work.case.id)


def _in_order(work: CaseWork) -> None:
    if work.event.time.astimezone(work.book.zone).date() < work.case.arrival:
        raise Refused("out-of-order", arrival=work.case.arrival.isoformat())


def _record_loss(work: CaseWork) -> None:
    told = work.event.data
    amount = told["amount"]
    loss = Loss(
        amount=amount if isinstance(amount, int | float) else 0,
        proven=bool(told["proven"]),
        description=str(told["description"]),
    )
    work.change(losses=(*work.case.losses, loss))
    work.judge_claims = True


def _owe_severance(work: CaseWork) -> None:
    work.change(severance_owed=True)


ACTS: Mapping[str, Callable[[CaseWork], None]] = {
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


def _finish(register: Register, books: Rulebooks, event: Event, work: CaseWork) -> Judged:
    """Carry the case of the event on, then every other case that depends on the same person."""
    work.trigger(event.type, _named_task(work))
    carry_on(work)
    _keep(register, work)
    day = _local_day(register, event.time)
    effects = [*work.effects, *_duties(register, books, event.subject, day, work.case)]
    works = {work.case.id: work}
    _others(register, books, event, works)
    for other in works.values():
        if other is not work:
            effects.extend(other.effects)
    return Judged(decision=_decision(event, "applied", work.case.id, work.book, effects), works=works, book=work.book)


def _named_task(work: CaseWork) -> Task | None:
    named = work.event.data.get("task")
    return work.case.tasks.get(named) if isinstance(named, str) else None


def _others(register: Register, books: Rulebooks, event: Event, works: dict[str, CaseWork]) -> None:
    for person in register.watching(event.subject):
        case = register.case_of(person)
        if person != event.subject and case is not None and case.state == "open" and case.id not in works:
            other = _load(register, books, case, event, moved=False)
            carry_on(other)
            _keep(register, other)
            if other.effects:
                works[case.id] = other


def _keep(register: Register, work: CaseWork) -> None:
    case = work.case
    employee = replace(work.employee, departures=work.employee.departures, left=_has_left(work))
    if employee != register.employee(employee.id):
        register.put_employee(employee, next_duty_day(employee, work.book, work.day))
    register.put_case(case, frozenset(work.watched) | {case.employee}, next_look(work))


def _has_left(work: CaseWork) -> bool:
    case, told = work.case, work.employee.left
    if case.state == "withdrawn":
        return False
    if case.state == "closed":
        return told or case.cause != "transfer"
    return told or case.leaver_gone


def _duties(register: Register, books: Rulebooks, person: str, day: date, case: Case | None) -> tuple[Effect, ...]:
    employee = register.employee(person)
    if employee is None:
        return ()
    book = books.on(day)
    named = case.id if case is not None and case.state == "open" else None
    changed, effects = miss_duties(employee, book, day, named)
    if effects:
        register.put_employee(changed, next_duty_day(changed, book, day))
    return effects


def _person_event(register: Register, books: Rulebooks, event: Event, change: PersonChange) -> Judged:
    """Apply an event about a person that needs no case, then carry on the cases it touches."""
    day = _local_day(register, event.time)
    book = books.on(day)
    employee, effects = change(register, book, event, day)
    register.put_employee(employee, next_duty_day(employee, book, day))
    works: dict[str, CaseWork] = {}
    case = register.case_of(event.subject)
    named = None
    if case is not None and case.state == "open":
        named = case.id
        work = _load(register, books, case, event, moved=True)
        settle(work)
        if event.type in {"employee.changed", "profile.updated", "employee.hired"}:
            departure.plan_again(work)
        work.trigger(event.type)
        carry_on(work)
        _keep(register, work)
        works[case.id] = work
    found = [*effects, *_duties(register, books, event.subject, day, case)]
    _others(register, books, event, works)
    for work in works.values():
        found.extend(work.effects)
    return Judged(decision=_decision(event, "applied", named, book, found), works=works, book=book)


def _tick(register: Register, books: Rulebooks, event: Event) -> Judged:
    """Move every open case: those that a day or a message waits for are looked at, the others have nothing to say."""
    day = _local_day(register, event.time)
    works: dict[str, CaseWork] = {}
    effects: list[Effect] = []
    cases, owing = register.due(event.time)
    for person in cases:
        case = register.case_of(person)
        if case is not None and case.state == "open":
            work = _load(register, books, case, event, moved=True)
            settle(work)
            carry_on(work)
            _keep(register, work)
            works[case.id] = work
            effects.extend(work.effects)
    for person in owing:
        found = _duties(register, books, person, day, register.case_of(person))
        effects.extend(found)
        employee = register.employee(person)
        if employee is not None and not found:
            register.put_employee(employee, next_duty_day(employee, books.on(day), day))
    book = books.on(day)
    return Judged(decision=_decision(event, "applied", None, book, effects), works=works, book=book)


def _open_case_id(register: Register, event: Event) -> str | None:
    case = register.case_of(event.subject)
    return case.id if case is not None else None


def _refused(register: Register, books: Rulebooks, event: Event, refused: Refused) -> Judged:
    book = _day_book(books, register, event)
    message = refusal_sentence(refused.sentence, chinese=book.chinese, **refused.details)
    case = None if event.type == "clock.ticked" else _open_case_id(register, event)
    decision = replace(_decision(event, "refused", case, book), refusal=(refused.code, message))
    return Judged(decision=decision, book=book)


def _decision(
    event: Event, outcome: str, case: str | None, book: Rulebook, effects: list[Effect] | None = None
) -> Decision:
    ordered = sorted(effects or (), key=lambda effect: (effect.case or "", RANK[effect.kind]))
    identity = {"source": event.source, "id": event.id, "type": event.type, "time": event.written_time}
    return Decision(
        event=MappingProxyType(identity), case=case, policy=book.identity, outcome=outcome, effects=tuple(ordered)
    )
