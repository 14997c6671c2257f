"""View: a company as its rows have it in one transaction, today, and how everybody is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from handover_policy.app.serving.company import Company
from handover_policy.conditions.reading import TO_LAST_DAY
from handover_policy.ledger.people.contacts import Contact, contacts_told
from handover_policy.ledger.reading.state import state_of
from handover_policy.ledger.rows.register import RowRegister
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Gate, Task
from handover_policy.model.employee import Employee
from handover_policy.model.written.scalars import Json
from handover_policy.policy.policy_set import PolicySet


@dataclass(frozen=True, slots=True)
class View:
    """What is read of a company; `now` is in its zone."""

    connection: Connection
    company: Company
    policy: PolicySet
    state: RowRegister
    now: datetime
    contacts: Mapping[str, Contact]

    @property
    def today(self) -> date:
        """The local day it is."""
        return self.now.date()

    def called(self, person: str | None) -> str | None:
        """Return the name of a person; None where nobody has told one. What a contact calls somebody comes first."""
        if person is None:
            return None
        if person in self.contacts:
            return self.contacts[person].name
        contact = self.policy.manifest.contact_people.get(person)
        if contact is not None and contact.name:
            return contact.name
        known = self.state.employee(person)
        if known is not None:
            return known.name
        beside = self.company.settings.people.get(person)
        return None if beside is None else beside.name

    def employee_of(self, case: Case) -> Json:
        """Return whose case it is: as they are, or as they were on their last day."""
        employee = case.person or self.state.employee(case.employee)
        return {"id": case.employee, "name": None, "department": None} if employee is None else named(employee)

    def names_in(self, task: Task) -> dict[str, str]:
        """Return by id how the people of a task's steps are called."""
        found = {step.person: self.called(step.person) for step in task.steps if step.person is not None}
        return {person: name for person, name in found.items() if name is not None}

    def gate(self, case: Case, gate: Gate) -> Gate:
        """Return a gate with the days to the last day as they are counted today: a case sleeps while they run."""
        if case.state != "open" or case.last_day is None:
            return gate
        left = (case.last_day - self.today).days
        unmet = tuple(altered(each, value=left) if each.fact == TO_LAST_DAY else each for each in gate.unmet)
        return altered(gate, unmet=unmet) if unmet != gate.unmet else gate

    def moment(self, case: Case) -> datetime:
        """Return the moment at which a case stands as it is read: now, but where the clock is still to tell of it."""
        wakes = self.state.agenda.wakes("case", case.id)
        if wakes is None or wakes > self.now.timestamp():
            return self.now
        return self.state.reached(case).astimezone(self.now.tzinfo)


def view_of(connection: Connection, company: Company, now: datetime) -> View:
    """Return what is read of a company in a transaction, at a moment."""
    policy = company.run.books.zone_owner
    zone = policy.manifest.timezone
    state, contacts = state_of(connection, company.id, zone), contacts_told(connection, company.id)
    return View(connection, company, policy, state, now.astimezone(zone), contacts)


def named(employee: Employee) -> Json:
    """Return an employee by id, name and department."""
    department = employee.attributes.get("department")
    return {
        "id": employee.id,
        "name": employee.name,
        "department": department if isinstance(department, str) else None,
    }
