"""Announcements: messages on events and duties of a person that belong to no case (contract 2.7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from handover_policy.decide.evaluating.naming import message_key, recipient_of
from handover_policy.decide.facts import Surroundings, because, rule_holds
from handover_policy.decide.identifiers import encoded
from handover_policy.decide.people import Asking, stand_in
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.wording import problem
from handover_policy.model.effects import DutyEffect, Effect, NoticeEffect
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.words.messages import SEVERAL, SHEET_PARTIES
from handover_policy.policy.policy_set import NoticeRule


class Occurrence(NamedTuple):
    """One time that something is announced: its name, and the case it belongs to, if any."""

    name: str
    case: str | None


def announce(
    employee: Employee,
    book: Rulebook,
    directory: Directory,
    event: Event,
    *,
    day: date,
    duties: Iterable[DutyEffect],
    on_event: bool,
) -> tuple[Effect, ...]:
    """Return the messages that wait for this event about a person without an open case, and for duties just missed.

    `day` is the event's local day; `on_event` is false where a case sends what waits for the event. A dated message
    (`at`) needs a case to be planned in and is not sent from here.
    """
    around = Surroundings(employee=employee, book=book, day=day, event=event)
    occasions: list[tuple[str, Surroundings, str, str | None]] = []
    if on_event:
        occasions.append((event.type, around, f"{encoded(event.source)}:{encoded(event.id)}", None))
    for missed in duties:
        about = around._replace(about=("duty", missed.duty), described=missed)
        occasions.append(("duty", about, f"{encoded(missed.duty)}:{missed.due.isoformat()}", missed.case))
    effects: list[Effect] = []
    for name, about, occurrence, case in occasions:
        for rule in book.notices_by_trigger.get(name, ()):
            if rule.at is None and not rule.for_tasks:
                holding, trouble = rule_holds("notices", rule.id, about)
                effects += (_problem("engine-trouble", about, case, what, what=what) for what in trouble)
                told: set[str] = set()
                for party in _parties(rule, about) if holding else ():
                    effect = _message(rule, party, about, directory, Occurrence(occurrence, case))
                    if effect is not None and (not isinstance(effect, NoticeEffect) or effect.to not in told):
                        effects.append(effect)
                        told |= {effect.to} if isinstance(effect, NoticeEffect) else set()
    return tuple(effects)


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
    return NoticeEffect(
        case=occurrence.case,
        id=f"{encoded(about.employee.id)}:{rule.id}:{occurrence.name}{mark}",
        notice=rule.id,
        to=person,
        party=party,
        channels=rule.channels,
        notification=rule.notification,
        task=None,
        about=about.about,
        planned=None,
        skipped=(),
        recipient=recipient_of(person, party, about.book, directory, about.day),
        key=message_key(about.employee.id, rule.id, person, occurrence.name),
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
