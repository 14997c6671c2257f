"""decide_event: what follows from an event, given everything told before (contract section 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handover_policy.decide.case_events import case_event
from handover_policy.decide.casework import Refused
from handover_policy.decide.decided import Decided, decision_on
from handover_policy.decide.departing.employment import case_meant, leap
from handover_policy.decide.departing.leaps import something_waits
from handover_policy.decide.moment import Moment, moment_of
from handover_policy.decide.person_events import person_event
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import event_key
from handover_policy.decide.tick import tick
from handover_policy.decide.wording import refusal
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.events import Concerns, Event
from handover_policy.model.words.event_types import EVENT_TYPES

ROUTES: Mapping[Concerns, Callable[[Moment], Decided]] = MappingProxyType(
    {"case": case_event, "person": person_event, "clock": tick}
)
"""Where an event goes, by whom its type concerns."""


def decide_event(register: Register, books: Rulebooks, event: Event) -> Decided:
    """Return what follows from an event and take it into the register.

    A refused event changes nothing. The decision depends on the register, the policy and the event alone.
    """
    moment = moment_of(register, books, event)
    key = event_key(event.source, event.id)
    seen = register.seen.find(key)
    if seen == event.digest:
        return Decided(decision=decision_on(event, "duplicate", _newest_case(moment), moment.book))
    if seen is not None:
        return _refused(moment, Refused("conflict"))
    row = EVENT_TYPES.get(event.type)
    # What leaps while cases are open, and opens or concerns none of them, moves no bound: it may be a slip.
    leaps = row is None or (leap(register, event.time) > 0 and something_waits(register))
    try:
        decided = _ignored(moment) if row is None else ROUTES[row.concerns](moment)
    except Refused as refused:
        return _refused(moment, refused)
    register.seen.add(key, event.digest)
    if not leaps:
        register.agenda.reach(event.time)
    return decided


def _ignored(moment: Moment) -> Decided:
    return Decided(decision=decision_on(moment.event, "ignored", None, moment.book))


def _newest_case(moment: Moment) -> str | None:
    case = _case_named(moment)
    return case.id if case is not None else None


def _case_named(moment: Moment) -> Case | None:
    register, event = moment.register, moment.event
    return case_meant(register, event) or register.case_of(event.subject)


def _refused(moment: Moment, refused: Refused) -> Decided:
    case = _case_named(moment)
    book = moment.book_of(case) if case is not None and case.state == "open" else moment.book
    told = refusal(refused.code, refused.params, book.words)
    named = None if moment.event.type == "clock.ticked" else _newest_case(moment)
    decision = altered(decision_on(moment.event, "refused", named, book), refusal=told)
    return Decided(decision=decision, book=book)
