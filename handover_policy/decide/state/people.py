"""People: everyone the events have told of, and who may act for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from handover_policy.model.employee import Delegation, Employee


class People:
    """The table of people, in memory."""

    def __init__(self, employees: Iterable[Employee] = (), delegations: Iterable[Delegation] = ()) -> None:
        """Start with the people and delegations of a saved state, or with nobody."""
        self._employees = {employee.id: employee for employee in employees}
        self._delegations: dict[str, tuple[Delegation, ...]] = {}
        self.get = self._employees.get
        for delegation in delegations:
            self.put_delegation(delegation)

    def put(self, employee: Employee) -> None:
        """Take in a person as they are now."""
        self._employees[employee.id] = employee

    def by_id(self) -> Mapping[str, Employee]:
        """Return all persons by id; for reading only."""
        return self._employees

    def delegations(self, principal: str) -> tuple[Delegation, ...]:
        """Return who may act for a person, in the order told."""
        return self._delegations.get(principal, ())

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom, behind what was told before."""
        self._delegations[delegation.principal] = (*self.delegations(delegation.principal), delegation)

    def an_absence_waits(self) -> bool:
        """Return whether an absence of anybody waits to become a departure."""
        return any(person.absence_opens is not None for person in self._employees.values())

    def all_delegations(self) -> Mapping[str, tuple[Delegation, ...]]:
        """Return every delegation by the person acted for."""
        return MappingProxyType(self._delegations)
