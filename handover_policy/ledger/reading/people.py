"""Which people a list shows, in the order of their ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Select, func, or_, select

from handover_policy.ledger.tables import CASES, PEOPLE


def people_asked(company: str, text: str) -> Select[str]:
    """Return the query for the ids of people, by words of name, id and department."""
    row = PEOPLE.c
    told = select(row.id).where(row.company == company)
    for word in text.lower().split():
        named = (func.lower(row.name), func.lower(row.id), func.lower(row.department))
        told = told.where(or_(*(each.contains(word, autoescape=True) for each in named)))
    return told


def people_page(connection: Connection, company: str, text: str, limit: int, offset: int) -> tuple[int, Sequence[str]]:
    """Return how many people there are, and the ids of some."""
    told = people_asked(company, text)
    count = connection.execute(select(func.count()).select_from(told.subquery())).scalar() or 0
    return count, connection.execute(told.order_by(PEOPLE.c.id).limit(limit).offset(offset)).scalars().all()


def ids_by_name(connection: Connection, company: str, names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return by name the ids of those who are called so."""
    found: dict[str, list[str]] = {}
    row = PEOPLE.c
    for start in range(0, len(names), 500):
        asked = select(row.name, row.id).where(row.company == company, row.name.in_(names[start : start + 500]))
        for name, person in connection.execute(asked.order_by(row.id)):
            found.setdefault(name, []).append(person)
    return found


def leaving_among(connection: Connection, company: str, people: Collection[str]) -> frozenset[str]:
    """Return those of some people who have an open case."""
    row = CASES.c
    asked = select(row.employee).where(row.company == company, row.employee.in_(list(people)), row.state == "open")
    return frozenset(connection.execute(asked).scalars())
