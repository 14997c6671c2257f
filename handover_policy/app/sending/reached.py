"""address_for: where a person is reached by a kind of address on a day, the private one once they have left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from handover_policy.app.asking.view import View
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.reading.state import state_of
from handover_policy.ledger.rows.bare import BareRegister
from handover_policy.ports.channels import AddressKind

OF_THE_COMPANY = frozenset({"dingtalk", "wecom", "feishu"})
"""Accounts that end with the employment."""
PRIVATE = "private_"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAhead:
    """What was read of many people in few queries: the addresses that events told, and who has left by tomorrow."""

    addresses: Mapping[str, Mapping[str, str]]
    left: Collection[str]


def read_ahead(view: View, people: Collection[str]) -> ReadAhead:
    """Return what `address_for` asks of people."""
    company, tomorrow = view.company.id, view.today + ONE_DAY
    state = state_of(view.connection, company, view.policy.manifest.timezone, BareRegister)
    state.person_rows.fetch(people)
    state.case_rows.fetch_of(people)
    left = {person for person in people if state.has_left(person, tomorrow)}
    return ReadAhead(addresses=addresses_of(view.connection, company, people), left=left)


def address_for(view: View, person: str, kind: AddressKind, known: ReadAhead | None = None) -> str | None:
    """Return where somebody is reached; None where no address of that kind is known, or none that is theirs any more.

    From the last day on what belongs to the company is closed or somebody else's: only a private number or mail counts
    (service.md section 2). `known` is what was read ahead of this person, among others.
    """
    known = read_ahead(view, [person]) if known is None else known
    told = _told(view, person, known.addresses)
    name = kind if person not in known.left else None if kind in OF_THE_COMPANY else f"{PRIVATE}{kind}"
    found = None if name is None else told.get(name)
    return None if found is None else found.strip() or None


def _told(view: View, person: str, addresses: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is known of how somebody is reached: as events, hr on a page, or the settings told it."""
    beside = view.company.settings.people.get(person)
    contact = view.contacts.get(person)
    found: dict[str, str] = {} if beside is None else dict(beside.addresses)
    if contact is not None:
        found |= {name: told for name, told in (("phone", contact.phone), ("email", contact.email)) if told}
    return found | dict(addresses.get(person, {}))
