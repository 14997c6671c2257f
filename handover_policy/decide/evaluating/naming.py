"""Names beside ids: whose case it is, who does a step, whom a message goes to, and by which key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from handover_policy.conditions.every import PLAIN
from handover_policy.decide.facts import Surroundings, rule_holds
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.model.case import Task
from handover_policy.model.effects import EmployeeNamed, Recipient
from handover_policy.model.employee import Employee
from handover_policy.policy.called import party_title

KEY_DIGITS = 32


def employee_named(employee: Employee) -> EmployeeNamed:
    """Return an employee by id, name and department."""
    department = employee.attributes.get("department")
    return EmployeeNamed(
        id=employee.id, name=employee.name, department=department if isinstance(department, str) else None
    )


def called(person: str, party: str, book: Rulebook, directory: Directory, *, here: Rulebook | None = None) -> str:
    """Return the name of a person; of somebody nobody has told of, the title of the party.

    What a contact calls somebody comes first (a department's counter, not the person who sits there), but for leavers:
    a contact of `here`, the rules in force today, else of the rules of the case.
    """
    for rules in (here or book, book) if party != "leaver" else ():
        contact = rules.contact_people.get(person)
        if contact is not None and contact.name:
            return contact.name
    known = directory.employee(person)
    return known.name if known is not None else party_title(book.policy, party)


def names_of(task: Task, book: Rulebook, directory: Directory, here: Rulebook) -> Mapping[str, str]:
    """Return by id how the people of a task's steps are called."""
    steps = [(step.person, step.party) for step in task.steps if step.person]
    return {person: called(person, party, book, directory, here=here) for person, party in steps}


def recipient_of(
    person: str, party: str, book: Rulebook, directory: Directory, day: date, *, here: Rulebook | None = None
) -> Recipient:
    """Return whom a message goes to, in which language, and whether it is to be plain on the day."""
    known = directory.employee(person)
    language = known.attributes.get("language") if known is not None else None
    return Recipient(
        id=person,
        name=called(person, party, book, directory, here=here),
        language=language if isinstance(language, str) else book.policy.manifest.language,
        plain=None if book.policy.manifest.plain is None else known is not None and _is_plain(known, book, day),
    )


def _is_plain(reader: Employee, book: Rulebook, day: date) -> bool:
    """Return whether what somebody reads is to be written in the plain mode (contract, "Manifest", `plain`)."""
    return rule_holds(PLAIN, PLAIN, Surroundings(employee=reader, book=book, day=day))[0]


def message_key(*parts: str | int) -> str:
    """Return the key of a message: 32 hex digits, of what tells it from every other, and of no day."""
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:KEY_DIGITS]
