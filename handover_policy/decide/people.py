"""Who stands for a party on a day, and who may act in whose place (contract 2.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.places import PlaceKind
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee


def stand_in(
    party: str | None,
    *,
    book: Rulebook,
    employee: Employee,
    case: Case | None,
    directory: Directory,
    day: date,
    excluded: Collection[str] = (),
    watched: set[str] | None = None,
) -> str | None:
    """Return the person of a party, following `else` past the leaver, people who have left and the excluded.

    None where nobody is left. Everybody looked at is added to `watched`, so that news of them finds the case again.
    """
    for kind, name in book.places_of(party):
        person = _named(kind, name, employee, case)
        if person is None:
            continue
        if watched is not None:
            watched.add(person)
        if person == employee.id:
            here = kind == "employee" and not (case is not None and case.leaver_gone)
        else:
            here = not directory.has_left(person, day)
        if here and person not in excluded:
            return person
    return None


def _named(kind: PlaceKind, name: str, employee: Employee, case: Case | None) -> str | None:
    """Return the person that one place names."""
    if kind == "attribute":
        told = employee.attributes.get(name)
        return told if isinstance(told, str) and told else None
    if kind == "employee":
        return employee.id
    if kind == "successor":
        return case.successor if case is not None else None
    return name


def resolve(work: CaseWork, party: str | None, *, excluded: Collection[str] = ()) -> str | None:
    """Return the person of a party in a case under evaluation."""
    return stand_in(
        party,
        book=work.book,
        employee=work.employee,
        case=work.case,
        directory=work.directory,
        day=work.day,
        excluded=excluded,
        watched=work.watched,
    )


def everybody(work: CaseWork) -> tuple[tuple[str, str | None], ...]:
    """Return who stands for each party now, so that a change of people is seen.

    While one event is evaluated only these two facts of the case change it; whoever else is here stays here.
    """
    key = (work.case.successor, work.case.leaver_gone)
    if key not in work.everybody:
        parties = work.book.policy.manifest.parties
        work.everybody[key] = tuple((party, resolve(work, party)) for party in parties)
    return work.everybody[key]


def acts_for(work: CaseWork, by: str, principal: str) -> bool:
    """Return whether `by` may act for `principal` on the event's day by a delegation recorded before."""
    day = work.event.time.astimezone(work.book.zone).date()
    return any(
        delegation.delegate == by and (delegation.until is None or day <= delegation.until)
        for delegation in work.directory.delegations(principal)
    )
