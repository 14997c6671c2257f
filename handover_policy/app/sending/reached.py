"""address_for: where a person is reached by a kind of address on a day, the private one once they have left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from handover_policy.app.asking.view import View
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ports.channels import AddressKind

OF_THE_COMPANY = frozenset({"dingtalk", "wecom", "feishu"})
"""Accounts that end with the employment."""
PRIVATE = "private_"


def address_for(view: View, person: str, kind: AddressKind) -> str | None:
    """Return where somebody is reached; None where no address of that kind is known, or none that is theirs any more.

    From the last day on what belongs to the company is closed or somebody else's: only a private number or mail counts
    (service.md section 2).
    """
    told = addresses_told(view, person)
    if view.state.has_left(person, view.today + timedelta(days=1)):
        return None if kind in OF_THE_COMPANY else told.get(f"{PRIVATE}{kind}")
    return told.get(kind)


def addresses_told(view: View, person: str) -> Mapping[str, str]:
    """Return what is known of how somebody is reached: as events, hr on a page, or the settings told it."""
    beside = view.company.settings.people.get(person)
    contact = view.contacts.get(person)
    found: dict[str, str] = {} if beside is None else dict(beside.addresses)
    if contact is not None:
        found |= {name: told for name, told in (("phone", contact.phone), ("email", contact.email)) if told}
    return found | dict(addresses_of(view.connection, view.company.id, [person]).get(person, {}))
