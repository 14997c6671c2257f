"""Who may say so: who speaks for the employer, who may act for whom, and how they are called (contract 2.5)."""

from __future__ import annotations

from collections.abc import Iterable

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.people import contact_members, resolve
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.model.events import EventData

EMPLOYER = ("manager", "hr")
"""The parties who speak for the employer."""


def must_speak_for_employer(work: CaseWork, told: EventData, parties: tuple[str, ...] = EMPLOYER) -> None:
    """Refuse `wrong-party` unless who acted is one of these parties of the case, or their delegate, not the leaver."""
    by, allowed = told.actor, speakers(work, parties)
    if by == work.case.employee:
        raise Refused("wrong-party", reason="leaver", **names(work, allowed, by))
    if by not in allowed and not any(acts_for(work, by, person) for person in allowed):
        raise Refused("wrong-party", reason="employer", **names(work, allowed, by))


def speakers(work: CaseWork, parties: Iterable[str]) -> tuple[str, ...]:
    """Return everybody who may act for one of these parties: its person, and all who are named in its contact."""
    found: dict[str, None] = {}
    for party in parties:
        person = resolve(work, party)
        if person is not None:
            found[person] = None
        found |= dict.fromkeys(_colleagues(work, party))
    found.pop(work.case.employee, None)
    return tuple(found)


def entitled(work: CaseWork, parties: Iterable[str], person: str | None) -> tuple[str, ...]:
    """Return who may do what is asked of `person` as one of these parties: they, and those in the same contact."""
    found = {} if person is None else {person: None}
    for party in parties:
        others = _colleagues(work, party)
        if person in others:
            found |= dict.fromkeys(others)
    return tuple(found)


def actor_among(work: CaseWork, told: EventData, allowed: Iterable[str]) -> tuple[str, str | None]:
    """Return who acts and for whom, where that is one of these people or the delegate of one of them.

    Refuses `wrong-party` where it is not; a delegate must name the person they act for, and the
    leaver acts for nobody else in his own case.
    """
    by, principal = told.actor, getattr(told, "on_behalf_of", None)
    allowed = tuple(allowed)
    if principal is None and by in allowed:
        return by, None
    if principal is not None and principal in allowed:
        if by == work.case.employee:
            raise Refused("wrong-party", reason="leaver", **names(work, allowed, by))
        if acts_for(work, by, principal):
            return by, principal
        raise Refused("wrong-party", reason="delegation", **names(work, (principal,), by))
    raise Refused("wrong-party", reason="person", **names(work, allowed, by))


def acts_for(work: CaseWork, by: str, principal: str, *, own_word: bool = False) -> bool:
    """Return whether `by` may act for `principal` on the event's day by a delegation recorded before.

    The leaver acts for nobody in his own case. With `own_word` only what the principal recorded himself counts.
    """
    day = work.event.time.astimezone(work.book.zone).date()
    return by != work.case.employee and any(
        delegation.delegate == by
        and (delegation.until is None or day <= delegation.until)
        and (delegation.by == principal or not own_word)
        for delegation in work.directory.delegations(principal)
    )


def _colleagues(work: CaseWork, party: str) -> tuple[str, ...]:
    """Return those named in the contact of a party who are here; nobody where it is no contact."""
    rule = work.book.policy.manifest.parties.get(party)
    if rule is None or not rule.resolves_to.startswith("contact:"):
        return ()
    people = contact_members(work.book, work.here, rule.resolves_to.removeprefix("contact:"))
    gone = work.directory.has_left
    return tuple(each for each in people if each != work.case.employee and not gone(each, work.today))


def names(work: CaseWork, people: Iterable[str], by: str) -> dict[str, object]:
    """Return what fills the sentence of a refusal: who could act, and who did, as people call them."""
    return {
        "people": tuple(called(each, work.here, work.directory) for each in people),
        "by": called(by[:200], work.here, work.directory),
    }


def called(person: str, here: Rulebook, directory: Directory) -> str:
    """Return what people call a person: name and number, of a contact name and phone; the number alone if unknown."""
    contact = here.contact_people.get(person)
    if contact is not None and contact.name:
        return f"{contact.name} {contact.phone}".strip()
    known = directory.employee(person)
    if known is None or known.name == person:
        return person
    return here.words.say("effects.person", name=known.name, id=person)
