"""acts_for: what has to be told so that an employee is known as they were read: hired, changed, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.staff.reading import PersonRead
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.reading.people import ids_by_name
from handover_policy.model.employee import Employee


def act_for(
    view: View, visitor: Visitor, name: str, read: PersonRead, known_addresses: Mapping[str, str] | None = None
) -> PageAct | None:
    """Return what has to be told; None where everything is known already.

    Args:
        view: of the company.
        visitor: whoever tells it.
        name: of the act.
        read: the employee as they were read.
        known_addresses: theirs, where they are at hand.

    """
    employee = view.state.employee(read.id)
    if known_addresses is None:
        known_addresses = addresses_of(view.connection, view.company.id, (read.id,)).get(read.id, {})
    fresh = employee is None or _hired_again(view, employee, read)
    attributes = read.attributes if fresh else _changed(employee, read)
    addresses = {kind: told for kind, told in read.addresses.items() if told != known_addresses.get(kind)}
    if not attributes and not addresses:
        return None
    data: dict[str, object] = {**attributes, **({"addresses": addresses} if addresses else {})}
    kind = "employee.hired" if fresh else "employee.changed"
    return PageAct(name=name, by=visitor, type=kind, subject=read.id, data=data)


def whom_meant(
    view: View, names: Sequence[str], among: Mapping[str, Sequence[str]] | None = None
) -> dict[str, list[str]]:
    """Return by id or name who is meant: an id before a name, people told of in the same table too."""
    view.state.person_rows.fetch(names)
    by_name = ids_by_name(view.connection, view.company.id, list(names))
    found: dict[str, list[str]] = {}
    for name in names:
        here = [] if among is None else among.get(name, [])
        known = view.state.employee(name) is not None or name in view.policy.manifest.contact_people
        found[name] = [name] if known or name in here else sorted({*by_name.get(name, ()), *here})
    return found


def _hired_again(view: View, employee: Employee, read: PersonRead) -> bool:
    """Return whether somebody who has left is told of with a later day of hiring."""
    told = read.attributes.get("hired_on")
    gone = view.state.has_left(employee.id, view.today)
    return gone and told is not None and date.fromisoformat(told) > employee.hired_on


def _changed(employee: Employee | None, read: PersonRead) -> Mapping[str, str]:
    if employee is None:
        return read.attributes
    known = {**employee.attributes, "hired_on": employee.hired_on.isoformat()}
    return {name: told for name, told in read.attributes.items() if known.get(name) != told}
