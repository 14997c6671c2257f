"""Announcements: messages on events and duties of a person that belong to no case (contract 2.7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from handover_policy.decide.evaluating.making_good import still_missed
from handover_policy.decide.evaluating.naming import message_key, recipient_of
from handover_policy.decide.facts import Surroundings, because, rule_holds
from handover_policy.decide.identifiers import encoded
from handover_policy.decide.people import Asking, stand_in
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.sending.awaited import newest_of, planned_for, reached, waits_for_workday
from handover_policy.decide.sending.gathered import gathered
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.wording import problem
from handover_policy.model.effects import DutyEffect, Effect, NoticeEffect
from handover_policy.model.employee import Awaited, Employee
from handover_policy.model.events import Event
from handover_policy.model.words.messages import DUTY, SEVERAL, SHEET_PARTIES
from handover_policy.policy.policy_set import NoticeRule


class Occurrence(NamedTuple):
    """One time that something is announced: its name, and the case it belongs to, if any.

    `planned` is the day that the rule names, where it names one, `skipped` the older days that it stands for, and
    `repeat` which of its repeats it is.
    """

    name: str
    case: str | None
    planned: date | None = None
    skipped: tuple[date, ...] = ()
    repeat: int = 0


class Announced(NamedTuple):
    """What is announced now, and what is to go out later."""

    effects: tuple[Effect, ...]
    later: tuple[Awaited, ...]


class _Occasion(NamedTuple):
    """What messages may wait for: its name, what it is about, and what tells it apart."""

    trigger: str
    about: Surroundings
    occurrence: Occurrence


def announce(
    employee: Employee,
    book: Rulebook,
    directory: Directory,
    event: Event,
    *,
    day: date,
    duties: Iterable[DutyEffect],
    on_event: bool,
) -> Announced:
    """Return the messages that wait for this event about a person without an open case, and for duties just missed.

    `day` is the event's local day; `on_event` is false where a case sends what waits for the event. A dated message
    (`at`) goes out later, and so does one on a missed duty that waits for a workday.
    """
    around = Surroundings(employee=employee, book=book, day=day, event=event)
    occasions: list[_Occasion] = []
    if on_event:
        name = f"{encoded(event.source)}:{encoded(event.id)}"
        occasions.append(_Occasion(event.type, around, Occurrence(name, None)))
    for missed in duties:
        about = around._replace(about=(DUTY, missed.duty), described=missed)
        name = f"{encoded(missed.duty)}:{missed.due.isoformat()}"
        occasions.append(_Occasion(DUTY, about, Occurrence(name, missed.case)))
    effects: list[Effect] = []
    later: list[Awaited] = []
    for occasion in occasions:
        for rule in book.notices_by_trigger.get(occasion.trigger, ()):
            if not rule.for_tasks:
                now, planned = _announced(rule, occasion, directory)
                effects += now
                later += planned
    return Announced(tuple(gathered(effects, book)), tuple(later))


def _announced(rule: NoticeRule, occasion: _Occasion, directory: Directory) -> tuple[list[Effect], tuple[Awaited, ...]]:
    trigger, about, occurrence = occasion
    if rule.at is None and not waits_for_workday(rule, trigger, about):
        return _sent(rule, about, directory, occurrence), ()
    holding, effects = _holds(rule, about, occurrence.case)
    if not holding:
        return effects, ()
    planned, missing = planned_for(rule, about, occurrence.name, occurrence.case)
    if missing is not None:
        effects.append(_problem("message-without-day", about, occurrence.case, rule.id, what=rule.id, anchor=missing))
    return effects, planned


def announce_awaited(
    employee: Employee, book: Rulebook, directory: Directory, event: Event, *, day: date
) -> tuple[tuple[Effect, ...], tuple[Awaited, ...]]:
    """Return the awaited messages of a person whose moment has come, and those still to come.

    Nothing more is said of a duty made good since, nor to anybody of a person who has left.
    """
    due, later = reached(employee, book, event.time, day)
    around = Surroundings(employee=employee, book=book, day=day, event=event)
    rules = {rule.id: rule for rule in book.policy.notices}
    effects: list[Effect] = []
    for item, skipped in newest_of(due):
        about: Surroundings | None = around
        if item.duty is not None:
            missed = still_missed(around, item.duty, item.case, item.missed)
            about = around._replace(about=(DUTY, item.duty), described=missed) if missed is not None else None
        if about is not None and item.notice in rules and not employee.left:
            occurrence = Occurrence(item.occurrence, item.case, item.planned, tuple(skipped), item.repeat)
            effects += _sent(rules[item.notice], about, directory, occurrence)
    return tuple(gathered(effects, book)), () if employee.left else tuple(later)


def _sent(rule: NoticeRule, about: Surroundings, directory: Directory, occurrence: Occurrence) -> list[Effect]:
    """Return a message to each person it is for, where its condition holds, and what went wrong."""
    holding, effects = _holds(rule, about, occurrence.case)
    told: set[str] = set()
    for party in _parties(rule, about) if holding else ():
        effect = _message(rule, party, about, directory, occurrence)
        if effect is not None and (not isinstance(effect, NoticeEffect) or effect.to not in told):
            effects.append(effect)
            told |= {effect.to} if isinstance(effect, NoticeEffect) else set()
    return effects


def _holds(rule: NoticeRule, about: Surroundings, case: str | None) -> tuple[bool, list[Effect]]:
    holding, trouble = rule_holds("notices", rule.id, about)
    return holding, [_problem("engine-trouble", about, case, what, what=what) for what in trouble]


def _problem(code: str, about: Surroundings, case: str | None, subject: str, **details: str) -> Effect:
    return problem(code, details, about.book.words, case=case, subject=subject)


def _parties(rule: NoticeRule, about: Surroundings) -> tuple[str, ...]:
    signing = about.book.policy.manifest.sheet_parties
    return tuple(dict.fromkeys(each for name in rule.to for each in (signing if name == SHEET_PARTIES else (name,))))


def _message(
    rule: NoticeRule, to: str, about: Surroundings, directory: Directory, occurrence: Occurrence
) -> Effect | None:
    """Return a message, or the problem that nobody is there to read it; None where it is for somebody who is gone."""
    party, person = to, _person(to, about, directory)
    own = directory.open_case(person) if person == about.employee.id else None
    if person == about.employee.id and (about.employee.left or (own is not None and own.leaver_gone)):
        return None
    if person is None:
        party, person = "hr", _person("hr", about, directory)
    if person is None:
        return _problem("recipient-nobody", about, occurrence.case, rule.id, notice=rule.id)
    mark = f":{encoded(person)}" if len(rule.to) > 1 or rule.to[0] in SEVERAL else ""
    day = "" if occurrence.planned is None else f":{occurrence.planned.isoformat()}"
    dated: tuple[str | int, ...] = () if occurrence.planned is None else ("repeat", occurrence.repeat)
    missed = (about.described,) if isinstance(about.described, DutyEffect) else ()
    return NoticeEffect(
        case=occurrence.case,
        id=f"{encoded(about.employee.id)}:{rule.id}:{occurrence.name}{day}{mark}",
        notice=rule.id,
        to=person,
        party=party,
        channels=rule.channels,
        notification=rule.notification,
        task=None,
        about=about.about,
        planned=occurrence.planned,
        skipped=occurrence.skipped,
        duties=missed,
        recipient=recipient_of(person, party, about.book, directory, about.day),
        key=message_key(about.employee.id, rule.id, person, occurrence.name, *dated),
        because=because(rule.id, rule.location, rule.when, about, rule.law),
    )


def _person(party: str, about: Surroundings, directory: Directory) -> str | None:
    asking = Asking(
        book=about.book,
        here=about.book,
        employee=about.employee,
        case=None,
        directory=directory,
        day=about.day,
        watched=set(),
    )
    return stand_in(asking, party)
