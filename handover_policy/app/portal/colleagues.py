"""colleagues_of, stands_with: those named in the same contact of the policy, each of whom may act for it."""

from __future__ import annotations

from collections.abc import Iterable

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor

CONTACT = "contact:"


def colleagues_of(view: View, visitor: Visitor) -> frozenset[str]:
    """Return everybody else in the contacts that somebody is named in."""
    if visitor.private:
        return frozenset()
    several = ({each.id for each in people} for people in view.policy.manifest.contacts.values())
    return frozenset().union(*(people for people in several if visitor.id in people)) - {visitor.id}


def stands_with(view: View, visitor: Visitor, parties: Iterable[str], person: str | None) -> bool:
    """Return whether somebody is named in the contact of one of some parties, together with whoever stands for it."""
    if visitor.private or person is None:
        return False
    manifest = view.policy.manifest
    for party in parties:
        told = manifest.parties.get(party)
        if told is not None and told.resolves_to.startswith(CONTACT):
            members = {each.id for each in manifest.contacts.get(told.resolves_to.removeprefix(CONTACT), ())}
            if {visitor.id, person} <= members:
                return True
    return False
