"""decide: what follows from an event, given everything told before (contract section 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from handover_policy.decide.advance import settle
from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.follow import (
    Judged,
    case_book,
    day_book,
    decision_on,
    finish,
    load_case,
    local_day,
    person_event,
    tick,
)
from handover_policy.decide.handover import acts, departure, sheet
from handover_policy.decide.intake.persons import PERSON_EVENTS
from handover_policy.decide.intake.register import Register
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.wording import refusal_sentence
from handover_policy.model.altered import altered
from handover_policy.model.case import Loss
from handover_policy.model.employee import Employee
from handover_policy.model.event import Event

OPENING = frozenset({"resignation.submitted", "departure.declared", "employee.absent", "employee.left"})
AFTER_CLOSING = frozenset({"loss.recorded", "severance.owed", "task.reopened"})


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
        return Judged(decision=decision_on(event, "ignored", None, day_book(books, register, event)))
    try:
        judged = _apply(register, books, event)
    except Refused as refused:
        return _refused(register, books, event, refused)
    register.seen.add(key, event.digest)
    return judged


def _seen(books: Rulebooks, register: Register, event: Event, *, same: bool) -> Judged:
    book = day_book(books, register, event)
    if same:
        return Judged(decision=decision_on(event, "duplicate", _open_case_id(register, event), book))
    return _refused(register, books, event, Refused("conflict"))


def _apply(register: Register, books: Rulebooks, event: Event) -> Judged:
    if event.type == "clock.ticked":
        return tick(register, books, event)
    change = PERSON_EVENTS.get(event.type)
    if change is not None:
        return person_event(register, books, event, change)
    return _case_event(register, books, event)


def _case_event(register: Register, books: Rulebooks, event: Event) -> Judged:
    employee = register.employee(event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=event.subject[:200])
    case = register.case_of(event.subject)
    if case is None or case.state != "open":
        gone_already = case is not None and employee.left and event.type in departure.OPENED_BY_FACT
        if event.type in OPENING and not gone_already:
            work = _open(register, books, event, employee, again=case is not None)
        elif case is None or event.type not in AFTER_CLOSING or case.state == "withdrawn":
            raise Refused("no-open-case")
        else:
            work = load_case(register, books, case, event, moved=True)
            _in_order(work)
    else:
        work = load_case(register, books, case, event, moved=True)
        _may_open_again(work)
        _in_order(work)
        settle(work)
    ACTS[event.type](work)
    return finish(register, books, event, work)


def _open(register: Register, books: Rulebooks, event: Event, employee: Employee, *, again: bool) -> CaseWork:
    day = local_day(register, event.time)
    opened = altered(employee, departures=employee.departures + 1)
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


def _open_case_id(register: Register, event: Event) -> str | None:
    case = register.case_of(event.subject)
    return case.id if case is not None else None


def _refused(register: Register, books: Rulebooks, event: Event, refused: Refused) -> Judged:
    open_case = register.case_of(event.subject)
    pinned = open_case is not None and open_case.state == "open"
    book = case_book(books, open_case) if open_case is not None and pinned else day_book(books, register, event)
    message = refusal_sentence(refused.sentence, chinese=book.chinese, **refused.details)
    case = None if event.type == "clock.ticked" else _open_case_id(register, event)
    decision = altered(decision_on(event, "refused", case, book), refusal=(refused.code, message))
    return Judged(decision=decision, book=book)
