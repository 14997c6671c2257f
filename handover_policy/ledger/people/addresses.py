"""Addresses of people: as events told them, for pages and deliveries; no condition and no decision knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from handover_policy.ledger.people.tables import ADDRESSES
from handover_policy.ledger.rows.access import COMPANY, Access
from handover_policy.model.events import ADDRESSES_KEY, Event

MOST_AT_ONCE = 500
KINDS = ("phone", "email", "private_phone", "private_email", "dingtalk", "wecom", "feishu")
"""In the order in which pages show them."""
TOLD_BY = frozenset({"employee.hired", "employee.changed"})
NO_ADDRESS = delete(ADDRESSES).where(
    ADDRESSES.c.company == COMPANY,
    ADDRESSES.c.person == bindparam("gone_person"),
    ADDRESSES.c.kind == bindparam("gone_kind"),
)


class Reached(NamedTuple):
    """Where somebody is reached; None takes back what was told before."""

    person: str
    kind: str
    value: str | None


def addresses_in(event: Event) -> Iterator[Reached]:
    """Yield where an event that was applied tells its person is reached."""
    told = event.data.get(ADDRESSES_KEY)
    if event.type in TOLD_BY and isinstance(told, Mapping):
        for kind, value in told.items():
            yield Reached(event.subject, kind, None if value is None else str(value))


def write_addresses(access: Access, told: Iterable[Reached]) -> None:
    """Write what was told, in its order; the last word on a kind counts."""
    newest = {(each.person, each.kind): each.value for each in told}
    kept = [(key, value) for key, value in newest.items() if value is not None]
    gone = [key for key, value in newest.items() if value is None]
    access.upsert(ADDRESSES, [{"person": person, "kind": kind, "value": value} for (person, kind), value in kept])
    access.write(NO_ADDRESS, [{"gone_person": person, "gone_kind": kind} for person, kind in gone])


def addresses_of(connection: Connection, company: str, people: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return by person where they are reached, by kind; who is reached nowhere has no entry."""
    found: dict[str, dict[str, str]] = {}
    row, names = ADDRESSES.c, list(people)
    for start in range(0, len(names), MOST_AT_ONCE):
        part = names[start : start + MOST_AT_ONCE]
        asked = select(row.person, row.kind, row.value).where(row.company == company, row.person.in_(part))
        for person, kind, value in connection.execute(asked):
            found.setdefault(person, {})[kind] = value
    return found
