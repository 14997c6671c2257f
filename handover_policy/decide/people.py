"""Who stands for a party on a day, and who may act in whose place (contract 2.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.anchors import record_of
from handover_policy.decide.handover.places import PlaceKind
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee, Record
from handover_policy.policy.names import RECORD

MANAGER = "manager"
"""The party that stands in where a record names nobody."""
MOST_COMPARED = 3
"""How many who might stand for a party are compared: two may be passed over for having submitted the task."""


class Asking(NamedTuple):
    """Of whom it is asked who stands for a party: an employee, with the rules of the case and the people of a day.

    `here` is the rulebook in force on the day, whose contacts count; the rules are those of `book`. Everybody looked at
    is added to `watched`, so that news of them finds the case again. `task` and `rule` name the task there is,
    `record` the record it is for.
    """

    book: Rulebook
    here: Rulebook
    employee: Employee
    case: Case | None
    directory: Directory
    day: date
    watched: set[str]
    task: str = ""
    rule: str = ""
    record: Record | None = None


def stand_in(asking: Asking, party: str | None, *, excluded: Collection[str] = ()) -> str | None:
    """Return the person of a party; None where nobody is left.

    Whoever is the leaver, unknown, gone or excluded is passed over: the party's `else` follows, and at last the
    leaver's manager and the managers above.
    """
    return next((person for person in candidates(asking, party) if person not in excluded), None)


def candidates(asking: Asking, party: str | None) -> Iterator[str]:
    """Yield everybody who is here and may stand for a party, the first to be asked first."""
    book = asking.book
    if party is not None and party.startswith(RECORD):
        named = (asking.record or {}).get(party.removeprefix(RECORD))
        if isinstance(named, str) and _is_here(asking, named, "attribute"):
            yield named
        party = MANAGER  # without such a party those above the leaver are left
    elif party is None or party not in book.policy.manifest.parties:
        return
    for kind, name in book.places_of(party):
        for person in _named(asking, kind, name):
            if _is_here(asking, person, kind):
                yield person
    for person in _line(asking):
        if _is_here(asking, person, "attribute"):
            yield person


def is_known(person: str, here: Rulebook, directory: Directory) -> bool:
    """Return whether the events, or the contacts of the day, have told of a person."""
    return directory.employee(person) is not None or person in here.contact_people


def _is_here(asking: Asking, person: str, kind: PlaceKind) -> bool:
    asking.watched.add(person)
    if person == asking.employee.id:
        return kind == "employee" and not (asking.case is not None and asking.case.leaver_gone)
    directory = asking.directory
    return is_known(person, asking.here, directory) and not directory.has_left(person, asking.day)


def _named(asking: Asking, kind: PlaceKind, name: str) -> Iterable[str]:
    """Return the people that one place names."""
    if kind == "attribute":
        told = asking.employee.attributes.get(name)
        return (told,) if isinstance(told, str) and told else ()
    if kind == "employee":
        return (asking.employee.id,)
    if kind == "contact":
        return contact_members(asking.book, asking.here, name)
    successor = _successor(asking)
    return (successor,) if successor is not None else ()


def contact_members(book: Rulebook, here: Rulebook, contact: str) -> tuple[str, ...]:
    """Return everybody named in a contact today, or by the rules of the case where today's know it no more."""
    return here.policy.manifest.contact_ids(contact) or book.policy.manifest.contact_ids(contact)


def _successor(asking: Asking) -> str | None:
    case = asking.case
    if case is None:
        return None
    told = case.successors
    return told.get(asking.task) or told.get(asking.rule) or case.successor


def _line(asking: Asking) -> Iterator[str]:
    """Yield the leaver's manager, then his manager, and so on; a circle ends."""
    passed: set[str] = {asking.employee.id}
    person: Employee | None = asking.employee
    while person is not None:
        above = person.attributes.get("manager")
        if not isinstance(above, str) or not above or above in passed:
            return
        passed.add(above)
        yield above
        person = asking.directory.employee(above)


def asking_in(work: CaseWork, *, task: str = "", rule: str = "", record: Record | None = None) -> Asking:
    """Return of whom it is asked in a case under evaluation."""
    return Asking(
        book=work.book,
        here=work.here,
        employee=work.employee,
        case=work.case,
        directory=work.directory,
        day=work.today,
        watched=work.watched,
        task=task,
        rule=rule,
        record=record,
    )


def resolve(
    work: CaseWork,
    party: str | None,
    *,
    excluded: Collection[str] = (),
    task: str = "",
    rule: str = "",
    record: Record | None = None,
) -> str | None:
    """Return the person of a party in a case under evaluation."""
    return stand_in(asking_in(work, task=task, rule=rule, record=record), party, excluded=excluded)


def is_own(work: CaseWork, party: str, person: str) -> bool:
    """Return whether a party means a person first of all, rather than where somebody else is missing."""
    first = work.book.places_of(party)[:1]
    return any(person in _named(asking_in(work), kind, name) for kind, name in first)


def named_by_case(case: Case) -> tuple[object, ...]:
    """Return what a case itself says of who stands for a party."""
    return case.successor, case.leaver_gone, tuple(case.successors.items())


def everybody(work: CaseWork) -> tuple[tuple[str, str | None], ...]:
    """Return who might stand for each party now, so that a change of people is seen.

    While one event is evaluated only these facts of the case change it; whoever else is here stays here.
    """
    key = named_by_case(work.case)
    if key not in work.everybody:
        parties = work.book.policy.manifest.parties
        asking = asking_in(work)
        found = [(party, _first(asking, party)) for party in parties]
        found += [(name, _first(asking._replace(task=name), "successor")) for name in work.case.successors]
        found += _named_by_records(work, asking)
        work.everybody[key] = tuple(found)
    return work.everybody[key]


def _named_by_records(work: CaseWork, asking: Asking) -> Iterator[tuple[str, str | None]]:
    """Yield who stands for the parties that records of tasks name."""
    parties = work.book.record_parties
    for task in work.case.tasks.values() if parties else ():
        for party in parties.get(task.rule, ()):
            yield f"{task.id}:{party}", _first(asking._replace(record=record_of(work, task)), party)


def _first(asking: Asking, party: str) -> str | None:
    several = dict.fromkeys(islice(candidates(asking, party), 2 * MOST_COMPARED))
    return "\n".join(islice(several, MOST_COMPARED)) or None
