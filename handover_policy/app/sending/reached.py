"""reached_at, address_for: where a person is reached on a channel, privately once they have left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

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
    """What was read of many people in few queries.

    The addresses that events told, whose last day has come, and who is or was employed.
    """

    addresses: Mapping[str, Mapping[str, str]]
    left: Collection[str]
    employed: Collection[str] = frozenset()


def read_ahead(view: View, people: Collection[str]) -> ReadAhead:
    """Return what `reached_at` asks of people."""
    company, tomorrow = view.company.id, view.today + ONE_DAY
    state = state_of(view.connection, company, view.policy.manifest.timezone, BareRegister)
    state.person_rows.fetch(people)
    state.case_rows.fetch_of(people)
    left = {person for person in people if state.has_left(person, tomorrow)}
    employed = {person for person in people if state.employee(person) is not None}
    return ReadAhead(addresses=addresses_of(view.connection, company, people), left=left, employed=employed)


class ReachedAt(NamedTuple):
    """Where somebody is reached, or what a group calls them by; `private` names a kind that is no company's."""

    address: str | None
    private: str | None = None


def reached_at(
    view: View,
    person: str,
    kind: AddressKind | None,
    calls_by: Sequence[AddressKind],
    *,
    own: bool,
    known: ReadAhead | None = None,
) -> ReachedAt | None:
    """Return where somebody is reached on a channel; None where they are not.

    Args:
        view: the company, in one transaction.
        person: whom a message is for.
        kind: the address that the channel needs; None where it reaches a group or a machine.
        calls_by: the addresses by which a group calls people.
        own: whether the message is about themselves.
        known: what was read ahead of this person, among others.

    """
    known = read_ahead(view, [person]) if known is None else known
    if kind is None:
        return None if view.state.has_left(person, view.today) else ReachedAt(_called_by(view, person, calls_by, known))
    address = address_for(view, person, kind, own=own, known=known)
    if address is None:
        return None
    return ReachedAt(address, f"{PRIVATE}{kind}" if own and person in known.left else None)


def address_for(
    view: View, person: str, kind: AddressKind, *, own: bool = True, known: ReadAhead | None = None
) -> str | None:
    """Return where somebody is reached; None where no address of that kind is known, or none that is theirs any more.

    From the last day on what belongs to the company is closed or somebody else's: only a private number or mail counts
    (service.md section 2). What is about others stays within the company on that day, and goes nowhere afterwards.
    """
    known = read_ahead(view, [person]) if known is None else known
    told = _told(view, person, known.addresses)
    private = own and person in known.left
    name = kind if not private else None if kind in OF_THE_COMPANY else f"{PRIVATE}{kind}"
    found = None if name is None else told.get(name)
    return None if found is None else found.strip() or None


def _called_by(view: View, person: str, kinds: Sequence[AddressKind], known: ReadAhead) -> str | None:
    """Return what a group calls somebody by, the first of some kinds of addresses that is known."""
    if not kinds or person in known.left:
        return None
    told = _told(view, person, known.addresses)
    return next((told[kind] for kind in kinds if kind in told), None)


def addresses_told(view: View, person: str) -> Mapping[str, str]:
    """Return what is known of how somebody is reached, by kinds of addresses."""
    return _told(view, person, addresses_of(view.connection, view.company.id, [person]))


def _told(view: View, person: str, addresses: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is known of how somebody is reached: as events, hr on a page, or the settings told it."""
    beside = view.company.settings.people.get(person)
    contact = view.contacts.get(person)
    found: dict[str, str] = {} if beside is None else dict(beside.addresses)
    if contact is not None:
        found |= {name: told for name, told in (("phone", contact.phone), ("email", contact.email)) if told}
    return found | dict(addresses.get(person, {}))
