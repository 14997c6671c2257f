"""Contacts of the policy as pages show them: who stands behind each, and whether anybody is reached there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.ledger.people.addresses import addresses_of

HR = "hr"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactShown:
    """Somebody the policy names as a contact; `title` is what the contact is for."""

    role: str
    title: str
    id: str
    name: str
    phone: str
    email: str

    @property
    def real(self) -> bool:
        """Whether somebody is named, and reached."""
        return bool(self.name and (self.phone or self.email))


def contacts_shown(view: View) -> Sequence[ContactShown]:
    """Return who stands behind the contacts of the policy, in its order."""
    manifest = view.policy.manifest
    people = [(role, person) for role, several in manifest.contacts.items() for person in several]
    reached = addresses_of(view.connection, view.company.id, {person.id for _, person in people})
    found = []
    for role, person in people:
        told, settled = view.contacts.get(person.id), view.company.settings.people.get(person.id)
        addresses = {**({} if settled is None else settled.addresses), **reached.get(person.id, {})}
        party = manifest.parties.get(role)
        phone, email = (None, None) if told is None else (told.phone, told.email)
        found.append(
            ContactShown(
                role=role,
                title=role if party is None else party.title,
                id=person.id,
                name=view.called(person.id) or "",
                phone=phone or person.phone or addresses.get("phone", ""),
                email=email or addresses.get("email", ""),
            )
        )
    return found


def unreal(contacts: Sequence[ContactShown]) -> Sequence[str]:
    """Return the titles of contacts behind which nobody real stands."""
    return tuple(dict.fromkeys(each.title for each in contacts if not each.real))


def helper(contacts: Sequence[ContactShown]) -> ContactShown | None:
    """Return who is asked where somebody cannot go on: the first of the contact hr; None where there is none."""
    return next((each for each in contacts if each.role == HR), None)
