"""Announcements: messages on events and duties of a person that belong to no case (contract 2.7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
from handover_policy.policy.policy_set import NoticeRule


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
                if holding and (told := _message(rule, about, directory, occurrence, case)) is not None:
                    effects.append(told)
    return tuple(effects)


def _problem(code: str, about: Surroundings, case: str | None, subject: str, **details: str) -> Effect:
    return problem(code, details, about.book.words, case=case, subject=subject)


def _message(
    rule: NoticeRule, about: Surroundings, directory: Directory, occurrence: str, case: str | None
) -> Effect | None:
    """Return a message, or the problem that nobody is there to read it; None where it is for somebody who is gone."""
    party, person = rule.to, _person(rule.to, about, directory)
    if person == about.employee.id and about.employee.left:
        return None
    if person is None:
        party, person = "hr", _person("hr", about, directory)
    if person is None:
        return _problem("recipient-nobody", about, case, rule.id, notice=rule.id)
    return NoticeEffect(
        case=case,
        id=f"{encoded(about.employee.id)}:{rule.id}:{occurrence}",
        notice=rule.id,
        to=person,
        party=party,
        channels=rule.channels,
        notification=rule.notification,
        task=None,
        about=about.about,
        planned=None,
        skipped=(),
        recipient=recipient_of(person, party, about.book, directory),
        key=message_key(about.employee.id, rule.id, person, occurrence),
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
